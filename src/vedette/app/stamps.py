"""Which files are known to be unchanged, so that they need not be read again.

Like git's index: a file is known by size, times and inode, and one whose times are too young is not trusted,
for it may change again within the same tick of the clock.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

RACY_NS = 2_000_000_000
_STAMP = struct.Struct("<QQqqQ")
_VALUE = struct.Struct("<40s32s?")
_PREFIX = b"stamp2\0"


class Bytes(Protocol):
    """Something that keeps bytes by key, or forgets them."""

    def get(self, key: bytes) -> bytes | None:
        """Return what was put, if it is still there."""
        ...

    def put(self, key: bytes, value: bytes) -> None:
        """Keep it, if that is possible."""
        ...


class Keeping(Bytes, Protocol):
    """One that can be asked for many at once."""

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what was put and is still there, by key."""
        ...


class Known(msgspec.Struct, frozen=True):
    """What is known of a file without reading it."""

    digest: str
    marked: bool
    """Whether it may hold a suppression comment."""


class Stamps:
    """What was learnt about files, kept between runs."""

    def __init__(self, kept: Keeping | None, now_ns: Callable[[], int]) -> None:
        self.kept = kept
        self.now_ns = now_ns
        self._asked: dict[bytes, bytes | None] = {}

    def expect(self, paths: Sequence[bytes]) -> None:
        """Say which files will be asked for next: to look many up at once takes a fifth of the time."""
        if self.kept is not None:
            keys = [_PREFIX + path for path in paths]
            self._asked = {**dict.fromkeys(keys), **self.kept.get_many(keys)}

    def known(self, path: bytes, info: os.stat_result) -> Known | None:
        """Return what was learnt, if the file is still the same."""
        value = self._value(_PREFIX + path)
        if value is None or len(value) != _VALUE.size:
            return None
        stamp, digest, marked = _VALUE.unpack(value)
        return Known(f"sha256:{digest.hex()}", marked) if stamp == stamp_of(info) else None

    def _value(self, key: bytes) -> bytes | None:
        if key in self._asked:
            return self._asked[key]
        return self.kept.get(key) if self.kept is not None else None

    def learn(self, path: bytes, info: os.stat_result, known: Known) -> None:
        """Keep what was learnt, unless the file is too young to be trusted."""
        if self.kept is None or max(info.st_mtime_ns, info.st_ctime_ns) > self.now_ns() - RACY_NS:
            return
        digest = bytes.fromhex(known.digest.removeprefix("sha256:"))
        self._asked.pop(_PREFIX + path, None)
        self.kept.put(_PREFIX + path, _VALUE.pack(stamp_of(info), digest, known.marked))


def stamp_of(info: os.stat_result) -> bytes:
    """Return what stays the same while a file or folder does: size, inode, times, device."""
    return _STAMP.pack(info.st_size, info.st_ino, info.st_mtime_ns, info.st_ctime_ns, info.st_dev)
