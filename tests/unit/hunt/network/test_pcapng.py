import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.network import pcapng as reader
from vedette.hunt.network.pcap import CUT_OFF
from vedette.hunt.network.pcapng import BROKEN

FRAME = wire.lookup(wire.question("a.example"), None)[0][1]


def only(data: bytes, step: int = 1 << 20) -> tuple[list[int | None], list[str]]:
    found, skips = wire.read(data, step)
    return [one.time for one in found if one.action == actions.CONNECTION], wire.reasons(skips)


def resolution(value: int) -> bytes:
    return struct.pack("<HHB3x", 9, 1, value)


def test_each_interface_has_its_own_clock() -> None:
    for value, ticks in (
        (6, 5_000_000),
        (9, 5_000_000_000),
        (3, 5_000),
        (0, 5),
        (0x80 | 10, 5 << 10),
        (12, 5 * 10**12),
    ):
        data = wire.section() + wire.interface(options=resolution(value)) + wire.enhanced(ticks, FRAME)
        assert only(data) == ([5_000_000], [])
    shifted = wire.interface(options=struct.pack("<HHq", 14, 8, 100))
    assert only(wire.section() + shifted + wire.enhanced(5_000_000, FRAME)) == ([105_000_000], [])


def test_absurd_clocks_give_a_time_within_the_calendar() -> None:
    for value in (0x80 | 127, 255, 127, 40):
        data = (
            wire.section() + wire.interface(options=resolution(value)) + wire.enhanced((1 << 64) - 1, FRAME)
        )
        (time,), _ = only(data)
        assert time is not None
        assert 0 <= time <= 253_402_300_799_000_000


def test_interfaces_differ_in_what_they_carry() -> None:
    raw = FRAME[14:]
    data = wire.section() + wire.interface(1) + wire.interface(101)
    data += wire.enhanced(1, FRAME, 0) + wire.enhanced(2, raw, 1)
    found, skips = wire.read(data)
    assert skips.total == 0
    assert [one.packets for one in found if one.action == actions.CONNECTION] == [2]


def test_simple_and_old_packets_are_read_too() -> None:
    simple = wire.block(3, struct.pack("<I", len(FRAME)) + FRAME)
    old = wire.block(2, struct.pack("<HHIIII", 0, 0, 0, 9, len(FRAME), len(FRAME)) + FRAME)
    for one, time in ((simple, 0), (old, 9)):
        assert only(wire.section() + wire.interface() + one) == ([time], [])


def test_a_new_section_may_turn_the_byte_order() -> None:
    data = wire.pcapng([(1, FRAME)], "<") + wire.pcapng([(2, FRAME)], ">")
    found, skips = wire.read(data, 9)
    assert skips.total == 0
    assert [one.packets for one in found if one.action == actions.CONNECTION] == [2]


def test_blocks_nobody_needs_are_passed_however_long() -> None:
    head, tail = wire.section() + wire.interface(), wire.enhanced(7, FRAME)
    for size in (0, 4, 3_000_000):
        for step in (1 << 20, 5_000):
            assert only(head + wire.block(0xBAD, bytes(size)) + tail, step) == ([7], [])
    many = b"".join(wire.block(4, b"") for _ in range(20_000))
    assert only(head + many + tail) == ([7], [])


def test_impossible_lengths_end_the_reading() -> None:
    head = wire.section() + wire.interface() + wire.enhanced(7, FRAME)
    for size in (0, 4, 11, 13, 0x7FFF_FFFC):
        bad = struct.pack("<II", 6, size) + bytes(40)
        assert only(head + bad) == ([7], [f"{BROKEN} (record 2)"])
    assert only(head + struct.pack("<II", 0xBAD, 0xFFFF_FFFC) + bytes(40)) == ([7], [f"{CUT_OFF} (record 2)"])


def test_a_capture_length_beyond_its_block_is_not_believed() -> None:
    head = wire.section() + wire.interface()
    body = struct.pack("<IIIII", 0, 0, 1, 60_000, 60_000) + FRAME
    times, _ = only(head + wire.block(6, body) + wire.enhanced(7, FRAME))
    assert times == [1]


def test_thousands_of_interfaces_do_no_harm() -> None:
    data = wire.section() + wire.interface() * 5000 + wire.enhanced(7, FRAME, 4999)
    times, why = only(data)
    assert times == [7]
    assert why == ["more interfaces than are kept: their frames are read as those of the last (record 2)"]


def test_sections_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_SECTIONS_MAX", 3)
    times, why = only(wire.pcapng([(wire.START, FRAME)]) * 5)
    assert times == [wire.START]
    assert why == [f"{BROKEN} (record 4)"]


@given(st.binary(max_size=300))
def test_whatever_follows_the_head_is_survived(rest: bytes) -> None:
    wire.read(wire.section() + wire.interface() + rest)
