from collections import Counter

import pytest

from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.network.capture import Capture, read_frames
from vedette.hunt.network.flows import EARLY, Table

SECOND = 1_000_000


def flows(frames: list[wire.Timed], step: int = 1 << 20) -> list[tuple[int, int | None]]:
    return [(one.record, one.packets) for one in wire.events(frames, actions.CONNECTION, step)]


def knock(time: int, port: int = 5000) -> wire.Timed:
    return time, wire.udp(wire.CLIENT, port, wire.SERVER, 9999, b"x")


def test_both_ways_are_counted_each_for_itself() -> None:
    talk = wire.Talk(other=9).opened().say(b"12345", b"678").hear(b"ab").closed()
    (flow,) = wire.events(talk.frames)
    assert (flow.source_ip, flow.source_port, flow.destination_ip, flow.destination_port) == (
        wire.CLIENT, 50_000, wire.SERVER, 9,
    )  # fmt: skip
    assert (flow.bytes_out, flow.bytes_in, flow.packets) == (8, 2, 9)
    assert (flow.time, flow.duration, flow.record) == (wire.START, 8000, 1)
    assert flow.fields["orig_pkts"] == 6
    assert flow.fields["resp_pkts"] == 3
    assert flow.fields["orig_ip_bytes"] == 6 * 40 + 8


def test_whoever_opens_is_the_client_even_with_the_higher_address() -> None:
    talk = wire.Talk(client="200.0.0.1", port=7, server="10.0.0.1", other=60_000).opened().closed()
    (flow,) = wire.events(talk.frames)
    assert (flow.source_ip, flow.source_port) == ("200.0.0.1", 7)


@pytest.mark.parametrize("skipped", [1, 3])
def test_a_capture_that_begins_in_the_middle_still_knows_the_client(skipped: int) -> None:
    talk = wire.Talk(other=443).opened().hear(b"x").say(b"y").closed()
    (flow,) = wire.events(talk.frames[skipped:])
    assert (flow.source_ip, flow.destination_port) == (wire.CLIENT, 443)


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_silence_ends_a_flow(step: int) -> None:
    near, far = wire.START + 59 * SECOND, wire.START + 61 * SECOND
    assert flows([knock(wire.START), knock(near)], step) == [(1, 2)]
    assert flows([knock(wire.START), knock(far)], step) == [(1, 1), (2, 1)]
    assert flows([knock(far), knock(wire.START)], step) == [(1, 1), (2, 1)]


@pytest.mark.parametrize("step", [1, 400, 1 << 20])
def test_ports_used_again_are_another_flow(step: int) -> None:
    first = wire.Talk(other=9).opened().say(b"1").closed()
    again = wire.Talk(other=9, time=first.time, sequence=[1 << 20, 1 << 21]).opened().say(b"2").closed()
    late = [(first.time, first.packet(0, wire.ACK).frames[-1][1])]
    assert flows(first.frames[:-1] + late + again.frames, step) == [(1, 8), (9, 7)]


def test_a_retransmitted_opening_is_not_another_flow() -> None:
    talk = wire.Talk(other=9)
    opening = talk.packet(0, wire.SYN).frames[0][1]
    assert flows(
        [(wire.START, opening), (wire.START + SECOND, opening), (wire.START + 3 * SECOND, opening)]
    ) == [(1, 3)]


def test_one_packet_from_the_future_ends_nothing() -> None:
    frames = [knock(wire.START + number * 1000) for number in range(300)]
    frames.insert(150, knock(wire.START + 10**15, 6000))
    assert sorted(flows(frames, 3000)) == [(1, 300), (151, 1)]


def test_the_oldest_end_early_when_too_many_are_open() -> None:
    frames = [knock(wire.START + port, 1024 + port) for port in range(200)]
    told = Counter[str]()

    def skip(why: str, _: int, times: int) -> None:
        told[why] += times

    capture = Capture(0, skip, flows=Table(limit=20))
    windows = read_frames(wire.source_of(wire.pcap(frames)).open(), skip, 500)
    found = [event for part in capture.parts(windows) for event in part]
    assert len(found) == 200
    assert told[EARLY] > 150


def test_flows_that_speak_the_same_ports_apart_do_not_mix() -> None:
    frames = [
        (
            wire.START + number,
            wire.udp(f"10.0.{number % 7}.{number % 11}", 1000 + number % 3, wire.SERVER, 9, b"x"),
        )
        for number in range(2000)
    ]
    found = wire.events(frames)
    assert len(found) == 7 * 11 * 3
    assert sum(one.packets or 0 for one in found) == 2000
