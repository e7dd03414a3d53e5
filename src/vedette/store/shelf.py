"""Entries of a catalogue in one file: written once as a whole, then only looked up by key.

A file under way is not seen before it is finished; a broken one is the caller's to make anew.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from vedette.core.errors import BadInput, Unavailable

_VERSION: Final = 1
_BATCH: Final = 5000
_SCHEMA: Final = f"""
pragma journal_mode = off;
pragma synchronous = off;
pragma user_version = {_VERSION};
create table entries (key text not null, value blob not null);
"""
_INDEX: Final = "create index by_key on entries (key)"


def write(path: Path, entries: Iterable[tuple[str, bytes]]) -> int:
    """Write entries to a file that is only there once all of them are; return how many there were.

    Raises:
        Unavailable: it cannot be written.

    """
    count = 0
    try:
        handle, name = tempfile.mkstemp(prefix=".shelf-", dir=path.parent)
        os.close(handle)
        try:
            with contextlib.closing(sqlite3.connect(name, isolation_level=None)) as base:
                base.executescript(_SCHEMA)
                base.execute("begin")
                rest = iter(entries)
                while batch := list(islice(rest, _BATCH)):
                    base.executemany("insert into entries values (?, ?)", batch)
                    count += len(batch)
                base.execute("commit")
                base.execute(_INDEX)
            _settle(Path(name), path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except (OSError, sqlite3.OperationalError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Unavailable(f"cannot write {path}: {why}", hint="look at how full the disk is") from error
    return count


def _settle(made: Path, path: Path) -> None:
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(path)


class Shelf:
    """A finished file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> tuple[bytes, ...]:
        """Return everything that was put under a key.

        Raises:
            BadInput: the file is gone or broken.

        """
        return tuple(value for _, value in self._ask("select key, value from entries where key = ?", (key,)))

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """Yield all of it, in the order it was written.

        Raises:
            BadInput: the file is gone or broken.

        """
        yield from self._ask("select key, value from entries order by rowid", ())

    def _ask(self, query: str, given: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
        place = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            with contextlib.closing(sqlite3.connect(place, uri=True)) as base:
                for key, value in base.execute(query, given):
                    yield str(key), bytes(value)
        except (sqlite3.DatabaseError, TypeError, ValueError) as error:
            raise BadInput(f"{self._path.name}: {error}", hint="add the catalogue again") from error
