"""The rules in words are the rules: a number changed changes the page, and the docs say the same."""

from pathlib import Path

from vedette.access.monitor.nouns import Rule
from vedette.access.monitor.published import lines, page
from vedette.access.monitor.thresholds import load, shipped_text, thresholds

PAGE = Path(__file__).parents[4] / "docs" / "access" / "monitoring.md"


def test_every_rule_is_on_it_once() -> None:
    assert [one.rule for one in lines(load())] == [one for one in Rule if one is not Rule.PERSON]


def test_a_number_that_changes_changes_the_page() -> None:
    over = "[M3]\ntargets = 9\n[M5]\nreturns = 3\n[M12]\nleast = 77\n"
    made = page(thresholds(shipped_text(), over))
    assert made != page(load())
    for words in ("more than 9 different targets", "(3 times)", "at least 77 refusals"):
        assert words in made


def test_the_documentation_has_what_the_rules_say() -> None:
    assert page(load()) in PAGE.read_text("utf-8"), (
        "paste what `published.page(thresholds.load())` gives into docs/access/monitoring.md"
    )
