"""Each thing is told once, and again when it is worse or lasts."""

from msgspec.structs import replace

from vedette.app.live import alarms
from vedette.app.live.alarms import Alarms
from vedette.core.attacks import Entity, EntityKind
from vedette.core.nouns import Confidence, Severity
from vedette.hunt.instants import HOUR
from vedette.hunt.signal import Place, Signal

SPRAY = Signal(
    rule="pattern:spray",
    title="Passwords sprayed",
    message="203.0.113.9 tried 40 accounts.",
    severity=Severity.MEDIUM,
    confidence=Confidence.LIKELY,
    reason="many accounts, few tries each",
    first=1_000_000,
    last=2_000_000,
    actors=(Entity(EntityKind.ADDRESS, "203.0.113.9"),),
    places=(Place(0, 7, "message", "Failed password"),),
)


def told(known: Alarms, *signals: Signal) -> list[tuple[str, bool]]:
    return [(one.severity.value, one.again) for one in known.new(signals, {0: "auth.log"})]


def test_the_same_thing_is_told_once() -> None:
    known = Alarms()
    assert told(known, SPRAY) == [("medium", False)]
    assert told(known, replace(SPRAY, count=90, last=5_000_000)) == []


def test_two_things_of_one_rule_and_the_same_people_are_told_each() -> None:
    one, other = (replace(SPRAY, about=f"10.0.0.{number} port 443") for number in (1, 2))
    known = Alarms()
    assert told(known, one, other) == [("medium", False), ("medium", False)]
    assert told(known, one, other) == []


def test_worse_is_told_again() -> None:
    known = Alarms()
    told(known, SPRAY)
    assert told(known, replace(SPRAY, severity=Severity.HIGH)) == [("high", True)]
    assert told(known, SPRAY) == []


def test_what_goes_on_for_long_is_told_again() -> None:
    known = Alarms()
    told(known, SPRAY)
    assert told(known, replace(SPRAY, last=2_000_000 + 25 * HOUR)) == [("medium", True)]
    rule = replace(SPRAY, rule="sigma:1")
    told(known, rule)
    assert told(known, replace(rule, last=2_000_000 + 2 * HOUR)) == [("medium", True)]


def hit(*names: str) -> tuple[Entity, ...]:
    return tuple(Entity(EntityKind.HOST, name) for name in names)


def test_what_hits_more_than_it_did_is_the_same_thing() -> None:
    known = Alarms()
    told(known, replace(SPRAY, targets=hit("srv1")))
    grown = replace(SPRAY, targets=hit("srv1", "srv2"), count=90, last=3_000_000)
    assert told(known, grown) == []
    assert told(Alarms(known.told()), grown) == []
    assert told(known, replace(grown, severity=Severity.HIGH)) == [("high", True)]


def test_what_began_elsewhere_or_otherwise_is_another_thing() -> None:
    known = Alarms()
    told(known, replace(SPRAY, targets=hit("srv1")))
    assert told(known, replace(SPRAY, targets=hit("srv2"))) == [("medium", False)]
    assert told(known, replace(SPRAY, targets=hit("srv1", "srv2"), first=1_500_000)) == [("medium", False)]


def test_somebody_else_is_another_thing() -> None:
    known = Alarms()
    told(known, SPRAY)
    other = replace(SPRAY, actors=(Entity(EntityKind.ADDRESS, "203.0.113.10"),))
    assert told(known, other) == [("medium", False)]


def test_what_was_told_is_known_after_a_restart() -> None:
    known = Alarms()
    told(known, SPRAY)
    assert told(Alarms(known.told()), SPRAY) == []


def test_what_cannot_be_shown_is_not_told() -> None:
    assert told(Alarms(), replace(SPRAY, places=())) == []


def test_memory_has_an_end(monkeypatch: object) -> None:
    monkeypatch.setattr(alarms, "MOST", 10)  # type: ignore[attr-defined]
    known = Alarms()
    many = [replace(SPRAY, actors=(Entity(EntityKind.ADDRESS, f"203.0.113.{n}"),)) for n in range(50)]
    assert len(told(known, *many)) == 50
    assert len(known.told()) == 2 * 10


def test_an_alarm_says_where_it_stands() -> None:
    (alarm,) = Alarms().new([SPRAY], {0: "auth.log"})
    assert alarm.places == ("auth.log #7 message: Failed password",)
    assert alarm.actors == ("address 203.0.113.9",)
