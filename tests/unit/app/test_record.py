from tests.toys import NOON, OWNER
from vedette.access.nouns import Decision, Verdict
from vedette.app.capabilities import CAPABILITIES
from vedette.app.record import Ended, Remembered
from vedette.app.requests import ListRules

RULES = CAPABILITIES["rules.list"]
AT = NOON.timestamp()
DECISION = Decision(id="d", verdict=Verdict.ALLOW, reasons=(), policy="p", made=AT, expires=AT)


def test_the_fake_remembers_in_order_and_nothing_of_what_was_asked() -> None:
    record = Remembered()
    first = record.decided(OWNER.subject, RULES, ListRules(only="secret"), DECISION).wait()
    last = record.ended(OWNER.subject, RULES, DECISION, Ended("done", 1.0, "", {"rules": 1})).wait()
    assert (first.index, first.size, last.index, last.size) == (0, 1, 1, 2)
    assert record.entries == [
        ("rules.list", DECISION, None),
        ("rules.list", DECISION, Ended("done", 1.0, "", {"rules": 1})),
    ]
    assert "secret" not in repr(record.entries)
