import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.network import pcap as reader
from vedette.hunt.network.pcap import BROKEN, CUT_OFF, GIVEN_UP, is_pcap

FRAMES = [
    frame
    for port in range(6)
    for frame in wire.lookup(wire.question(f"h{port}.example"), None, port=40_000 + port)
]


def names_in(data: bytes, step: int = 1 << 20) -> tuple[list[str], list[str]]:
    found, skips = wire.read(data, step)
    return sorted(str(one.domain) for one in found if one.action == actions.DNS), wire.reasons(skips)


def test_a_corrupt_length_costs_that_frame_and_no_other() -> None:
    data = bytearray(wire.pcap(FRAMES))
    at = 24 + 2 * (16 + len(FRAMES[0][1]))
    data[at + 8 : at + 12] = b"\xff\xff\xff\x7f"
    for step in (1 << 20, 13):
        found, why = names_in(bytes(data), step)
        assert found == [f"h{port}.example" for port in (0, 1, 3, 4, 5)]
        assert why == [f"{BROKEN} (record 3)"]


def test_a_capture_that_breaks_off_keeps_what_it_has() -> None:
    data = wire.pcap(FRAMES)
    found, why = names_in(data[:-5])
    assert found == [f"h{port}.example" for port in range(5)]
    assert why == [f"{CUT_OFF} (record 6)"]
    assert names_in(data)[1] == []


def test_the_last_frame_is_found_as_well() -> None:
    data = bytearray(wire.pcap(FRAMES[:2]))
    data[24 + 8 : 24 + 12] = b"\xff\xff\xff\x7f"
    assert names_in(bytes(data), 9) == (["h1.example"], [f"{BROKEN} (record 1)"])


def test_one_that_is_corrupt_everywhere_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_RESUMES_MAX", 5)
    good = wire.pcap([FRAMES[0]])[24:]
    bad = b"\xff" * 40
    found, why = names_in(wire.pcap([]) + (good + good + bad) * 40)
    assert any(one.startswith(GIVEN_UP) for one in why)
    assert len(found) == 1  # one question, asked again and again


def test_frames_longer_than_a_window_are_read() -> None:
    big = wire.udp(wire.CLIENT, 9999, wire.SERVER, 9998, bytes(60_000))
    (flow,) = wire.events([(wire.START, big)], step=10)
    assert flow.bytes_out == 60_000


def test_moments_are_read_to_the_microsecond() -> None:
    time = 1_234_567_890_123_456
    (flow,) = wire.events([(time, FRAMES[0][1])], actions.CONNECTION)
    assert flow.time == time
    head, frame = wire.pcap([], nano=True), FRAMES[0][1]
    record = struct.pack("<IIII", 5, 999_999_999, len(frame), len(frame)) + frame
    (event, *_), _ = wire.read(head + record)
    assert event.time == 5_999_999


def test_a_head_without_frames_is_a_capture_of_nothing() -> None:
    assert names_in(wire.pcap([])) == ([], [])
    assert not is_pcap(wire.pcap([])[:23])


@given(st.binary(max_size=300))
def test_whatever_follows_the_head_is_survived(rest: bytes) -> None:
    wire.read(wire.pcap([]) + rest)
