"""One stream of events to whoever wants them; what they say becomes findings that can be checked."""

from collections.abc import Iterator

import pytest

from vedette.core.attacks import Entity, EntityKind
from vedette.core.errors import BadInput
from vedette.core.nouns import Artefact, ArtefactKind, Confidence, Frame, Record, Severity
from vedette.hunt import actions
from vedette.hunt.event import Event, Logsource
from vedette.hunt.findings import Origin, findings, fingerprint, sources_of
from vedette.hunt.hunting import Hunt, restored
from vedette.hunt.signal import Place, Signal

HOST = Entity(EntityKind.HOST, "ws01")
LOG = Origin(Artefact(kind=ArtefactKind.LOG, name="a.log", digest="sha256:" + "a" * 64, size=1), frames=False)
CAPTURE = Origin(
    Artefact(kind=ArtefactKind.CAPTURE, name="a.pcap", digest="sha256:" + "b" * 64, size=1), frames=True
)


def event(number: int, action: str | None = actions.LOGIN, time: int | None = None) -> Event:
    return Event(source=0, record=number, time=time, logsource=Logsource(), fields={}, action=action)


class Counting:
    """A detector that counts."""

    name = "counting"

    def __init__(self, *wanted: str) -> None:
        self.actions = frozenset(wanted)
        self.seen: list[int] = []

    def see(self, event: Event) -> None:
        self.seen.append(event.record)

    def signals(self) -> Iterator[Signal]:
        yield signal()

    def bounds(self) -> Iterator[str]:
        yield "a limit was reached"

    def save(self) -> bytes:
        return repr(self.seen).encode()

    def restore(self, saved: bytes) -> None:
        if not saved.startswith(b"["):
            raise BadInput("not that", hint="begin anew")
        self.seen = [int(one) for one in saved.strip(b"[]").split(b",") if one.strip()]


def signal(**more: object) -> Signal:
    known = {
        "rule": "pattern:counting",
        "title": "Many",
        "message": "Many of them.",
        "severity": Severity.HIGH,
        "confidence": Confidence.LIKELY,
        "reason": "counted",
        "first": 1_000_000,
        "last": 2_000_000,
        "actors": (HOST,),
        "places": (Place(0, 3, "user", "anna"),),
    }
    return Signal(**(known | more))  # type: ignore[arg-type]


def test_events_go_to_those_who_want_them_and_are_counted() -> None:
    logins, everything = Counting(actions.LOGIN), Counting()
    hunt = Hunt(None, (logins, everything))
    events = [event(1), event(2, actions.HTTP), event(3, None), event(4, time=7), event(5, time=3)]
    assert list(hunt.feed(events)) == []
    assert (logins.seen, everything.seen) == ([1, 4, 5], [1, 2, 3, 4, 5])
    assert (hunt.seen.events, hunt.seen.first, hunt.seen.last) == (5, 3, 7)
    assert hunt.kinds() == {actions.LOGIN, actions.HTTP}
    assert hunt.bounds() == ("counting: a limit was reached",) * 2


def test_long_streams_say_now_and_then_how_far_they_are() -> None:
    hunt = Hunt(None, ())
    assert len(list(hunt.feed(event(n) for n in range(40_000)))) == 2
    assert hunt.seen.events == 40_000


def test_what_detectors_had_seen_is_given_back_by_name() -> None:
    (one,) = restored([Counting()], {"counting": b"[1, 2]", "other": b"x"})
    assert isinstance(one, Counting)
    assert one.seen == [1, 2]
    with pytest.raises(BadInput):
        restored([Counting()], {"counting": b"x"})


def test_a_finding_points_into_the_log_by_record_and_into_a_capture_by_frame() -> None:
    (in_log,) = findings([signal()], {0: LOG})
    assert in_log.evidence[0].locator == Record(number=3, field="user")
    assert in_log.evidence[0].quote == "anna"
    (in_capture,) = findings([signal()], {0: CAPTURE})
    assert in_capture.evidence[0].locator == Frame(number=3)
    assert in_log.seen is not None
    assert in_log.seen.first == "1970-01-01T00:00:01Z"


def test_no_evidence_no_finding() -> None:
    assert not list(findings([signal(places=()), signal(places=(Place(9, 1, "", ""),))], {0: LOG}))


def test_the_same_place_proves_once() -> None:
    twice = signal(
        places=(Place(0, 3, "user", "anna"), Place(0, 3, "user", "anna"), Place(0, 4, "user", "ben"))
    )
    (found,) = findings([twice], {0: LOG})
    assert len(found.evidence) == 2
    assert sources_of([twice]) == {0}


def test_a_fingerprint_is_of_rule_parties_and_beginning_and_of_nothing_else() -> None:
    same = fingerprint(signal(message="other words", count=9, last=9_000_000))
    assert same == fingerprint(signal())
    other = Entity(EntityKind.HOST, "ws02")
    assert len({same, fingerprint(signal(actors=(other,))), fingerprint(signal(first=2_000_000))}) == 3
    assert fingerprint(signal(actors=(HOST, other))) == fingerprint(signal(actors=(other, HOST)))
