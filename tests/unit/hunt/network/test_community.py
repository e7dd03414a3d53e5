import struct

import pytest

from tests.unit.hunt.network import wire
from vedette.hunt import actions

# From the specification's own examples.
TCP, UDP = "1:LQU9qZlK+B5F3KDmev6m5PMibrg=", "1:d/FP5EW3wiY1vCndhwleRRKHowQ="
ECHO, NEIGHBOUR = "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=", "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="


def ids(*frames: bytes) -> list[object]:
    found = wire.events([(wire.START + number, one) for number, one in enumerate(frames)], actions.CONNECTION)
    return [one.fields["community_id"] for one in found]


@pytest.mark.parametrize("turned", [False, True])
def test_a_flow_has_the_name_every_tool_gives_it(turned: bool) -> None:  # noqa: FBT001
    ends = ("128.232.110.120", 34855, "66.35.250.204", 80)
    frames = [wire.tcp(ends, wire.ACK, 1), wire.tcp((*ends[2:], *ends[:2]), wire.ACK, 1)]
    assert ids(*(frames[::-1] if turned else frames)) == [TCP]
    asked = wire.udp("192.168.1.52", 54585, "8.8.8.8", 53, bytes(20))
    told = wire.udp("8.8.8.8", 53, "192.168.1.52", 54585, bytes(20))
    data = wire.pcap([(1, told), (2, asked)] if turned else [(1, asked), (2, told)])
    flows = [one for one in wire.read(data)[0] if one.action == actions.CONNECTION]
    assert [one.fields["community_id"] for one in flows] == [UDP]


def test_icmp_has_one_too() -> None:
    echo = wire.ethernet(wire.ip("192.168.0.89", "192.168.0.1", 1, struct.pack(">BBHI", 8, 0, 0, 1)))
    back = wire.ethernet(wire.ip("192.168.0.1", "192.168.0.89", 1, struct.pack(">BBHI", 0, 0, 0, 1)))
    assert ids(echo, back) == [ECHO]
    ends = ("fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea")
    neighbour = wire.ethernet(wire.ip(*ends, 58, struct.pack(">BBHI", 135, 0, 0, 0)))
    assert ids(neighbour) == [NEIGHBOUR]
