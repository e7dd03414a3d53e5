"""What a follower must not forget, in one SQLite file: cursors, state, counts and alarms not yet delivered.

They change together, in one transaction, or not at all: whatever kills us, the next start goes on from a
moment that was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from vedette.app.live.alarms import Alarm
from vedette.app.live.tails import Cursor
from vedette.core import codec
from vedette.store.engine import Run
from vedette.store.sql import Database, on_sqlite

_STEPS: Final = (
    """create table cursors (file text primary key, cursor bytea not null);
    create table states (name text primary key, state bytea not null);
    create table outbox (number bigint primary key, id text not null, alarm bytea not null);
    create table delivered (sink text primary key, number bigint not null)""",
)
_KEEP_CURSOR: Final = (
    "insert into cursors values (?, ?) on conflict (file) do update set cursor = excluded.cursor"
)
_KEEP_STATE: Final = (
    "insert into states values (?, ?) on conflict (name) do update set state = excluded.state"
)
_KEEP_TAKEN: Final = (
    "insert into delivered values (?, ?) on conflict (sink) do update set number = excluded.number"
)
_DROP_OLDEST: Final = "delete from outbox where number in (select number from outbox order by number limit ?)"
_COUNTS: Final = "counts"
OUTBOX_MOST: Final = 100_000
"""Alarms that wait for a sink that is away; then the oldest are dropped, and counted."""


class Counts(Struct, frozen=True, kw_only=True):
    """What went through since the follower's first start."""

    events: int = 0
    skipped: int = 0
    alarms: int = 0
    dropped: int = 0
    """Alarms nobody took in time."""
    unseen: int = 0
    """Logs that were gone or cut when we looked again, and may have held more than was read."""


class Journal:
    """The file."""

    def __init__(self, path: Path) -> None:
        """Open it, or make it.

        Raises:
            Unavailable: it cannot be had.

        """
        self._base: Database = on_sqlite(path, "full")
        self._base.upgrade("follower", _STEPS)

    def close(self) -> None:
        """Let go of it."""
        self._base.close()

    def cursors(self) -> dict[str, Cursor]:
        """Return how much of each file was read."""
        rows = self._base.read("select file, cursor from cursors")
        return {file: codec.load(bytes(data), Cursor, name="the follower's state") for file, data in rows}

    def states(self) -> dict[str, bytes]:
        """Return what detectors and rules had seen."""
        return {name: bytes(data) for name, data in self._base.read("select name, state from states")}

    def counts(self) -> Counts:
        """Return what went through."""
        kept = self.states().get(_COUNTS)
        return codec.load(kept, Counts, name="the follower's state") if kept is not None else Counts()

    def commit(
        self,
        cursors: Mapping[str, Cursor],
        states: Mapping[str, bytes],
        alarms: Sequence[Alarm],
        counts: Counts,
    ) -> Counts:
        """Write down how far we are, what was seen and what is to be told, all of it or nothing.

        Raises:
            Unavailable: it cannot be written; nothing changed.

        """

        def work(run: Run) -> Counts:
            for file, cursor in cursors.items():
                run(_KEEP_CURSOR, (file, codec.dump(cursor)))
            after = msgspec.structs.replace(counts, dropped=counts.dropped + _put_alarms(run, alarms))
            for name, state in {**states, _COUNTS: codec.dump(after)}.items():
                run(_KEEP_STATE, (name, state))
            return after

        return self._base.change(work)

    def waiting(self, sink: str, most: int = 200) -> list[tuple[int, bytes]]:
        """Return alarms a sink has not taken yet, oldest first, as JSON."""
        rows = self._base.read(
            "select number, alarm from outbox where number > "
            "coalesce((select number from delivered where sink = ?), 0) order by number limit ?",
            (sink, most),
        )
        return [(number, bytes(alarm)) for number, alarm in rows]

    def taken(self, sink: str, number: int, sinks: Iterable[str]) -> None:
        """Write down that a sink has taken everything up to a number; forget what all of them have."""
        names = tuple(sinks)

        def work(run: Run) -> None:
            run(_KEEP_TAKEN, (sink, number))
            known = {row[0]: row[1] for row in run("select sink, number from delivered")}
            run("delete from outbox where number <= ?", (min(known.get(name, 0) for name in names),))

        self._base.change(work)


def _put_alarms(run: Run, alarms: Sequence[Alarm]) -> int:
    """Add alarms to those that wait; return how many old ones had to go."""
    ((last,),) = run("select coalesce(max(number), 0) from outbox")
    ((taken,),) = run("select coalesce(max(number), 0) from delivered")
    for number, alarm in enumerate(alarms, max(last, taken) + 1):
        run("insert into outbox values (?, ?, ?)", (number, alarm.id, codec.dump(alarm)))
    ((waiting,),) = run("select count(*) from outbox")
    over: int = max(waiting - OUTBOX_MOST, 0)
    if over:
        run(_DROP_OLDEST, (over,))
    return over
