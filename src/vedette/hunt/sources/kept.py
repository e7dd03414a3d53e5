"""Events kept by an earlier hunt, as events again: old data, new rules.

A file of kept events is a source like any other: its records are its rows, so evidence points into it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from vedette.hunt.event import Event
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.format import Format
from vedette.hunt.sources.withheld import to_be_kept

if TYPE_CHECKING:
    import duckdb

MARK: Final = b"PAR1"
_BATCH: Final = 10_000
_SQL: Final = {"int": "BIGINT", "float": "DOUBLE", "str": "VARCHAR"}
NOT_OURS: Final = "a Parquet file, but not one of kept events"
BROKEN: Final = "a row that is no event"


def types() -> Mapping[str, str]:
    """Return the SQL type of each column: those of an event, nested ones as JSON."""
    return {one.name: _sql(one.type) for one in msgspec.structs.fields(Event) if one.name != "source"}


def row(event: Event) -> bytes:
    """Write one event down as a line of JSON, without passwords people sent."""
    return msgspec.json.encode(to_be_kept(event))


def fits(head: bytes, _: str) -> bool:
    """Whether a source is Parquet."""
    return head.startswith(MARK)


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give the events of a file of kept events, numbered by row."""
    if source.path is None:
        skips.whole(source.name, "kept events inside an archive: unpack it first")
        return
    import duckdb  # noqa: PLC0415  only who keeps events needs it

    with contextlib.closing(_base(os.getpid()).cursor()) as base:
        try:
            quoted = str(source.path).replace("'", "''")
            cursor = base.execute(f"select * from read_parquet('{quoted}')")  # noqa: S608  quoted
            columns = [str(one[0]) for one in cursor.description or ()]
            if not {"record", "logsource", "fields", "source_name"} <= set(columns):
                skips.whole(source.name, NOT_OURS)
                return
            yield from _events(cursor, columns, source, skips)
        except duckdb.Error:
            skips.whole(source.name, "a Parquet file that cannot be read")


@cache
def _base(_: int) -> duckdb.DuckDBPyConnection:
    """Open what reads them, once a process: that takes longer than to read a small file."""
    import duckdb  # noqa: PLC0415  as above

    return duckdb.connect(":memory:", config={"threads": 1})


def _events(
    cursor: duckdb.DuckDBPyConnection, columns: Sequence[str], source: Source, skips: Skips
) -> Iterator[Event]:
    number = 0
    while rows := cursor.fetchmany(_BATCH):
        for values in rows:
            number += 1
            try:
                yield _event(dict(zip(columns, values, strict=True)), source.number, number)
            except (msgspec.MsgspecError, TypeError):
                skips.add(source, BROKEN, number)


def _event(known: dict[str, Any], source: int, number: int) -> Event:
    del known["source_name"]
    for name in ("logsource", "fields", "answers"):
        if known[name] is not None:
            known[name] = msgspec.json.decode(known[name])
    known |= {"source": source, "record": number}
    return msgspec.convert(known, Event)


def _sql(hint: object) -> str:
    """Return the SQL type of a column from its annotation."""
    names = [getattr(one, "__name__", "") for one in (getattr(hint, "__args__", ()) or (hint,))]
    return next((_SQL[name] for name in names if name in _SQL and not _nested(hint)), "JSON")


def _nested(hint: object) -> bool:
    args = getattr(hint, "__args__", ())
    return any(hasattr(one, "__args__") or hasattr(one, "__struct_fields__") for one in args) or hasattr(
        hint, "__origin__"
    )


FORMATS: Final = (
    Format(
        name="kept",
        says="events kept by an earlier hunt (Parquet)",
        fits=fits,
        read=read,
        whole=True,
    ),
)
