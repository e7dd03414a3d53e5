"""Tables of constants, checked against what other libraries compute with them."""

from __future__ import annotations

import struct
import zlib

from vedette.triage.binary.algorithms import _boxes, _fraction, _tables, algorithms
from vedette.triage.binary.image import Image


def found(data: bytes) -> tuple[str, ...]:
    return algorithms(Image(data=data, format="ELF", architecture="x86-64"))


def test_the_tables_are_the_published_ones() -> None:
    forward, backward = _boxes()
    assert forward[:4] == bytes.fromhex("637c777b")
    assert backward[:4] == bytes.fromhex("52096ad5")
    assert [_fraction(prime, 3) for prime in (2, 3)] == [0x428A2F98, 0x71374491]
    assert _tables()["MD5"][0][:4] == struct.pack("<I", 0xD76AA478)
    # For one byte, zlib looks up one entry: the byte turned over, here 1.
    assert _tables()["CRC-32"][0][:4] == struct.pack("<I", zlib.crc32(b"\xfe") ^ 0xFFFFFFFF ^ 0x00FFFFFF)


def test_each_is_found_in_either_order_of_bytes_and_nothing_in_plain_data() -> None:
    for name, forms in _tables().items():
        for form in forms:
            assert found(b"before" + form + b"after") == (name,)
    assert found(bytes(range(256)) * 8) == ()
    assert found(b"expand a key of 32 bytes") == ()
