"""What lies in which folder, remembered: one whose times are what they were need not be listed again.

A folder's times change with what lies in it (POSIX, on what makes, renames and removes), and file systems of
Linux itself keep to that. Those of networks and of programs may not: there, each folder is listed each time.
As with files, one whose times are too young is not trusted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from vedette.app.stamps import RACY_NS, Bytes, stamp_of

FOLDER, FILE, OTHER = b"dfo"
Entry: TypeAlias = tuple[bytes, int]
"""A name in a folder, and FOLDER, FILE or OTHER: a link is never what it leads to."""
_MOUNTS: Final = Path("/proc/self/mountinfo")
_OF_LINUX: Final = "bcachefs btrfs ext2 ext3 ext4 f2fs jfs overlay ramfs tmpfs xfs zfs"
_KEEPS_TIMES: Final = frozenset(_OF_LINUX.split())
_MOST: Final = 200_000
"""Entries remembered of one tree: of a larger one to read what is remembered takes long as well."""
_PREFIX: Final = b"listing1\0"


class _Row(msgspec.Struct, array_like=True):
    below: bytes
    stamp: bytes
    names: bytes
    """Apart by NUL, which no name has."""
    kinds: bytes


class Listings:
    """What is remembered of the folders of one tree."""

    def __init__(
        self, kept: Bytes | None = None, now_ns: Callable[[], int] = lambda: 0, root: bytes = b""
    ) -> None:
        self._kept = kept
        self._now_ns = now_ns
        self._key = _PREFIX + root
        self._rows = _read(kept.get(self._key)) if kept is not None else {}
        self._used: list[_Row] = []
        self._room = _MOST
        self._changed = False
        self._trusted: dict[int, bool] = {}

    def of(self, below: bytes, info: os.stat_result) -> list[Entry] | None:
        """Return what lies in a folder that is what it was, by name; None for one that is to be listed."""
        row = self._rows.get(below)
        if row is None or row.stamp != stamp_of(info):
            return None
        self._use(row)
        names = row.names.split(b"\0") if row.kinds else []
        return list(zip(names, row.kinds, strict=True)) if len(names) == len(row.kinds) else None

    def learn(self, below: bytes, info: os.stat_result, entries: Sequence[Entry]) -> None:
        """Remember what lies in a folder, unless its times are too young to be trusted, or never are."""
        self._changed = True
        if self._kept is None or not self._trusts(info):
            return
        names = b"\0".join([name for name, _ in entries])
        self._use(_Row(below, stamp_of(info), names, bytes([kind for _, kind in entries])))

    def keep(self) -> None:
        """Write down what was met in this walk, if any of it is new."""
        if self._kept is not None and (self._changed or len(self._used) != len(self._rows)):
            self._kept.put(self._key, msgspec.msgpack.encode(self._used if self._room > 0 else []))

    def _use(self, row: _Row) -> None:
        self._room -= 1 + len(row.kinds)
        if self._room > 0:
            self._used.append(row)

    def _trusts(self, info: os.stat_result) -> bool:
        if max(info.st_mtime_ns, info.st_ctime_ns) > self._now_ns() - RACY_NS:
            return False
        if info.st_dev not in self._trusted:
            self._trusted[info.st_dev] = _keeps_times(info.st_dev)
        return self._trusted[info.st_dev]


def _read(kept: bytes | None) -> dict[bytes, _Row]:
    """Return the rows of an earlier walk; none when they are lost or damaged."""
    if kept is None:
        return {}
    try:
        return {row.below: row for row in msgspec.msgpack.decode(kept, type=list[_Row])}
    except msgspec.MsgspecError:
        return {}


def _keeps_times(device: int) -> bool:
    """Tell whether a device holds a file system that changes a folder's times with what lies in it."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return kind_of(f"{os.major(device)}:{os.minor(device)}", lines) in _KEEPS_TIMES


def kind_of(device: str, lines: Iterable[str]) -> str:
    """Return the kind of file system on a device by the lines of mountinfo (proc(5)); empty if unknown."""
    for line in lines:
        mount, _, rest = line.partition(" - ")
        if mount.split(" ")[2:3] == [device]:
            return rest.partition(" ")[0]
    return ""
