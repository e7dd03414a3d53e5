"""Packets in pieces are whole again, in whatever order the pieces come; what lies about itself is not."""

import random
import struct
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.network import fragments
from vedette.hunt.network.frames import WINDOW
from vedette.hunt.network.packets import CUT_SHORT, FRAGMENT

ADDRESSES = [f"10.9.0.{number}" for number in range(1, 30)]
ASKED = wire.udp(wire.CLIENT, 40_000, wire.SERVER, 53, wire.question("a.example"))


def answered(source: str, destination: str) -> bytes:
    """Write a long answer, as an IP packet."""
    told = wire.answer("a.example", [(1, wire.packed(one)) for one in ADDRESSES])
    datagram = struct.pack(">HHHH", 53, 40_000, 8 + len(told), 0) + told
    return wire.ip(source, destination, 17, datagram)


def cut(packet: bytes, *places: int, number: int = 77) -> list[bytes]:
    """Cut a packet at places that are words of its data."""
    four = packet[0] >> 4 == 4
    size = 20 if four else 40
    head, data = packet[:size], packet[size:]
    made = []
    for begin, end in pairwise([0, *places, len(data)]):
        piece, more = data[begin:end], end < len(data)
        if four:
            told = struct.pack(">HHH", size + len(piece), number, begin // 8 | more << 13)
            made.append(head[:2] + told + head[8:] + piece)
        else:
            own = bytes((head[6], 0)) + struct.pack(">HI", begin | more, number)
            made.append(head[:4] + struct.pack(">HB", 8 + len(piece), 44) + head[7:] + own + piece)
    return made


def heard(pieces: list[bytes], step: int = WINDOW) -> tuple[list[tuple[str, ...]], list[str]]:
    """Read a question and the pieces of its answer: what was answered, and what is said of the rest."""
    frames = [(wire.START, ASKED)]
    frames += [(wire.START + 1000 * at, wire.ethernet(one)) for at, one in enumerate(pieces, 1)]
    found, skips = wire.read(wire.pcap(frames), step)
    return [one.answers or () for one in found if one.action == actions.DNS], wire.reasons(skips)


FOUR = answered(wire.SERVER, wire.CLIENT)
WAYS = (wire.SERVER, wire.CLIENT), (wire.SERVER_6, wire.CLIENT_6)


@given(st.permutations(range(4)))
def test_pieces_in_any_order_are_the_answer(order: list[int]) -> None:
    pieces = cut(FOUR, 64, 128, 256)
    assert heard([pieces[at] for at in order]) == ([tuple(ADDRESSES)], [])


def test_pieces_of_version_six_are_the_answer() -> None:
    pieces = cut(answered(wire.SERVER_6, wire.CLIENT_6), 64, 256)
    frames = [(wire.START + at, wire.ethernet(one)) for at, one in enumerate(pieces)]
    found, skips = wire.read(wire.pcap(frames))
    (told,) = [one for one in found if one.action == actions.DNS]
    assert told.answers == tuple(ADDRESSES)
    assert wire.reasons(skips) == []


def test_the_flow_counts_the_whole_packet_once() -> None:
    frames = [(wire.START + at, wire.ethernet(one)) for at, one in enumerate(cut(FOUR, 64, 128))]
    (flow,) = wire.events(frames, actions.CONNECTION)
    assert (flow.packets, (flow.bytes_out or 0) + (flow.bytes_in or 0)) == (1, len(FOUR) - 28)


def test_pieces_may_lie_in_different_windows() -> None:
    told, _ = heard(cut(FOUR, 64, 128, 256), step=200)
    assert tuple(ADDRESSES) in told


def test_a_window_whose_pieces_were_all_recorded_in_part_does_no_harm() -> None:
    frames = [(wire.START + at, wire.ethernet(one)) for at, one in enumerate(cut(FOUR, 8))]
    _, skips = wire.read(wire.pcap(frames, snap=100), step=1)
    assert set(wire.reasons(skips)) == {f"{one} (record 2)" for one in (CUT_SHORT, FRAGMENT)}


def test_a_piece_that_comes_twice_does_no_harm() -> None:
    one, two, three = cut(FOUR, 64, 128)
    assert heard([one, one, two, three])[0] == [tuple(ADDRESSES)]


def test_pieces_that_overlap_are_not_put_together() -> None:
    one, two, three = cut(FOUR, 64, 128)
    other = cut(FOUR, 72, 128)[1]
    told, whys = heard([one, two, other, three])
    assert tuple(ADDRESSES) not in told
    assert any(why.startswith(FRAGMENT) for why in whys)


def test_pieces_too_late_are_of_another_packet() -> None:
    one, two = cut(FOUR, 64)
    frames = [(wire.START, wire.ethernet(one)), (wire.START + 61_000_000, wire.ethernet(two))]
    _, skips = wire.read(wire.pcap(frames))
    assert f"{FRAGMENT} (record 2)" in wire.reasons(skips)


def test_no_more_is_held_than_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "OPEN_MAX", 5)
    frames = [(wire.START + number, wire.ethernet(cut(FOUR, 64, number=number)[1])) for number in range(50)]
    _, skips = wire.read(wire.pcap(frames))
    assert wire.reasons(skips) == [f"{FRAGMENT} (50 records, the first is number 1)"]


def longest(options: int) -> list[bytes]:
    """Write the pieces of a packet as long as can be, whose first piece has so many bytes of options."""
    begins = [*range(0, 65_515, 1480)]
    pieces = []
    for begin in begins:
        own = options if not begin else 0
        size = min(1480, 65_515 - begin)
        flags = begin // 8 | (begin != begins[-1]) << 13
        head = struct.pack(">BBHHHBBH", 0x45 + own // 4, 0, 20 + own + size, 9, flags, 64, 17, 0)
        ends = wire.packed(wire.SERVER) + wire.packed(wire.CLIENT)
        pieces.append(head + ends + b"\1" * own + struct.pack(">HHHH", 9, 9, 65_515, 0).ljust(size, b"\0"))
    return pieces


@pytest.mark.parametrize("step", [4_000, WINDOW])
def test_options_may_not_make_a_packet_longer_than_can_be(step: int) -> None:
    for options in (0, 40):
        frames = [(wire.START + at, wire.ethernet(one)) for at, one in enumerate(longest(options))]
        found, skips = wire.read(wire.pcap(frames), step)
        assert len(found) == 1
        assert bool(wire.reasons(skips)) is bool(options)


def none_at_once(*given: Any) -> tuple[Any, dict[int, Any]]:  # noqa: ANN401
    return np.zeros(given[1].size, dtype=bool), {}


@settings(max_examples=FEW)
@given(st.integers(0, 1 << 32))
def test_many_at_once_are_what_they_are_one_by_one(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  not a secret
    packets = [
        cut(answered(*chance.choice(WAYS)), *places, number=number)
        for number, places in enumerate([(64, 128), (8,), (64,), (128, 256), (256,), (8, 16, 24)])
    ]
    made = [one for pieces in packets for one in pieces]
    for _ in range(chance.randrange(4)):
        made.insert(chance.randrange(len(made)), chance.choice(made))
    if chance.randrange(2):
        chance.shuffle(made)
    if chance.randrange(2):
        made.pop(chance.randrange(len(made)))
    frames = [(wire.START + at, wire.ethernet(one)) for at, one in enumerate(made)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fragments, "at_once", none_at_once)
        slow, why = wire.read(wire.pcap(frames))
    quick, why_quick = wire.read(wire.pcap(frames))
    assert quick == slow
    assert wire.reasons(why_quick) == wire.reasons(why)


@settings(max_examples=FEW)
@given(st.integers(0, 1 << 32))
def test_any_pieces_of_anything_are_packets_or_counted(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  not a secret
    pieces = [one for way in WAYS for one in cut(answered(*way), 8, 64, 128)]
    made = []
    for _ in range(12):
        piece = bytearray(chance.choice(pieces))
        for _ in range(chance.randrange(4)):
            piece[chance.randrange(len(piece))] = chance.randrange(256)
        made.append(bytes(piece[: chance.choice((len(piece), chance.randrange(len(piece)) + 1))]) or b"\x45")
    heard(made, step=chance.choice((100, 400, WINDOW)))
