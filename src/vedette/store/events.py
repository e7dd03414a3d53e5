"""Events kept as Parquet, a file a stretch of one source, and questions to them in SQL that can only read.

Files are named by the time they cover, so that what is too old is dropped without being read. DuckDB reads
and writes them; a question runs with no access to anything but these files, bounded in time, rows and memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

import duckdb

from vedette.core.errors import BadInput, LimitHit, Unavailable

SUFFIX: Final = ".parquet"
VIEW: Final = "events"
PART_EVENTS: Final = 500_000
"""Events in one file."""
_NAME: Final = re.compile(r"^(-?\d+)_(-?\d+)_([0-9a-f]{24})\.parquet$")
_IDENTIFIER: Final = re.compile(r"^[a-z_][a-z0-9_]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much one question may take."""

    seconds: float = 30.0
    rows: int = 10_000
    memory_mb: int = 512
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of an answer."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    cut: bool
    """Whether there were more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of events."""

    path: Path
    first: int
    """Microseconds since 1970."""
    last: int
    size: int


_OF_OTHERS: Final[list[duckdb.DuckDBPyConnection]] = []
"""Bases of the process we were forked of: to close one waits for threads that are not here."""


@dataclass(frozen=True, slots=True)
class _Base:
    """An open base, and what it was opened for. To open one takes longer than most questions."""

    what: tuple[object, ...]
    base: duckdb.DuckDBPyConnection
    process: int = field(default_factory=os.getpid)

    def fits(self, what: tuple[object, ...]) -> bool:
        """Whether it is what would be opened for this."""
        return self.what == what and self.process == os.getpid()

    def __del__(self) -> None:
        """Close it, where it was opened."""
        if self.process != os.getpid():
            _OF_OTHERS.append(self.base)


@dataclass(slots=True)
class Kept:
    """A folder of events."""

    folder: Path
    types: Mapping[str, str]
    """SQL type of each column, by name."""
    _asks: _Base | None = field(default=None, repr=False, compare=False)
    _writes: _Base | None = field(default=None, repr=False, compare=False)

    def writer(self, source: str, identity: str) -> Writer | None:
        """Take in the events of one source; nothing when they are kept already.

        Args:
            source: its name, kept beside each event.
            identity: what makes it the same source: kept once, however often it is hunted through.

        Raises:
            Unavailable: the folder cannot be written.

        """
        key = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:20]
        if any(part.path.stem.rpartition("_")[2].startswith(key) for part in self.parts()):
            return None
        return Writer(self, source, key)

    def parts(self) -> tuple[Part, ...]:
        """List the files, oldest first."""
        if not self.folder.is_dir():
            return ()
        found = []
        for entry in os.scandir(self.folder):
            if named := _NAME.match(entry.name):
                size = entry.stat().st_size
                found.append(Part(path=Path(entry.path), first=int(named[1]), last=int(named[2]), size=size))
        return tuple(sorted(found, key=lambda one: (one.first, one.last, one.path.name)))

    def prune(self, before: int) -> tuple[Part, ...]:
        """Drop files whose last event is older than a moment (microseconds since 1970)."""
        gone = tuple(one for one in self.parts() if one.last < before)
        for one in gone:
            one.path.unlink(missing_ok=True)
        return gone

    def query(self, sql: str, bounds: Bounds) -> Answer:
        """Answer one question about `events`.

        Raises:
            BadInput: it is not one statement that reads, or makes no sense.
            LimitHit: it took too long or too much memory.

        """
        with contextlib.closing(self._open(bounds).cursor()) as base:
            _just_reading(base, sql)
            return _answered(base, sql, bounds)

    def _open(self, bounds: Bounds) -> duckdb.DuckDBPyConnection:
        """Open a base that knows these files; the one there is, where nothing is other than it was."""
        files = [str(one.path) for one in self.parts()]
        what = (bounds.memory_mb, bounds.threads, *files)
        if self._asks is None or not self._asks.fits(what):
            base = _begun(bounds.threads)
            self._restrict(base, bounds, files)
            self._asks = _Base(what, base)
        return self._asks.base

    def _restrict(self, base: duckdb.DuckDBPyConnection, bounds: Bounds, files: Sequence[str]) -> None:
        base.execute(f"set memory_limit='{bounds.memory_mb}MB'")
        base.execute("set temp_directory=''")
        base.execute("set autoinstall_known_extensions=false")
        base.execute("set autoload_known_extensions=false")
        base.execute("set allowed_directories=" + _quoted_list([f"{self.folder}/"]))
        base.execute("set enable_external_access=false")
        names = ", ".join(f'"{name}"' for name in self.types)
        if files:
            base.execute(
                f"create view {VIEW} as select source_name, {names} "  # noqa: S608  names are ours, paths quoted
                f"from read_parquet({_quoted_list(files)}, union_by_name=true)"
            )
        else:
            columns = ", ".join(f'"{name}" {kind}' for name, kind in self.types.items())
            base.execute(f"create table {VIEW} (source_name varchar, {columns})")
        base.execute("set lock_configuration=true")

    def write(self, sql: str) -> None:
        """Have a file of events written."""
        if self._writes is None or not self._writes.fits(()):
            self._writes = _Base((), _begun(threads=1))
        with contextlib.closing(self._writes.base.cursor()) as base:
            base.execute(sql)


@dataclass(slots=True)
class Writer:
    """Takes in the events of one source, a JSON line each, and writes them as files."""

    kept: Kept
    source: str
    key: str
    _spool: BinaryIO | None = None
    _count: int = 0
    _first: int | None = None
    _last: int | None = None
    _written: list[Path] = field(default_factory=list)

    def add(self, line: bytes, time: int | None) -> None:
        """Take in one event.

        Raises:
            Unavailable: it cannot be written.

        """
        if self._spool is None:
            self._spool = self._begun()
        self._spool.write(line)
        self._spool.write(b"\n")
        self._count += 1
        if time is not None:
            self._first = time if self._first is None or time < self._first else self._first
            self._last = time if self._last is None or time > self._last else self._last
        if self._count >= PART_EVENTS:
            self._end()

    def close(self) -> tuple[Path, ...]:
        """Write what is left; return all files."""
        self._end()
        return tuple(self._written)

    def drop(self) -> None:
        """Forget everything: half a source is not kept."""
        if self._spool is not None:
            self._spool.close()
            Path(self._spool.name).unlink(missing_ok=True)
            self._spool = None
        for one in self._written:
            one.unlink(missing_ok=True)

    def _begun(self) -> BinaryIO:
        try:
            self.kept.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".spool-", dir=self.kept.folder)
        except OSError as error:
            raise Unavailable(
                f"cannot write to {self.kept.folder}: {error.strerror}",
                hint="make room, or set VEDETTE_DATA_DIR",
            ) from error
        os.close(handle)
        return Path(name).open("wb")

    def _end(self) -> None:
        spool = self._spool
        if spool is None:
            return
        spool.close()
        number = len(self._written)
        name = f"{self._first or 0}_{self._last or 0}_{self.key}{number:04x}{SUFFIX}"
        target = self.kept.folder / name
        try:
            self._copy(Path(spool.name), target)
            self._written.append(target)
        finally:
            Path(spool.name).unlink(missing_ok=True)
            self._spool, self._count, self._first, self._last = None, 0, None, None

    def _copy(self, spool: Path, target: Path) -> None:
        columns = ", ".join(f"{name}: '{kind}'" for name, kind in self.kept.types.items())
        names = ", ".join(f'"{name}"' for name in self.kept.types)
        unfinished = target.with_suffix(".unfinished")
        try:
            self.kept.write(
                f"copy (select {_quoted(self.source)} as source_name, {names} "  # noqa: S608  names are ours, values quoted
                f"from read_json({_quoted(str(spool))}, format='newline_delimited', columns={{{columns}}}, "
                f"maximum_object_size=16777216)) "
                f"to {_quoted(str(unfinished))} (format parquet, compression zstd)"
            )
            unfinished.replace(target)
        except (duckdb.Error, OSError) as error:
            unfinished.unlink(missing_ok=True)
            raise Unavailable(
                f"cannot keep {self.source}: {_brief(error)}", hint="is the disk full?"
            ) from error


def took_too_long(seconds: float) -> LimitHit:
    """Say of a question that its time is over."""
    return LimitHit(
        f"the question took longer than {seconds:g} s", hint="ask for less: a shorter time, a LIMIT"
    )


def took_too_much(megabytes: int) -> LimitHit:
    """Say of a question that it needs too much memory."""
    return LimitHit(
        f"the question needs more than {megabytes} MB", hint="ask for less: fewer columns, a shorter time"
    )


def checked(types: Mapping[str, str]) -> Mapping[str, str]:
    """Return column types whose names can stand in SQL.

    Raises:
        ValueError: one cannot.

    """
    if wrong := [name for name in types if not _IDENTIFIER.match(name)]:
        raise ValueError(wrong)
    return types


def _begun(threads: int) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": threads})


def _just_reading(base: duckdb.DuckDBPyConnection, sql: str) -> None:
    hint = "ask one question that reads: SELECT … FROM events"
    try:
        statements = base.extract_statements(sql)
    except duckdb.Error as error:
        raise BadInput(f"the question cannot be read: {_brief(error)}", hint=hint) from error
    if len(statements) != 1 or statements[0].type is not duckdb.StatementType.SELECT:
        raise BadInput("not one question that only reads", hint=hint)


def _answered(base: duckdb.DuckDBPyConnection, sql: str, bounds: Bounds) -> Answer:
    timer = threading.Timer(bounds.seconds, base.interrupt)
    timer.daemon = True
    timer.start()
    try:
        cursor = base.execute(sql)
        columns = tuple(str(one[0]) for one in cursor.description or ())
        rows = cursor.fetchmany(bounds.rows + 1)
    except duckdb.InterruptException as error:
        raise took_too_long(bounds.seconds) from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise took_too_much(bounds.memory_mb) from error
    except duckdb.Error as error:
        hint = "the table is events; its columns: SELECT * FROM events LIMIT 1"
        raise BadInput(f"the question makes no sense: {_brief(error)}", hint=hint) from error
    finally:
        timer.cancel()
    return Answer(columns, tuple(tuple(row) for row in rows[: bounds.rows]), len(rows) > bounds.rows)


def read_part(
    path: Path, batch: int = 10_000
) -> Iterator[tuple[tuple[str, ...], Sequence[tuple[object, ...]]]]:
    """Give the rows of one file, some at a time, with the names of its columns.

    Raises:
        BadInput: it is no file of events.

    """
    base = duckdb.connect(":memory:")
    with contextlib.closing(base):
        try:
            cursor = base.execute(f"select * from read_parquet({_quoted(str(path))})")  # noqa: S608  quoted
            columns = tuple(str(one[0]) for one in cursor.description or ())
            while rows := cursor.fetchmany(batch):
                yield columns, rows
        except duckdb.Error as error:
            raise BadInput(f"{path.name}: {_brief(error)}", hint="it is no file of kept events") from error


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted_list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"


def _brief(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:300]
