import os
import random

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.network.dialogue import Ends, Mark
from vedette.hunt.network.protocols.quic import Quic

ID = bytes.fromhex("8394c8f03e515708")
V1, V2 = 1, 0x6B3343CF
# Keys as RFC 9001 and RFC 9369 give them for that connection id.
KEYS = {
    V1: ("1f369613dd76d5467730efcbe3b1a22d", "fa044b2f42a3fd3b46fb255c", "9f50449e04a0e810283a1e9933adedd2"),
    V2: ("8b1a0bc121284290a29e0971b5cd045d", "91f73e2351d8fa91660e909f", "45b95e15235d6f45a6b19cbcb0294ba9"),
}
MARK, ENDS = Mark(1, 1), Ends(0, wire.CLIENT, 1, wire.SERVER, 443, "udp")
HELLO = wire.hello("quic.example", more=wire.extension(43, b"\x02\x03\x04"))


def sealed(frames: bytes, number: int = 2, version: int = V1, token: bytes = b"") -> bytes:
    key, nonce, mask_key = (bytes.fromhex(one) for one in KEYS[version])
    first = (0xD0 if version == V2 else 0xC0) | 3
    plain = frames.ljust(1162, b"\0")
    size = (4 + len(plain) + 16) | 0x4000
    head = bytes((first,)) + version.to_bytes(4, "big") + bytes((8,)) + ID + b"\0"
    head += bytes((len(token),)) + token + size.to_bytes(2, "big")
    packet = number.to_bytes(4, "big")
    iv = (int.from_bytes(nonce, "big") ^ number).to_bytes(12, "big")
    body = AESGCM(key).encrypt(iv, plain, head + packet)
    mask = Cipher(algorithms.AES(mask_key), modes.ECB()).encryptor().update(body[:16])  # noqa: S305
    masked = bytes(one ^ two for one, two in zip(packet, mask[1:5], strict=True))
    return bytes((first ^ (mask[0] & 15),)) + head[1:] + masked + body


def crypto(offset: int, data: bytes) -> bytes:
    return b"\x06" + (offset | 0x4000).to_bytes(2, "big") + (len(data) | 0x4000).to_bytes(2, "big") + data


def read(*datagrams: bytes) -> list[tuple[str | None, str | None]]:
    frames = [
        (wire.START + at, wire.udp(wire.CLIENT, 50_000, wire.SERVER, 443, one))
        for at, one in enumerate(datagrams)
    ]
    return [(one.domain, one.protocol) for one in wire.events(frames, actions.TLS)]


@pytest.mark.parametrize("version", [V1, V2])
def test_the_name_asked_for_is_read_out_of_the_first_packet(version: int) -> None:
    assert read(sealed(crypto(0, HELLO), version=version)) == [("quic.example", "quic")]
    assert read(sealed(crypto(0, HELLO), version=version, token=b"abc")) == [("quic.example", "quic")]


def test_a_hello_in_pieces_out_of_order_and_in_several_packets() -> None:
    one, two, three = wire.split(HELLO, 30, 60)
    ack = b"\x02\x01\x00\x01\x00\x00\x00"
    mixed = b"\x01" + crypto(60, three) + b"\0\0" + ack + crypto(0, one)
    assert read(sealed(mixed, 0), sealed(crypto(30, two), 1)) == [("quic.example", "quic")]


def test_it_is_told_once() -> None:
    packet = sealed(crypto(0, HELLO))
    assert read(packet, packet, packet) == [("quic.example", "quic")]


def test_what_was_changed_on_the_way_is_not_believed() -> None:
    packet = bytearray(sealed(crypto(0, HELLO)))
    packet[400] ^= 1
    assert read(bytes(packet)) == []
    assert read(b"\xc3\0\0\0\1" + os.urandom(1200)) == []


def test_any_bytes_are_survived() -> None:
    chance = random.Random(7)  # noqa: S311  not a secret
    for size in range(0, 200, 3):
        talk = Quic(ENDS)
        talk._collect(chance.randbytes(size))  # noqa: SLF001  what is inside is as hostile as what is outside
        talk.end()
    packet = sealed(crypto(0, HELLO))
    for end in range(0, len(packet), 37):
        Quic(ENDS).feed(0, packet[:end], MARK)
