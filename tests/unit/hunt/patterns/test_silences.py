from collections.abc import Iterator

import pytest

from tests.unit.hunt.patterns.made import Column, said
from tests.unit.hunt.patterns.wires import ME, THERE, ask, beats, colleagues, flow, refused, secure
from vedette.core.levels import Confidence
from vedette.hunt.event import Event
from vedette.hunt.patterns.beacons import Beacons
from vedette.hunt.signal import Signal

NAMED = ask("gone.example", answers=(THERE,))
SOON = (5.0, 37.0, 410.0, 1_900.0, 2_600.0)
"""When somebody else answers."""


def told(*events: Event) -> list[Signal]:
    return said(Beacons(), [NAMED, *events])


def gone(period: float = 50, number: int = 80, **more: Column) -> Iterator[Event]:
    return (refused(at, **{"port": 80, "bytes_out": 0, **more}) for at in beats(period, number))


def others(**more: Column) -> Iterator[Event]:
    """Somebody who answers, at no pace."""
    return (flow(at, where="198.51.100.200", **more) for at in SOON)


def test_a_server_that_never_answers_and_is_called_on_and_on_is_one_of_a_beacon() -> None:
    [signal] = told(*gone(), *others())
    assert signal.confidence == Confidence.LIKELY
    assert "never answered" in signal.reason
    assert "for 65.8 minutes nobody answered" in signal.reason


def test_what_lasts_less_than_a_restart_may_is_possible() -> None:
    [signal] = told(*gone(number=20), *others())
    assert signal.confidence == Confidence.POSSIBLE
    assert told(*gone(number=9), *others()) == [], "ten beats at least"


def test_pauses_in_turn_are_a_pace_too() -> None:
    at, calls = 0.0, []
    for number in range(80):
        at += (21, 31, 51)[number % 3]
        calls.append(refused(at, port=80, bytes_out=0))
    assert [one.confidence for one in told(*calls, *others())] == [Confidence.LIKELY]


@pytest.mark.parametrize("period", [600, 3_600])
def test_what_looks_for_news_asks_seldom(period: float) -> None:
    assert told(*gone(period), *others()) == []


def test_what_waits_longer_each_time_is_honest() -> None:
    waits = [2, 4, 8, 16, 32, *[60] * 60]
    calls = [refused(sum(waits[:number]), port=80) for number in range(len(waits))]
    assert told(*calls, *others()) == []


def test_the_line_has_to_work() -> None:
    assert told(*gone()) == [], "nobody answers anything: the line is down, or one side was seen"
    before = [flow(-100 + at, where="198.51.100.200") for at in range(3)]
    assert told(*gone(), *before) == []
    asked = [ask("gone.example", at, answers=(THERE,)) for at in (0, 1_200, 2_400)]
    assert len(told(*gone(), *asked)) == 1, "who knows names had to ask outside"


def test_a_service_others_use_as_well_is_down() -> None:
    assert told(*gone(), *others(), refused(5, "10.0.0.6", port=80), refused(9, "10.0.0.6", port=80)) == []


def test_a_makers_server_is_down_while_others_of_it_answer() -> None:
    alive = [secure("news.gone.example", at, destination_ip="198.51.100.9") for at in SOON]
    assert told(*gone(), *others(), *alive) == []
    known = ask("news.gone.example", answers=("198.51.100.200",))
    assert told(*gone(), *others(), known) == []


def test_what_answered_once_needs_no_answer_or_stays_inside_is_not_looked_at() -> None:
    once = [flow(beats(50, 1)[0] - 50, port=80), *gone()]
    assert told(*once, *others()) == []
    assert told(*gone(transport="udp"), *others()) == []
    assert told(*gone(where="10.0.0.77", port=9_100), *others()) == [], "a printer that is gone"
    assert told(*gone(source="203.0.113.5"), *others(source="203.0.113.5")) == [], "not of this network"


def test_a_port_of_its_own_makes_it_surer_but_never_strong() -> None:
    [signal] = told(*gone(port=4_444), *others())
    assert signal.confidence == Confidence.LIKELY
    assert ME in {one.name for one in signal.actors}


def test_a_named_server_that_is_gone_and_nothing_else_is_honest_also_among_many_hosts() -> None:
    for calls in (gone(3_600, 48), gone(120, 300, outcome=None)):
        alive = list(calls)
        found = told(*alive, *others(), *colleagues())
        assert bool(found) == (alive[0].outcome is None), "what answers by the clock is told"
