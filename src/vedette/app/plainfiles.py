"""What somebody hands in: paths in, plain files that can be opened out; nothing is read here.

No link is followed, and nothing is opened but plain files.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct, field

from vedette.app.acquire.opened import Selection, Tally, check_open, missing, shown, state_of
from vedette.app.stamps import Stamps
from vedette.core.errors import BadInput
from vedette.core.limits import MIB, Limits
from vedette.core.nouns import Artefact, ArtefactKind, Digest, Skipped

_CHUNK: Final = MIB


class PlainFile(Struct, frozen=True, kw_only=True):
    """One plain file."""

    name: str
    """Relative to what was given."""
    path: Path
    size: int
    modified: int
    """Microseconds since 1970."""

    def open(self) -> BinaryIO:
        """Open it, if it is still a plain file.

        Raises:
            OSError: it cannot be opened.

        """
        return open_plain(self.path)


class Gathered(Struct, frozen=True, kw_only=True):
    """What there is to read."""

    files: tuple[PlainFile, ...]
    origin: str
    name: str
    skipped: tuple[Skipped, ...] = ()
    excluded: int = 0

    def artefact(self) -> Artefact:
        """Say what was given: named by names and sizes, for nobody reads a terabyte twice to name it."""
        total = hashlib.sha256()
        for one in self.files:
            total.update(f"{one.size} {one.name}\n".encode("utf-8", "surrogateescape"))
        lone = len(self.files) == 1 and self.files[0].name == self.name
        return Artefact(
            kind=ArtefactKind.LOG if lone else ArtefactKind.TREE,
            name=self.name,
            digest=f"sha256:{total.hexdigest()}",
            size=sum(one.size for one in self.files),
            origin=self.origin,
        )


class _Gathering(Struct):
    limits: Limits
    selection: Selection
    files: list[PlainFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    excluded: int = 0

    def add(self, given: str, prefix: str) -> None:
        if not given:  # what a variable held that nobody set; the folder one is in was not meant
            raise BadInput("nothing was given to look at", hint="give a file or a folder")
        path = Path(given)
        info = state_of(path, shown(os.fsencode(given)))
        if info is None:
            raise missing(path, shown(os.fsencode(given)), "give a file or a folder")
        if stat.S_ISDIR(info.st_mode) or stat.S_ISREG(info.st_mode):
            check_open(path, given)
        if stat.S_ISDIR(info.st_mode):
            self._folder(path, prefix)
        elif stat.S_ISREG(info.st_mode):
            self._file(prefix + path.name, path, info)
        else:
            raise BadInput(f"{given}: not a plain file or folder", hint="write it to a file first")

    def _folder(self, path: Path, prefix: str) -> None:
        from vedette.app.acquire.folder import Walk  # noqa: PLC0415  most hand in files

        raw = os.fsencode(path).rstrip(b"/") + b"/"
        tally = Tally()
        walk = Walk(raw, self.selection, self.limits, Stamps(None, lambda: 0), tally, [])
        for found in walk.files():
            if len(self.files) >= self.limits.files:
                tally.skip("the rest", f"more than {self.limits.files} files")
                break
            self._file(prefix + found.path, Path(os.fsdecode(raw + found.raw)), found.stat)
        self.skipped += tally.opened().skipped
        self.excluded += tally.excluded

    def _file(self, name: str, path: Path, info: os.stat_result) -> None:
        self.files.append(
            PlainFile(name=name, path=path, size=info.st_size, modified=info.st_mtime_ns // 1000)
        )


def gather(
    targets: tuple[str, ...], selection: Selection, limits: Limits, *, absent: bool = False
) -> Gathered:
    """List what there is to read; `absent`: what is not there now, or not to be read, is left out.

    Raises:
        BadInput: there is no such path, or it is neither a plain file nor a folder.

    """
    made = _Gathering(limits, selection)
    for given in targets:
        several = len(targets) > 1
        try:
            made.add(given, f"{_label(given)}/" if several and Path(given).is_dir() else "")
        except BadInput:
            if not absent:
                raise
    return Gathered(
        files=tuple(_named_apart(made.files)),
        origin=quoted(targets) if len(targets) > 1 else targets[0],
        name=_label(targets[0]) if len(targets) == 1 else f"{len(targets)} places",
        skipped=tuple(made.skipped),
        excluded=made.excluded,
    )


def quoted(words: Iterable[str]) -> str:
    """Write words so that a shell takes each for one."""
    import shlex  # noqa: PLC0415  most hand in one thing

    return shlex.join(words)


def open_plain(path: Path) -> BinaryIO:
    """Open a plain file: no link, no pipe.

    Raises:
        OSError: it is not one, or cannot be opened.

    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "not a plain file", str(path))
    return os.fdopen(handle, "rb")


def digest_of(stream: BinaryIO) -> tuple[Digest, int]:
    """Read a stream to its end; return its digest and its length in bytes."""
    total, size = hashlib.sha256(), 0
    for chunk in iter(partial(stream.read, _CHUNK), b""):
        total.update(chunk)
        size += len(chunk)
    return f"sha256:{total.hexdigest()}", size


def _label(given: str) -> str:
    path = Path(given)
    return shown(os.fsencode(path.name or path.resolve().name or "/"))


def _named_apart(files: list[PlainFile]) -> Iterator[PlainFile]:
    """Give files of the same name from several places the place as well."""
    names: dict[str, int] = {}
    for one in files:
        names[one.name] = names.get(one.name, 0) + 1
    for one in files:
        name = one.name if names[one.name] == 1 else shown(os.fsencode(one.path))
        yield PlainFile(name=name, path=one.path, size=one.size, modified=one.modified)
