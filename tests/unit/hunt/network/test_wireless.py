import pytest

from tests.unit.hunt.network import wire
from vedette.hunt import actions

PACKET = wire.lookup(wire.question("a.example"), None)[0][1][14:]
SNAP = b"\xaa\xaa\x03\x00\x00\x00\x08\x00"
RADIO = b"\x00\x00\x0c\x00" + bytes(8)


def head(first: int, second: int, more: bytes = b"") -> bytes:
    """A header with three addresses, and what may follow them."""
    return bytes((first, second)) + bytes(22) + more


def asked(link: int, frame: bytes) -> list[str | None]:
    found, _ = wire.read(wire.pcap([(wire.START, frame)], link=link))
    return [one.domain for one in found if one.action == actions.DNS]


@pytest.mark.parametrize(
    "before",
    [
        head(0x08, 0x01),
        head(0x08, 0x02),
        head(0x08, 0x03, bytes(6)),
        head(0x88, 0x01, bytes(2)),
        head(0x88, 0x03, bytes(6) + bytes(2)),
        head(0x88, 0x81, bytes(2) + bytes(4)),
    ],
)
def test_packets_of_open_networks_are_read(before: bytes) -> None:
    assert asked(105, before + SNAP + PACKET) == ["a.example"]
    assert asked(127, RADIO + before + SNAP + PACKET) == ["a.example"]


@pytest.mark.parametrize(
    "frame",
    [
        head(0x08, 0x41) + SNAP + PACKET,
        head(0x80, 0x00) + SNAP + PACKET,
        head(0xB4, 0x00) + SNAP + PACKET,
        head(0x48, 0x01) + SNAP + PACKET,
        head(0x88, 0x01, b"\x80\x00") + SNAP + PACKET,
        head(0x08, 0x01) + b"\x42\x42\x03\x00\x00\x00\x08\x00" + PACKET,
        head(0x08, 0x01),
        b"\x08",
    ],
    ids=["locked", "beacon", "control", "nothing said", "several", "another link", "cut", "cut short"],
)
def test_other_frames_say_nothing(frame: bytes) -> None:
    assert asked(105, frame) == []
    assert asked(127, RADIO + frame) == []


def test_a_length_that_leads_out_is_no_frame() -> None:
    assert asked(127, b"\x00\x00\xff\xff" + bytes(8) + head(0x08, 0x01) + SNAP + PACKET) == []
