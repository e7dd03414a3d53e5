from pathlib import Path

from msgspec.structs import replace

from tests.toys import NOON, OWNER
from vedette.access.nouns import Decision, Verdict
from vedette.app.capabilities import CAPABILITIES
from vedette.app.circumstances import AtHome, action_digest, plain_question, request_digest
from vedette.app.requests import ListRules, Scan

RULES = CAPABILITIES["rules.list"]
AT = NOON.timestamp()
DECISION = Decision(id="d", verdict=Verdict.ALLOW, reasons=(), policy="p", made=AT, expires=AT)


def test_any_change_of_a_request_is_another_request() -> None:
    digests = {
        request_digest("rules.list", ListRules()),
        request_digest("rules.list", ListRules(only="a")),
        request_digest("rules.list", ListRules(rules=Path("a"))),
        request_digest("rules.test", ListRules()),
        request_digest("code.scan", Scan(target="a")),
        request_digest("code.scan", Scan(target="a", include=("a",))),
    }
    assert len(digests) == 6
    assert request_digest("rules.list", ListRules(only="a")) in digests


def test_the_same_done_by_another_is_another_action() -> None:
    other = replace(OWNER, subject=type(OWNER.subject)(id="p-ana", kind=OWNER.subject.kind))
    assert action_digest(OWNER, "rules.list", ListRules()) != action_digest(other, "rules.list", ListRules())


def test_at_home_nothing_is_put_aside_and_nobody_else_is_asked() -> None:
    home = AtHome()
    held = home.hold(OWNER, RULES, DECISION)
    assert held is not None
    held.settle(used=True)
    assert home.used(OWNER, RULES, ListRules(), home.question(OWNER, RULES, ListRules()))
    assert home.refused(OWNER, RULES, ListRules(), DECISION) == {}
    assert home.question(OWNER, RULES, ListRules()) == plain_question(OWNER, RULES)


def test_nothing_is_taken_as_shown_that_was_not() -> None:
    asked = plain_question(OWNER, CAPABILITIES["code.discover"])
    assert (asked.scope, asked.touch_age, asked.auth_age, asked.approvals) == ("missing", -1, -1, 0)
    assert not any((asked.break_glass, asked.sandbox, asked.training, asked.reviewer_among))
    assert plain_question(OWNER, RULES).scope == "unneeded"
