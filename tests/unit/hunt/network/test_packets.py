import struct

import pytest

from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.network.packets import CUT_SHORT, FRAGMENT, MALFORMED

ASKED = wire.question("a.example")
DATAGRAM = struct.pack(">HHHH", 40_000, 53, 8 + len(ASKED), 0) + ASKED
INNER = wire.ip(wire.CLIENT, "10.0.0.2", 17, DATAGRAM)
INNER_6 = wire.ip(wire.CLIENT_6, wire.SERVER_6, 17, DATAGRAM)


def read(packet: bytes) -> tuple[list[str], list[str]]:
    found, skips = wire.read(wire.pcap([(wire.START, wire.ethernet(packet))]))
    return [f"{one.domain} {one.source_ip}" for one in found if one.action == actions.DNS], wire.reasons(
        skips
    )


def six(kind: int, rest: bytes) -> bytes:
    return wire.ip(wire.CLIENT_6, wire.SERVER_6, kind, rest)


@pytest.mark.parametrize(
    "packet",
    [
        six(17, DATAGRAM),
        six(0, b"\x11\x00" + bytes(6) + DATAGRAM),
        six(43, b"\x3c\x01" + bytes(14) + b"\x11\x00" + bytes(6) + DATAGRAM),
        six(44, b"\x11\x00\x00\x01" + bytes(4) + DATAGRAM),
        six(51, b"\x11\x04" + bytes(22) + DATAGRAM),
    ],
)
def test_extension_headers_are_passed(packet: bytes) -> None:
    assert read(packet) == (["a.example 2001:db8::5"], [])


def test_extension_headers_without_end_lead_nowhere() -> None:
    assert read(six(0, b"\x00\x00" + bytes(6)) * 1)[0] == []
    assert read(six(0, (b"\x00\x00" + bytes(6)) * 30))[0] == []


def test_later_fragments_are_counted() -> None:
    for packet in (six(44, b"\x11\x00\x00\x09" + bytes(4) + DATAGRAM), INNER[:6] + b"\x00\x09" + INNER[8:]):
        assert read(packet) == ([], [f"{FRAGMENT} (record 1)"])


def test_lengths_that_do_not_fit_are_counted() -> None:
    for packet in (b"\x41" + INNER[1:], b"\x4f" + INNER[1:22], INNER[:2] + b"\x00\x05" + INNER[4:]):
        assert read(packet) == ([], [f"{MALFORMED} (record 1)"])


def gre(kind: bytes, flags: bytes = b"\x00\x00", more: bytes = b"") -> bytes:
    return flags + kind + more


@pytest.mark.parametrize(
    "packet",
    [
        wire.ip("1.1.1.1", "2.2.2.2", 4, INNER),
        wire.ip("1.1.1.1", "2.2.2.2", 4, wire.ip("3.3.3.3", "4.4.4.4", 4, INNER)),
        wire.ip("1.1.1.1", "2.2.2.2", 47, gre(b"\x08\x00") + INNER),
        wire.ip("1.1.1.1", "2.2.2.2", 47, gre(b"\x65\x58", b"\x20\x00", bytes(4)) + wire.ethernet(INNER)),
        wire.udp("1.1.1.1", 5000, "2.2.2.2", 4789, b"\x08" + bytes(7) + wire.ethernet(INNER))[14:],
        wire.udp("1.1.1.1", 5000, "2.2.2.2", 6081, b"\x00\x00\x08\x00" + bytes(4) + INNER)[14:],
        wire.ip("1.1.1.1", "2.2.2.2", 47, gre(b"\x88\xbe", b"\x10\x00", bytes(12)) + wire.ethernet(INNER)),
        wire.ip("1.1.1.1", "2.2.2.2", 47, gre(b"\x88\xbe") + wire.ethernet(INNER)),
        wire.udp("1.1.1.1", 5000, "2.2.2.2", 6081, b"\x01\x00\x65\x58" + bytes(8) + wire.ethernet(INNER))[
            14:
        ],
        wire.udp("1.1.1.1", 2152, "2.2.2.2", 2152, b"\x30\xff" + bytes(6) + INNER)[14:],
        wire.udp("1.1.1.1", 2152, "2.2.2.2", 2152, b"\x32\xff" + bytes(10) + INNER)[14:],
    ],
)
def test_what_a_tunnel_carries_is_what_counts(packet: bytes) -> None:
    assert read(packet) == (["a.example 10.0.0.5"], [])


def test_ipv6_in_ipv4() -> None:
    assert read(wire.ip("1.1.1.1", "2.2.2.2", 41, INNER_6)) == (["a.example 2001:db8::5"], [])


def test_a_tunnel_of_nothing_is_itself() -> None:
    found = wire.events([(wire.START, wire.ethernet(wire.ip("1.1.1.1", "2.2.2.2", 4, b"\x99" * 40)))])
    assert [(one.transport, one.source_ip) for one in found] == [("ip-4", "1.1.1.1")]


def test_padding_of_the_link_is_no_payload() -> None:
    ends = (wire.CLIENT, 1, wire.SERVER, 2)
    (flow,) = wire.events([(wire.START, wire.tcp(ends, wire.ACK, 1, b"") + bytes(6))])
    assert flow.bytes_out == 0


def test_a_frame_cut_short_counts_what_was_on_the_wire() -> None:
    frame = wire.udp(wire.CLIENT, 5000, wire.SERVER, 5001, bytes(1000))
    found, skips = wire.read(wire.pcap([(wire.START, frame)], snap=60))
    assert [one.bytes_out for one in found] == [1000]
    assert wire.reasons(skips) == [f"{CUT_SHORT} (record 1)"]


@pytest.mark.parametrize("size", range(0, 60, 3))
def test_a_frame_may_end_anywhere(size: int) -> None:
    frame = wire.tcp((wire.CLIENT, 1, wire.SERVER, 80), wire.ACK, 1, b"GET / HTTP/1.0\r\n\r\n")
    wire.read(wire.pcap([(wire.START, frame)], snap=size))
    wire.read(wire.pcap([(wire.START, frame[:size])]))
