"""A folder on this machine in, its source files out: no link followed, nothing opened but plain files."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from vedette.app.acquire.opened import (
    IGNORE_FILE,
    MARK,
    SHEBANG_BYTES,
    Opened,
    Selection,
    Tally,
    is_script,
    is_source_name,
    may_be_script,
    shown,
)
from vedette.app.acquire.readable import oddity, refusal
from vedette.app.listings import FILE, FOLDER, OTHER, Entry, Listings
from vedette.app.patterns import matches
from vedette.app.stamps import Known, Stamps
from vedette.core.digest import sha256
from vedette.core.errors import BadInput
from vedette.core.limits import Limits
from vedette.core.sources import SourceFile

_USUAL = """
.git .hg .svn .bzr .venv .tox .nox .eggs .mypy_cache .ruff_cache .pytest_cache .hypothesis .ipynb_checkpoints
node_modules site-packages
"""
LEFT_OUT = frozenset(_USUAL.split())
"""Other people's and generated code, left out unless asked for."""
BUILT = frozenset(("build", "dist", "venv", "env", "virtualenv"))
"""Left out too, unless it is a package or holds what a project's own folder would."""
_KINDS = (
    (stat.S_ISFIFO, "a named pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
)
_NOTED_FOLDERS = 10
_AHEAD = 256
"""Files found before the first of them is read."""
_TICKS = 32
"""Of so many folders one is told of: asking whether to stop takes longer than looking into most."""


class Found(msgspec.Struct, frozen=True):
    """A plain file, and its place."""

    path: str
    raw: bytes
    stat: os.stat_result


class Walk(msgspec.Struct):
    """One walk over one folder."""

    root: bytes
    selection: Selection
    limits: Limits
    stamps: Stamps
    tally: Tally
    left_out: list[str]
    tick: Callable[[int], None] = lambda _: None
    listings: Listings = msgspec.field(default_factory=Listings)
    read: int = 0

    def files(self) -> Iterator[Found]:
        """Yield plain files that may be wanted, folder by folder, names in order."""
        todo, seen = [(b"", 0)], set[tuple[int, int]]()
        while todo:
            below, depth = todo.pop()
            entries = self._entries(below, seen)
            if len(seen) % _TICKS == 0:
                self.tick(len(self.tally.files))
            if below and self._is_environment(below, entries):
                continue
            folders = []
            for name, kind in entries:
                raw = below + name
                if kind == FOLDER:
                    folders.append((raw + b"/", depth + 1))
                elif (found := self._found(kind, raw)) is not None:
                    yield found
            todo += reversed([one for one in folders if self._enters(*one)])

    def _entries(self, below: bytes, seen: set[tuple[int, int]]) -> list[Entry]:
        path = self.root + below
        try:
            info = os.lstat(path)
            if (info.st_dev, info.st_ino) in seen:
                self.tally.skip(shown(below), "the same folder is mounted twice")
                return []
            seen.add((info.st_dev, info.st_ino))
            known = self.listings.of(below, info)
            return self._listed(path, below, info) if known is None else known
        except OSError as error:
            self.tally.skip(shown(below) or ".", f"cannot be listed: {error.strerror}")
            return []

    def _listed(self, path: bytes, below: bytes, info: os.stat_result) -> list[Entry]:
        with os.scandir(path) as found:
            entries = sorted([(one.name, _kind(one)) for one in found])
        self.listings.learn(below, info, entries)
        return entries

    def _is_environment(self, below: bytes, entries: list[Entry]) -> bool:
        """Whether a folder is a virtual environment, whatever its name; it is left out then."""
        if not self.selection.defaults or b"pyvenv.cfg" not in [name for name, _ in entries]:
            return False
        self.tally.excluded += 1
        self.left_out.append(shown(below).rstrip("/"))
        return True

    def _found(self, kind: int, raw: bytes) -> Found | None:
        """Return a plain file that may be wanted; what is not plain is skipped, with the reason."""
        try:
            if kind == FILE:  # the listing itself knows it
                path = shown(raw)
                if self._wants(path):
                    return Found(path, raw, os.lstat(self.root + raw))
                self.tally.excluded += 1
            else:
                self._not_plain(raw, os.lstat(self.root + raw).st_mode)
        except OSError as error:
            self.tally.skip(shown(raw), f"cannot be looked at: {error.strerror}")
        return None

    def _wants(self, path: str) -> bool:
        named = self.selection.any_kind or is_source_name(path) or may_be_script(path)
        return named and self.selection.takes(path)

    def _not_plain(self, raw: bytes, mode: int) -> None:
        if stat.S_ISLNK(mode):
            self._link(raw)
        else:
            why = next((why for test, why in _KINDS if test(mode)), "not a plain file")
            self.tally.skip(shown(raw), why)

    def _link(self, raw: bytes) -> None:
        """Leave out a link within the folder, for its end is looked at where it lies; tell of others."""
        try:
            end = os.path.realpath(self.root + raw, strict=True)
        except OSError as error:
            self.tally.skip(shown(raw), f"a link that leads nowhere: {error.strerror}")
            return
        if (end + b"/").startswith(os.path.realpath(self.root).rstrip(b"/") + b"/"):
            self.tally.excluded += 1
        else:
            self.tally.skip(shown(raw), "a link that leads out of the folder: not followed")

    def _enters(self, raw: bytes, depth: int) -> bool:
        path = shown(raw).rstrip("/")
        if path.endswith("__pycache__") or self._usual(path, raw) or self._excludes(path):
            self.tally.excluded += 1
            return False
        if depth > self.limits.depth:
            self.tally.skip(path, f"more than {self.limits.depth} folders deep")
            return False
        return True

    def _excludes(self, path: str) -> bool:
        return bool(self.selection.exclude) and matches(path, self.selection.exclude)

    def _usual(self, path: str, raw: bytes) -> bool:
        """Whether this is one of the folders nobody means."""
        if not self.selection.defaults:
            return False
        name, place = path.rpartition("/")[2], self.root + raw
        usual = (
            name in LEFT_OUT
            or name.endswith(".egg-info")
            or (name in BUILT and "/" not in path and not os.path.lexists(place + b"__init__.py"))
        )
        if usual:
            self.left_out.append(path)
        return usual


def _kind(entry: os.DirEntry[bytes]) -> int:
    try:
        if entry.is_dir(follow_symlinks=False):
            return FOLDER
        return FILE if entry.is_file(follow_symlinks=False) else OTHER
    except OSError:  # said when it is looked at
        return OTHER


def open_folder(
    root: Path, selection: Selection, limits: Limits, stamps: Stamps, tick: Callable[[int], None]
) -> Opened:
    """Walk a folder and read what is new in it."""
    raw = os.fsencode(root).rstrip(b"/") + b"/"
    listings = Listings(stamps.kept, stamps.now_ns, raw)
    walk = Walk(raw, selection, limits, stamps, Tally(), [], tick, listings)
    for found in _ahead(walk):
        _take(walk, found)
        tick(len(walk.tally.files))
        if len(walk.tally.files) >= limits.files or walk.read > limits.total_bytes:
            why = f"more than {limits.files} files or {limits.total_bytes} bytes of source"
            walk.tally.skip("the rest", why)
            break
    listings.keep()
    walk.tally.ignore_file = _ignore_file(raw)
    return walk.tally.opened(_said(walk.left_out))


def _ahead(walk: Walk) -> Iterator[Found]:
    """Yield the files of a walk, some of them found ahead, so that what is known of them is asked at once."""
    files = walk.files()
    while batch := list(islice(files, _AHEAD)):
        walk.stamps.expect([walk.root + found.raw for found in batch])
        yield from batch


def open_file(path: Path, limits: Limits, stamps: Stamps) -> Opened:
    """Take one file somebody pointed at, whatever its name."""
    raw = os.fsencode(path)
    folder, _, name = raw.rpartition(b"/")
    walk = Walk(folder + b"/" if folder else b"", Selection(), limits, stamps, Tally(), [])
    _accept(walk, Found(shown(name), name, path.stat()))
    return walk.tally.opened()


def _take(walk: Walk, found: Found) -> None:
    """Sort one file: source or not, readable or not."""
    if is_source_name(found.path) or _starts_as_script(walk.root + found.raw, found.stat.st_size):
        _accept(walk, found)
    else:
        walk.tally.excluded += 1


def _accept(walk: Walk, found: Found) -> None:
    size, full = found.stat.st_size, walk.root + found.raw
    if size > walk.limits.file_bytes:
        walk.tally.skip(found.path, f"{size} bytes: larger than the limit of {walk.limits.file_bytes}")
        return
    known = walk.stamps.known(full, found.stat)
    if known is None:
        known = _learn(walk, found, full)
    if known is None:
        return
    if known.marked:
        walk.tally.marked.add(found.path)
    walk.read += size
    read = partial(read_again, full, known.digest, walk.limits.file_bytes)
    walk.tally.files.append(SourceFile(found.path, known.digest, size, read))


def _learn(walk: Walk, found: Found, full: bytes) -> Known | None:
    """Read a file for the first time."""
    try:
        data = read_plain(full, walk.limits.file_bytes)
    except BadInput as error:
        walk.tally.skip(found.path, str(error))
        return None
    if (why := refusal(data, walk.limits)) is not None:
        walk.tally.skip(found.path, why)
        return None
    known = Known(sha256(data), MARK in data)
    if (odd := oddity(data)) is None:
        walk.stamps.learn(full, found.stat, known)
    else:  # it is read again next time, and the same is said of it
        walk.tally.skip(found.path, odd, partial=True)
    return known


def read_plain(path: bytes, most: int) -> bytes:
    """Read a plain file that is not a link and not too large.

    Raises:
        BadInput: it is something else, or cannot be read.

    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise BadInput("not a plain file", hint="give a plain file")
            data = file.read(most + 1)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", hint="check its permissions") from error
    if len(data) > most:
        raise BadInput(f"larger than the limit of {most} bytes", hint="set VEDETTE_LIMIT_FILE_BYTES")
    return data


def read_again(path: bytes, digest: str, most: int) -> bytes:
    """Read a file that must still be what it was."""
    data = read_plain(path, most)
    if sha256(data) != digest:
        raise BadInput("changed while it was being looked at", hint="run it again")
    return data


def _starts_as_script(path: bytes, size: int) -> bool:
    if not size:
        return False
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    with os.fdopen(handle, "rb", buffering=0) as file:
        return is_script(file.read(SHEBANG_BYTES) or b"")


def _ignore_file(root: bytes) -> bytes | None:
    path = root + IGNORE_FILE.encode()
    return read_plain(path, 1 << 20) if os.path.lexists(path) else None


def _said(left_out: list[str]) -> list[str]:
    if not left_out:
        return []
    names = ", ".join(sorted(left_out)[:_NOTED_FOLDERS])
    more = f" and {len(left_out) - _NOTED_FOLDERS} more" if len(left_out) > _NOTED_FOLDERS else ""
    return [f"folders left out by default: {names}{more} (--no-default-excludes looks there too)"]
