"""Which well-known algorithms an executable holds, by their tables of constants."""

from __future__ import annotations

import math
import struct
from functools import lru_cache
from typing import Final

from vedette.triage.binary.image import Image

_PRIMES: Final = (2, 3, 5, 7, 11, 13, 17, 19)


def algorithms(image: Image) -> tuple[str, ...]:
    """Return the algorithms whose tables stand in an executable, by name."""
    return tuple(name for name, forms in _tables().items() if any(form in image.data for form in forms))


@lru_cache(maxsize=1)
def _tables() -> dict[str, tuple[bytes, ...]]:
    forward, backward = _boxes()
    return {
        "AES": (forward[:32], backward[:32], *_both(_rounds(forward)[:4])),
        "ChaCha20 or Salsa20": (b"expand 32-byte k", b"expand 16-byte k"),
        "SHA-256": _both([_fraction(prime, 3) for prime in _PRIMES]),
        "MD5": _both([int(abs(math.sin(number)) * 2**32) for number in range(1, 9)]),
        "CRC-32": _both([_remainder(number) for number in range(1, 9)]),
        "base64": (b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",),
        "base58": (b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",),
    }


def _both(numbers: list[int]) -> tuple[bytes, bytes]:
    """Return numbers of 32 bits as they lie in memory, the low byte first and the high byte first."""
    return struct.pack(f"<{len(numbers)}I", *numbers), struct.pack(f">{len(numbers)}I", *numbers)


def _fraction(prime: int, root: int) -> int:
    """Return the first 32 bits of the fraction of a root, counted in whole numbers."""
    wanted, low, high = prime << (32 * root), 0, prime << 32
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**root <= wanted else (low, middle - 1)
    return low & 0xFFFFFFFF


def _remainder(number: int) -> int:
    for _ in range(8):
        number = number >> 1 ^ (0xEDB88320 if number & 1 else 0)
    return number


def _times(one: int, two: int) -> int:
    """Multiply in the field of AES."""
    made = 0
    while two:
        made ^= one if two & 1 else 0
        one, two = (one << 1 ^ (0x11B if one & 0x80 else 0)), two >> 1
    return made


def _boxes() -> tuple[bytes, bytes]:
    """Return the substitution of AES and its inverse."""
    powers = [1]
    while len(powers) < 255:  # noqa: PLR2004 - after which they repeat
        powers.append(_times(powers[-1], 3))
    inverses = {value: powers[-number % 255] for number, value in enumerate(powers)}
    forward = bytearray(256)
    for value in range(256):
        turned = inverse = inverses.get(value, 0)
        for shift in range(1, 5):
            turned ^= (inverse << shift | inverse >> (8 - shift)) & 0xFF
        forward[value] = turned ^ 0x63
    backward = bytearray(256)
    for value, told in enumerate(forward):
        backward[told] = value
    return bytes(forward), bytes(backward)


def _rounds(box: bytes) -> list[int]:
    """Return the table that does substitution and mixing of AES at once."""
    return [_times(one, 2) << 24 | one << 16 | one << 8 | _times(one, 3) for one in box]
