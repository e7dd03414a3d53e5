from collections.abc import Iterator

import pytest

from tests.unit.hunt.patterns.made import said
from tests.unit.hunt.patterns.wires import ME, THERE, flow
from vedette.core.errors import BadInput
from vedette.core.levels import Confidence
from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR, MINUTE
from vedette.hunt.patterns.longconnections import LongConnections


def held(hours: float, where: str = THERE, source: str = ME, port: int = 443, **more: int) -> Event:
    return flow(0, source, where, port, duration=int(hours * HOUR), **more)


def others(number: int = 12) -> Iterator[Event]:
    """Make hosts that hold conversations with places of their own."""
    return (held(0.5, f"198.51.100.{host}", f"10.0.7.{host}") for host in range(number))


def test_hours_with_a_place_nobody_else_talks_to_are_named() -> None:
    [signal] = said(LongConnections(), [*others(), held(9)])
    assert signal.rule == "pattern:long-connection"
    assert [one.name for one in (*signal.actors, *signal.targets)] == [ME, THERE]
    assert signal.confidence == Confidence.LIKELY
    assert signal.numbers["hours"] == 9


def test_pieces_of_a_conversation_add_up() -> None:
    pieces = [flow(at * 1_800, duration=30 * MINUTE) for at in range(18)]
    [signal] = said(LongConnections(), pieces)
    assert signal.numbers["hours"] == 9


def test_at_the_same_time_they_do_not() -> None:
    assert said(LongConnections(), [held(2) for _ in range(10)]) == []


def test_alone_it_takes_eight_hours() -> None:
    assert said(LongConnections(), [held(5)]) == []
    [signal] = said(LongConnections(), [held(9)])
    assert signal.confidence == Confidence.POSSIBLE
    assert len(said(LongConnections(), [*others(), held(5)])) == 1


@pytest.mark.parametrize(
    "event",
    [held(20, "10.0.0.9"), held(20, port=993), held(20, bytes_in=20_000_000_000), held(1)],
    ids=["inside", "mail that is pushed", "a transfer", "an hour"],
)
def test_other_conversations_are_not(event: Event) -> None:
    assert said(LongConnections(), [*others(), event]) == []


def test_a_service_many_hold_open_is_not() -> None:
    chat = [held(9, source=f"10.0.7.{host}") for host in range(12)]
    assert said(LongConnections(), [*others(), *chat]) == []


def test_what_was_seen_can_be_taken_up_again() -> None:
    first, second = LongConnections(), LongConnections()
    said(first, [held(9)])
    second.restore(first.save())
    assert [one.count for one in said(second, [held(9)])] == [2]
    assert list(second.bounds()) == []
    with pytest.raises(BadInput):
        second.restore(b"?")
