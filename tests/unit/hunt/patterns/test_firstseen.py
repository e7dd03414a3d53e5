from collections.abc import Iterable
from typing import Any

import pytest

from tests.unit.hunt.patterns.made import said
from tests.unit.hunt.patterns.wires import THERE, fetched, flow, secure
from vedette.core.errors import BadInput
from vedette.hunt.event import Event
from vedette.hunt.patterns import firstseen
from vedette.hunt.patterns.firstseen import FirstSeen
from vedette.hunt.signal import Signal

USUAL = [
    *(flow(at, where=f"198.51.{at % 5}.7") for at in range(300)),
    *(fetched("a.example", at, user_agent="Browser/120.1") for at in range(9)),
    *(secure("a.example", at, ja4="t13d1516h2_8daaf6152771_02713d6af862") for at in range(9)),
]


def after_baseline(events: Iterable[Event], usual: Iterable[Event] = USUAL) -> list[Signal]:
    learnt, detector = FirstSeen(), FirstSeen()
    assert said(learnt, usual) == [], "without a baseline nothing is new"
    detector.restore(learnt.save())
    return said(detector, events)


def test_a_program_nobody_had_is_new() -> None:
    [signal] = after_baseline([fetched("a.example", user_agent="curl/8.1"), *USUAL])
    assert signal.rule == "pattern:first-seen-agent"
    assert "curl/8.1" in signal.message
    assert signal.places[0].quote == "curl/8.1"


def test_a_newer_version_is_not() -> None:
    assert after_baseline([fetched("a.example", user_agent="Browser/121.0")]) == []


@pytest.mark.parametrize("column", ["ja3", "ja4"])
def test_a_fingerprint_nobody_had_is_new(column: str) -> None:
    shown: dict[str, Any] = {column: "t13d0910h1_ffffffffffff_ffffffffffff"}
    [signal] = after_baseline([secure("a.example", **shown)])
    assert signal.rule == f"pattern:first-seen-{column}"


def test_one_that_mixes_its_fingerprints_is_silent() -> None:
    mixed = [secure("a.example", ja3=f"{number:032x}") for number in range(9)]
    assert after_baseline(mixed) == []


def test_a_steady_host_that_talks_to_a_new_place_is_named() -> None:
    [signal] = after_baseline([flow(9_000, where=THERE), *USUAL])
    assert signal.rule == "pattern:first-seen-destination"
    assert [one.name for one in signal.targets] == [THERE]
    assert signal.numbers["destinations_in_baseline"] == 5


def test_neighbours_of_known_places_and_hosts_nobody_knows_are_not() -> None:
    assert after_baseline([flow(9_000, where="198.51.3.200"), flow(9_000, "10.0.0.99")]) == []


def test_a_host_with_many_destinations_is_not() -> None:
    busy = [flow(at, where=f"198.51.{at % 90}.7") for at in range(300)]
    assert after_baseline([flow(9_000)], busy) == []


def test_what_three_hosts_begin_together_is_not() -> None:
    agents = [fetched("a.example", source=f"10.0.0.{host}", user_agent="agent/1") for host in range(3)]
    assert after_baseline(agents) == []
    assert len(after_baseline(agents[:2])) == 2


def test_what_is_new_stays_new_over_a_restart() -> None:
    learnt, running, restarted = FirstSeen(), FirstSeen(), FirstSeen()
    said(learnt, USUAL)
    running.restore(learnt.save())
    said(running, [fetched("a.example", user_agent="curl/8.1")])
    restarted.restore(running.save())
    [signal] = said(restarted, [fetched("a.example", 9, user_agent="curl/8.1")])
    assert signal.count == 2
    assert list(restarted.bounds()) == []
    with pytest.raises(BadInput):
        restarted.restore(b"{}")


def test_what_is_beyond_the_limits_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firstseen, "KNOWN", 5)
    monkeypatch.setattr(firstseen, "FRESH", 1)
    learnt, detector = FirstSeen(), FirstSeen()
    said(learnt, USUAL)
    assert "not remembered" in next(learnt.bounds())
    detector.restore(learnt.save())
    assert len(said(detector, [fetched("a.example", user_agent=word) for word in ("one", "two")])) == 1
    assert list(detector.bounds())
