"""What is left of deleted events is found when asked for, and marked."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.sources.made import read
from tests.unit.hunt.sources.windows.event_log_made import CHUNK, event_log, security
from vedette.hunt.sources.windows.event_logs import RECOVERED
from vedette.hunt.sources.windows.leftovers import leftovers

USERS = [f"user{number}" for number in range(1, 11)]


def with_deleted(kept: int) -> bytes:
    """Write a log of ten events whose chunk says it holds fewer."""
    data = bytearray(event_log([security(number, user) for number, user in enumerate(USERS, 1)]))
    at = 4096 + 512
    for _ in range(kept):
        at += struct.unpack_from("<I", data, at + 4)[0]
    struct.pack_into("<Q", data, 4096 + 16, kept)
    struct.pack_into("<Q", data, 4096 + 32, kept)
    struct.pack_into("<I", data, 4096 + 48, at - 4096)
    return bytes(data)


def test_deleted_events_are_not_read_unless_asked_for() -> None:
    events, whys = read(with_deleted(6))
    assert [one.user for one in events] == USERS[:6]
    assert not whys
    assert not any(RECOVERED in one.fields for one in events)


def test_deleted_events_are_found_and_marked() -> None:
    events, whys = read(with_deleted(6), forced="evtx-recovered")
    assert [one.user for one in events] == USERS
    assert [bool(one.fields.get(RECOVERED)) for one in events] == [False] * 6 + [True] * 4
    assert [one.record for one in events] == list(range(1, 11))
    assert not whys


def test_what_is_left_of_an_overwritten_one_is_counted() -> None:
    data = bytearray(with_deleted(6))
    free = 4096 + struct.unpack_from("<I", data, 4096 + 48)[0]
    data[free + 30 : free + 60] = b"\xff" * 30
    events, whys = read(bytes(data), forced="evtx-recovered")
    assert [one.user for one in events] == USERS[:6] + USERS[7:]
    assert len(whys) == 1


def test_a_log_without_any_gives_the_same_as_ever() -> None:
    whole = event_log([security(number) for number in range(1, 30)])
    assert read(whole, forced="evtx-recovered") == read(whole)


@given(st.lists(st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=4)), max_size=8))
def test_any_chunk_ends(damage: list[tuple[int, bytes]]) -> None:
    chunk = bytearray(with_deleted(3)[4096 : 4096 + CHUNK])
    for at, piece in damage:
        chunk[at : at + len(piece)] = piece
    assert all(len(one) == CHUNK for one in leftovers(bytes(chunk)))
