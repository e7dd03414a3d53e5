"""Checkpoints come in time, or an entry says that they did not; so with a service that stopped."""

import pytest

from tests.unit.ledger.stores import filled
from tests.unit.ledger.worlds import KEY, NAME, OTHER_KEY, World
from vedette.core.errors import Unavailable
from vedette.ledger.checkpoint import checkpoint_of
from vedette.ledger.entries import Entry, Kind, entry_of
from vedette.ledger.log import Ledger
from vedette.ledger.publish import EVERY_ENTRIES, Publisher, start, stop
from vedette.ledger.slots import Memory as Slots
from vedette.ledger.store import Memory


def entry(now: float) -> bytes:
    return Entry(kind=Kind.DECIDED, id="1", time=now).leaf()


def told(ledger: Ledger) -> list[tuple[Kind, tuple[str, ...], float]]:
    found = map(entry_of, ledger.entries(0, ledger.size()))
    return [(one.kind, one.reasons, one.seconds) for one in found]


def test_a_checkpoint_is_due_after_ten_seconds_or_256_entries() -> None:
    ledger = Ledger(Memory())
    publisher = Publisher(ledger, KEY, Slots())
    assert not publisher.due(0.0)
    ledger.append(entry(100.0))
    assert not publisher.due(109.0)
    assert publisher.due(110.0)
    note = publisher.publish(110.0)
    assert checkpoint_of(note).size == 1
    assert publisher.latest() == note
    assert not publisher.due(1000.0)
    for _ in range(EVERY_ENTRIES):
        assert not publisher.due(112.0)
        ledger.append(entry(111.0))
    assert publisher.due(112.0)


def test_a_late_checkpoint_is_an_entry() -> None:
    ledger = Ledger(Memory())
    publisher = Publisher(ledger, KEY, Slots())
    ledger.append(entry(100.0))
    assert checkpoint_of(publisher.publish(145.0)).size == 2
    assert told(ledger)[1:] == [(Kind.LATE, (), 45.0)]


def test_cosignatures_are_kept_with_their_checkpoint() -> None:
    world = World.of(3)
    publisher = Publisher(world.ledger, KEY, Slots())
    assert publisher.witnessed() is None
    first = publisher.publish(1.0)
    cosigned = world.collected().note
    assert publisher.cosigned(cosigned) == cosigned == publisher.latest() == publisher.witnessed()
    world.grow(1)
    last = publisher.publish(2.0)
    assert publisher.latest() == last != first
    assert publisher.witnessed() == cosigned


def test_it_knows_how_long_the_oldest_entry_no_witness_has_seen_waits() -> None:
    world = World.of(3)
    publisher = Publisher(world.ledger, KEY, Slots())
    assert publisher.unwitnessed(1_000.0) >= 0.0
    publisher.publish(1.0)
    publisher.cosigned(world.collected().note)
    assert publisher.unwitnessed(1_000.0) == 0.0
    world.ledger.append(entry(100.0))
    assert publisher.unwitnessed(1_000.0) == 900.0
    publisher.publish(1_001.0)
    assert publisher.unwitnessed(1_100.0) == 1_000.0, "to be signed is not to be witnessed"


def test_late_cosignatures_do_not_take_the_place_of_later_ones() -> None:
    world = World.of(3)
    publisher = Publisher(world.ledger, KEY, Slots())
    early = world.collected().note
    world.grow(1)
    publisher.publish(2.0)
    later = publisher.cosigned(world.collected().note)
    assert publisher.cosigned(early) == later == publisher.witnessed() == publisher.latest()


def test_a_ledger_that_is_not_what_was_signed_is_not_signed_again() -> None:
    slots = Slots()
    Publisher(filled(Memory(), 10), KEY, slots).publish(1.0)
    for other in (filled(Memory(), 9), filled(Memory(), 12, start=1)):
        with pytest.raises(Unavailable, match="does not go on from its last checkpoint"):
            Publisher(other, KEY, slots)
    with pytest.raises(Unavailable, match="not by this ledger's key"):
        Publisher(filled(Memory(), 12), OTHER_KEY, slots)
    assert checkpoint_of(Publisher(filled(Memory(), 12), KEY, slots).publish(2.0)).size == 12


def test_a_ledger_changed_while_running_is_not_signed() -> None:
    store = Memory()
    publisher = Publisher(filled(store, 300), KEY, Slots())
    publisher.publish(1.0)
    store._tiles[1, 0] = bytes(32)  # noqa: SLF001 - as an attacker would
    with pytest.raises(Unavailable, match="does not go on"):
        publisher.publish(2.0)


def test_of_two_that_publish_at_once_both_get_one_checkpoint() -> None:
    ledger = filled(Memory(), 3)

    class Racing(Slots):
        def swap(self, name: str, old: bytes | None, new: bytes | None) -> bool:
            super().swap(name, old, Publisher(ledger, KEY, Slots()).publish(1.0).text())
            return super().swap(name, old, new)

    slots = Racing()
    assert Publisher(ledger, KEY, slots).publish(1.0).text() == slots.read(f"checkpoint of {NAME}")


def test_a_checkpoint_that_cannot_be_kept_is_unavailable() -> None:
    class Losing(Slots):
        def swap(self, _: str, __: bytes | None, ___: bytes | None) -> bool:
            return False

    with pytest.raises(Unavailable, match="is gone"):
        Publisher(filled(Memory(), 3), KEY, Losing()).publish(1.0)


def test_starts_and_stops_are_entries() -> None:
    ledger = Ledger(Memory())
    start(ledger, 100.0)
    stop(ledger, 200.0)
    start(ledger, 260.0)
    start(ledger, 300.0)
    assert told(ledger) == [
        (Kind.STARTED, (), 0.0),
        (Kind.STOPPED, (), 0.0),
        (Kind.STARTED, (), 60.0),
        (Kind.STARTED, ("unclean",), 40.0),
    ]


def test_leaves_of_others_do_not_stop_it() -> None:
    ledger = filled(Memory(), 3)
    start(ledger, 100.0)
    assert entry_of(next(ledger.entries(3, 4))).reasons == ("unclean",)
    assert Publisher(ledger, KEY, Slots()).waited(100.0) == 0.0
    assert KEY.public.name == NAME
