"""Machine code without a head is only what does what programs leave to others."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.identify import identify
from vedette.triage.identify.machine_code import bits_of
from vedette.triage.kinds import Kind

FILL = bytes(range(0x80, 0xA0))
OLD = b"\x55\x8b\xec\x83\xec\x40\x64\xa1\x30\x00\x00\x00\x8b\x40\x0c" + FILL
NEW = b"\x48\x83\xec\x28\x65\x48\x8b\x04\x25\x60\x00\x00\x00\x48\x8b\x40\x18" + FILL
FOUND = b"\xfc\xe8\x00\x00\x00\x00\x5d\x81\xed" + FILL
SHELL = b"\x31\xc0\x50\x68//sh\x68/bin\x89\xe3\x50\x53\x89\xe1\xb0\x0b\xcd\x80" + FILL
WIDE_SHELL = b"\x48\x31\xd2\x48\xbb/bin//sh\x53\x54\x5f\x6a\x3b\x58\x0f\x05" + FILL
NAMED = b"\x55\x8b\xec\x33\xdb\xc7\x45\xd0Load\xc7\x45\xd4Libr" + FILL


@pytest.mark.parametrize(
    ("code", "bits"), [(OLD, 32), (NEW, 64), (FOUND, 32), (SHELL, 32), (WIDE_SHELL, 64), (NAMED, 32)]
)
def test_code_that_stands_for_itself(code: bytes, bits: int) -> None:
    assert bits_of(code) == bits
    assert identify(code) is Kind.MACHINE_CODE


@pytest.mark.parametrize(
    "data",
    [
        b"\x55\x8b\xec\x83\xec\x40" + FILL,
        b"\x01\x02\x03" + OLD,
        b"\x55\x8b\xec" + b"/bin//sh" + FILL,
        OLD[:20],
        b"",
    ],
)
def test_all_else_is_not(data: bytes) -> None:
    assert bits_of(data) == 0


def test_noise_is_not_taken_for_code() -> None:
    chance = random.Random(3)  # noqa: S311  the same every time
    assert sum(bits_of(chance.randbytes(20_000)) > 0 for _ in range(300)) == 0


@given(st.binary(max_size=400))
def test_any_bytes_are_looked_at(data: bytes) -> None:
    assert bits_of(data) in (0, 32, 64)
