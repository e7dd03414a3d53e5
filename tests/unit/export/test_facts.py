from tests.unit.export.sample import HASH, RULES, SQL
from vedette.core.nouns import Coverage, Skipped
from vedette.export.facts import known_remedy, known_weaknesses, rule_of, verdict


def test_a_rule_says_what_its_finding_does_not() -> None:
    assert known_remedy(HASH, RULES) == "Use SHA-256."
    assert known_weaknesses(HASH, RULES) == ("CWE-328",)
    assert known_remedy(HASH, {}) == ""
    assert known_weaknesses(HASH, {}) == ()
    assert rule_of(SQL, {}).title == SQL.title


def test_no_finding_never_hides_what_was_not_read() -> None:
    skipped = (Skipped(what="a", why="b"),)
    assert verdict(0, Coverage()) == "Nothing was read, so nothing can be said"
    assert verdict(0, Coverage(files=1, skipped=skipped)).endswith("some of it was not")
    assert verdict(0, Coverage(files=1)) == "No findings in what was read"
    assert verdict(1, Coverage(files=1)) == "1 finding"
