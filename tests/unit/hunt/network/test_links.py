import pytest

from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.network.packets import NOT_IP

PACKET = wire.lookup(wire.question("a.example"), None)[0][1][14:]
SIX = wire.udp(wire.CLIENT_6, 40_000, wire.SERVER_6, 53, wire.question("a.example"))[14:]
MACS = bytes(12)


def carried(link: int, frame: bytes) -> bool:
    found, _ = wire.read(wire.pcap([(wire.START, frame)], link=link))
    return [one.domain for one in found if one.action == actions.DNS] == ["a.example"]


@pytest.mark.parametrize(
    ("link", "head"),
    [
        (1, MACS + b"\x08\x00"),
        (1, MACS + b"\x81\x00\x00\x05\x08\x00"),
        (1, MACS + b"\x88\xa8\x00\x05\x81\x00\x00\x06\x08\x00"),
        (1, MACS + b"\x91\x00\x00\x05" * 1 + b"\x81\x00\x00\x06\x81\x00\x00\x07\x08\x00"),
        (1, MACS + b"\x88\x47\x00\x01\x00\x40\x00\x02\x01\x40"),
        (1, MACS + b"\x88\x64\x11\x00\x00\x01\x00\x50\x00\x21"),
        (1, MACS + b"\x00\x50\xaa\xaa\x03\x00\x00\x00\x08\x00"),
        (101, b""),
        (228, b""),
        (113, bytes(14) + b"\x08\x00"),
        (276, b"\x08\x00" + bytes(18)),
        (0, b"\x02\x00\x00\x00"),
        (108, b"\x00\x00\x00\x02"),
        (104, b"\x0f\x00\x08\x00"),
        (1, MACS + b"\x89\x09\x01\x01\x00\x01\x00\x11\x08\x00"),
        (1, MACS + b"\x81\x00\x00\x05\x89\x09\x01\x01\x00\x01\x00\x11\x08\x00"),
        (9, b"\xff\x03\x00\x21"),
        (9, b"\x00\x21"),
        (50, b"\xff\x03\x21"),
        (9, b"\x21"),
    ],
)
def test_packets_are_found_behind_every_link_layer(link: int, head: bytes) -> None:
    assert carried(link, head + PACKET)


@pytest.mark.parametrize(
    ("link", "head"),
    [
        (1, MACS + b"\x86\xdd"),
        (1, MACS + b"\x81\x00\x00\x05\x86\xdd"),
        (101, b""),
        (229, b""),
        (276, b"\x86\xdd" + bytes(18)),
    ],
)
def test_ipv6_as_well(link: int, head: bytes) -> None:
    assert carried(link, head + SIX)


@pytest.mark.parametrize(
    ("link", "frame"),
    [
        (1, MACS + b"\x08\x06" + PACKET),
        (1, MACS + b"\x81\x00\x00\x05" * 9 + b"\x08\x00" + PACKET),
        (1, MACS + b"\x88\x47" + b"\x00\x01\x00\x40" * 20 + PACKET),
        (1, MACS + b"\x00\x50\x42\x42\x03\x00\x00\x00\x08\x00" + PACKET),
        (1, MACS + b"\x08\x00" + PACKET[:19]),
        (1, MACS + b"\x08\x00" + b"\x75" + PACKET[1:]),
        (1, b""),
        (105, MACS + PACKET),
    ],
)
def test_what_is_not_ip_is_counted(link: int, frame: bytes) -> None:
    found, skips = wire.read(wire.pcap([(wire.START, frame)], link=link))
    assert not found
    assert wire.reasons(skips) == [f"{NOT_IP} (record 1)"]
