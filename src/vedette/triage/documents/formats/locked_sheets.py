"""Encrypted old workbooks, after [MS-XLS] 2.2.10: records opened where a password fits."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Sequence
from typing import Final

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.locked import STANDARD
from vedette.triage.documents.formats.portable.locks import rc4

_LOCK: Final = 0x2F
_BLOCK: Final = 1024
_OPEN: Final = frozenset((0x809, 0x2F, 0xE1, 0x1, 0xC1, 0xE2))
"""Kinds of records that are never encrypted: those needed to know how."""
_SHEET: Final = 0x85
_LARGEST: Final = 8 << 20
_KeyOf = Callable[[int], bytes]


def unlocked(data: bytes, passwords: Sequence[str], allowance: Allowance) -> bytes | None:
    """Return the stream of a workbook in plain, or None where no password fits."""
    lock = _lock(data)
    if lock is None or len(data) > _LARGEST:
        return None
    for password in dict.fromkeys((STANDARD, *passwords[: allowance.bounds.passwords])):
        allowance.burn(100)
        try:
            key_of = _fitting(lock, password)
        except (struct.error, ValueError):
            return None
        if key_of is not None:
            return _plain(data, key_of, allowance)
    return None


def _lock(data: bytes) -> bytes | None:
    at = 0
    for _ in range(8):
        if at + 4 > len(data):
            return None
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == _LOCK:
            return data[at + 4 : at + 4 + size]
        at += 4 + size
    return None


def _fitting(lock: bytes, password: str) -> _KeyOf | None:
    """Return how keys are made, if the password fits."""
    way, major, minor = struct.unpack_from("<HHH", lock)
    if way != 1:
        return None
    wide = password[:255].encode("utf-16-le")
    if (major, minor) == (1, 1):
        salt, verifier, value = lock[6:22], lock[22:38], lock[38:54]
        seed = hashlib.md5((hashlib.md5(wide).digest()[:5] + salt) * 16).digest()[:5]  # noqa: S324  the format says MD5

        def older(block: int) -> bytes:
            return hashlib.md5(seed + block.to_bytes(4, "little")).digest()  # noqa: S324

        plain = rc4(older(0), verifier + value)
        return older if hashlib.md5(plain[:16]).digest() == plain[16:32] else None  # noqa: S324
    return _newer(lock, wide) if minor == 2 else None  # noqa: PLR2004


def _newer(lock: bytes, wide: bytes) -> _KeyOf | None:
    (size,) = struct.unpack_from("<I", lock, 10)
    (bits,) = struct.unpack_from("<I", lock, 14 + 16)
    rest = lock[14 + size :]
    salt, verifier, value = rest[4:20], rest[20:36], rest[40:60]
    seed = hashlib.sha1(salt + wide).digest()  # noqa: S324  the format says SHA-1

    def key(block: int) -> bytes:
        made = hashlib.sha1(seed + block.to_bytes(4, "little")).digest()[: (bits or 40) // 8]  # noqa: S324
        return made.ljust(16, b"\0") if len(made) == 5 else made  # noqa: PLR2004  40 bits are kept in 128

    plain = rc4(key(0), verifier + value)
    return key if hashlib.sha1(plain[:16]).digest() == plain[16:36] else None  # noqa: S324


def _plain(data: bytes, key_of: _KeyOf, allowance: Allowance) -> bytes:
    allowance.take_bytes(len(data))
    allowance.burn(len(data))
    noise = b"".join(rc4(key_of(block), bytes(_BLOCK)) for block in range(-(-len(data) // _BLOCK)))
    out, at = bytearray(data), 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        start = at + 4 + (4 if kind == _SHEET else 0)
        end = min(at + 4 + size, len(data))
        if kind not in _OPEN and start < end:
            width = end - start
            mixed = int.from_bytes(data[start:end], "little") ^ int.from_bytes(noise[start:end], "little")
            out[start:end] = mixed.to_bytes(width, "little")
        elif kind == _LOCK:
            out[at : at + 2] = b"\xff\xff"  # so that readers go on
        at += 4 + size
    return bytes(out)
