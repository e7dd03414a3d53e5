"""What acquiring gives: the target's source files, and all that was left out, with reasons."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from vedette.app.patterns import matches
from vedette.core.errors import BadInput
from vedette.core.nouns import Skipped
from vedette.core.sources import SourceFile

SUFFIXES = (".py", ".pyw")
ARCHIVES = (".whl", ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
SHEBANG_BYTES = 128
MARK = b"vedette:"
IGNORE_FILE = ".vedette-ignore.toml"
_MOST_SKIPPED = 1000


class Selection(Struct, frozen=True, kw_only=True):
    """Which files the caller wants looked at."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    defaults: bool = True
    """Whether the usual folders of other people's and generated code are left out."""
    only: frozenset[str] | None = None
    """If given, just these paths."""
    any_kind: bool = False
    """Whether files are wanted that are no source code: logs, captures."""

    def takes(self, path: str) -> bool:
        """Whether a file is wanted; an exclusion wins."""
        if self.only is not None:
            return path in self.only
        if self.include and not matches(path, self.include):
            return False
        return not self.exclude or not matches(path, self.exclude)


class Opened(Struct, frozen=True, kw_only=True):
    """A target, ready for an engine."""

    files: tuple[SourceFile, ...]
    excluded: int = 0
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    marked: frozenset[str] = frozenset()
    """Paths of files that may hold a suppression comment."""
    ignore_file: bytes | None = None
    """The content of the file of suppressions at the root."""

    def digest(self) -> str:
        """One digest over all names and contents."""
        total = hashlib.sha256()
        for one in self.files:
            total.update(f"{one.digest} {one.path}\n".encode("utf-8", "surrogateescape"))
        return f"sha256:{total.hexdigest()}"


class Tally(msgspec.Struct):
    """Collects files and what was left out; a flood of refusals is counted rather than kept."""

    files: list[SourceFile] = msgspec.field(default_factory=list)
    excluded: int = 0
    notes: list[str] = msgspec.field(default_factory=list)
    marked: set[str] = msgspec.field(default_factory=set)
    ignore_file: bytes | None = None
    _skipped: list[Skipped] = msgspec.field(default_factory=list)
    _more: int = 0

    def skip(self, what: str, why: str, *, partial: bool = False) -> None:
        """Note something that could not be looked at."""
        if len(self._skipped) < _MOST_SKIPPED:
            self._skipped.append(Skipped(what=what, why=why, partial=partial))
        else:
            self._more += 1

    def opened(self, extra: Iterable[str] = ()) -> Opened:
        """Close the books."""
        skipped = list(self._skipped)
        if self._more:
            skipped.append(Skipped(what=f"{self._more} more", why="for reasons like those above"))
        return Opened(
            files=tuple(sorted(self.files, key=lambda one: one.path)),
            excluded=self.excluded,
            skipped=tuple(skipped),
            notes=(*self.notes, *extra),
            marked=frozenset(self.marked),
            ignore_file=self.ignore_file,
        )


def is_source_name(path: str) -> bool:
    """Whether a name alone says that something here reads the file."""
    return path.endswith(SUFFIXES)


def may_be_script(path: str) -> bool:
    """Whether only the first line can tell."""
    return "." not in path.rpartition("/")[2]


def is_script(head: bytes) -> bool:
    """Whether a first line hands the file to Python."""
    line = head[:SHEBANG_BYTES].split(b"\n", 1)[0]
    return line.startswith(b"#!") and b"python" in line


def held(data: bytes) -> Callable[[], bytes]:
    """Read from memory."""
    return lambda: data


def shown(raw: bytes) -> str:
    """Write a file name as text; bytes that are no UTF-8 become escapes."""
    return raw.decode("utf-8", "backslashreplace")


def state_of(path: Path, target: str) -> os.stat_result | None:
    """Return what lies at a path that was given, or None where nothing does.

    Raises:
        BadInput: nobody can say.

    """
    try:
        return path.stat()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{target}: {why}", hint="check the path and its permissions") from error


def missing(path: Path, target: str, hint: str) -> BadInput:
    """Say that nothing lies at a path that was given, and where it was looked for."""
    looked = shown(os.fsencode(path.absolute()))
    return BadInput(f"{target}: no such file or folder (looked for {looked})", hint=hint)


def check_open(path: Path, target: str) -> None:
    """Refuse what was named itself and cannot be opened, for silence would look like a clean bill.

    Raises:
        BadInput: it cannot be.

    """
    try:
        if path.is_dir():
            os.scandir(path).close()
        else:
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
    except OSError as error:
        raise BadInput(f"{target}: {error.strerror}", hint="check its permissions") from error
