"""Functions that are named only by a hash, and numbers that are none."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable

import pytest

from tests.unit.triage.binary.made import pe
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine, facts
from vedette.triage.binary.hashes import hashed
from vedette.triage.binary.image import Image
from vedette.triage.binary.study import study
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

START, END = b"\x48\x83\xec\x28", b"\xc3"
NAMES = ("VirtualAllocEx", "WriteProcessMemory", "CreateRemoteThread", "LoadLibraryA")


def image(code: bytes, data: bytes = b"") -> Image:
    known = study(pe(START + code + END, (), data), Kind.PE)
    assert known is not None
    return known.image


def times_33(name: bytes) -> int:
    value = 5381
    for letter in name:
        value = (value * 33 + letter) & 0xFFFFFFFF
    return value


def turned_by_13(name: bytes) -> int:
    value = 0
    for letter in name:
        value = ((value >> 13 | value << 19) + letter) & 0xFFFFFFFF
    return value


def numbers(way: Callable[[bytes], int], names: tuple[str, ...] = NAMES) -> list[int]:
    return [way(name.encode()) for name in names]


@pytest.mark.parametrize(
    ("way", "told"),
    [(times_33, "times 33"), (turned_by_13, "turned by 13 and added"), (zlib.crc32, "CRC-32")],
)
def test_numbers_given_to_calls_are_names(way: Callable[[bytes], int], told: str) -> None:
    code = b"".join(b"\xb9" + struct.pack("<I", one) for one in numbers(way))
    found = hashed(image(code))
    assert found[0] == told
    assert set(found[1].values()) == set(NAMES)


def test_numbers_in_a_table_are_names_and_each_has_its_place() -> None:
    made = image(b"", struct.pack("<4I", *numbers(times_33)))
    for place, name in hashed(made)[1].items():
        assert struct.unpack_from("<I", made.data, place)[0] == times_33(name.encode())


def test_two_are_chance() -> None:
    assert hashed(image(b"", struct.pack("<2I", *numbers(times_33)[:2]))) == ("", {})


def test_two_ways_are_not_added_up() -> None:
    mixed = [*numbers(times_33)[:2], *numbers(zlib.crc32)[2:]]
    assert hashed(image(b"", struct.pack("<4I", *mixed))) == ("", {})


def test_random_numbers_are_no_names() -> None:
    assert hashed(image(b"", b"".join(hashlib.sha256(bytes([one])).digest() for one in range(256)) * 9)) == (
        "",
        {},
    )


def test_what_is_named_like_this_counts_as_called_and_is_told() -> None:
    data = pe(START + END, (), struct.pack("<4I", *numbers(turned_by_13)))
    sample = Sample(name="a.exe", data=data, kind=Kind.PE)
    executable = examine(sample, Allowance())
    assert executable is not None
    found = {(one.act, one.how) for one in facts(sample, executable, Allowance())}
    assert {(Act.OBFUSCATED, "hashed names"), (Act.INJECTS, "")} <= found
