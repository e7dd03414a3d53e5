from collections.abc import Iterator

import pytest

from tests.unit.hunt.patterns.made import said
from tests.unit.hunt.patterns.wires import ME, THERE, flow
from vedette.core.errors import BadInput
from vedette.core.levels import Confidence
from vedette.hunt.event import Event
from vedette.hunt.patterns.exfiltration import Exfiltration

HOUR = 3_600
MB = 1_000_000


def days(number: int = 4, source: str = ME) -> Iterator[Event]:
    """Make days of ordinary hours: half a megabyte out."""
    for hour in range(number * 24):
        yield flow(hour * HOUR, source, "198.51.100.9", bytes_out=500_000 + hour * 1_000, bytes_in=9 * MB)


def theft(at: float = 50.2 * HOUR, size: int = 90 * MB, back: int = 200_000) -> Event:
    return flow(at, bytes_out=size, bytes_in=back)


def test_an_hour_far_above_all_others_is_named() -> None:
    [signal] = said(Exfiltration(), [*days(), theft()])
    assert signal.rule == "pattern:exfiltration"
    assert [one.name for one in (*signal.actors, *signal.targets)] == [ME, THERE]
    assert float(signal.numbers["robust_z"]) >= 6
    assert signal.numbers["hour"] == "2026-03-04T02:00:00Z"
    assert signal.places[0].quote == THERE


def test_when_it_happened_is_when_it_was_sent() -> None:
    parts = [theft((50.7 + number / 60) * HOUR) for number in range(31)]
    [signal] = said(Exfiltration(), [*days(), *parts])
    assert (signal.first, signal.last) == (parts[0].time, parts[-1].time)
    assert "in 30 minutes;" in signal.message
    [slow] = said(Exfiltration(), [*days(), theft(50.1 * HOUR), theft(50.9 * HOUR)])
    assert "in 1 hour;" in slow.message


def test_what_is_usual_is_not() -> None:
    assert said(Exfiltration(), days()) == []
    assert said(Exfiltration(), [*days(), theft(size=15 * MB)]) == []
    large = [theft(hour * HOUR) for hour in range(48)]
    assert said(Exfiltration(), [*large, theft()]) == []


def test_a_download_or_a_call_is_not() -> None:
    assert said(Exfiltration(), [*days(), theft(back=90 * MB)]) == []


def test_a_service_many_use_is_not() -> None:
    others = [flow(host, f"10.0.7.{host}", THERE, bytes_out=2 * MB) for host in range(20)]
    assert said(Exfiltration(), [*days(), *others, theft()]) == []


def test_what_comes_by_the_clock_is_at_most_possible() -> None:
    nights = [theft(day * 24 * HOUR + 2 * HOUR) for day in range(3)]
    [signal] = said(Exfiltration(), [*days(), *nights])
    assert signal.confidence == Confidence.POSSIBLE
    assert "backup" in signal.reason


def test_with_nothing_to_compare_it_takes_more() -> None:
    assert said(Exfiltration(), [theft()]) == []
    [signal] = said(Exfiltration(), [theft(size=400 * MB)])
    assert signal.confidence == Confidence.POSSIBLE


def test_only_from_inside_to_outside() -> None:
    assert said(Exfiltration(), [flow(1, ME, "10.0.0.9", bytes_out=900 * MB)]) == []
    assert said(Exfiltration(), [flow(1, THERE, "198.51.100.9", bytes_out=900 * MB)]) == []


def test_large_echoes_are_a_channel_and_pings_are_not() -> None:
    def echoes(size: int) -> list[Event]:
        return [flow(at, port=0, transport="icmp", bytes_out=size, packets=2) for at in range(300)]

    [signal] = said(Exfiltration(), echoes(1_000))
    assert signal.rule == "pattern:icmp-channel"
    assert said(Exfiltration(), echoes(128)) == []


def test_what_was_seen_can_be_taken_up_again() -> None:
    first, second = Exfiltration(), Exfiltration()
    said(first, days())
    second.restore(first.save())
    assert len(said(second, [theft()])) == 1
    assert list(second.bounds()) == []
    with pytest.raises(BadInput):
        second.restore(b"\x01")


def test_mad_numbers_do_no_harm() -> None:
    assert said(Exfiltration(), [flow(1, bytes_out=10**60), flow(1, bytes_out=-5)]) == []
