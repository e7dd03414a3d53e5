"""Events kept while a hunt goes through them, and questions to what was kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

import msgspec

from vedette.app.jobs import Job
from vedette.app.plainfiles import PlainFile
from vedette.app.requests import PruneEvents, QueryEvents
from vedette.app.results import EventsAnswered, EventsPruned
from vedette.app.tools import Tools
from vedette.core.errors import BadInput
from vedette.core.limits import MIB
from vedette.hunt.event import Event
from vedette.hunt.sources import kept as form
from vedette.scale import crew
from vedette.scale.crew import Task, is_bounded
from vedette.store.events import Bounds, Kept, Writer, checked, took_too_long, took_too_much

MOST_SECONDS: Final = 600
MOST_ROWS: Final = 1_000_000
_MOST_DAYS: Final = 36_500
_MEMORY: Final = 2048 * MIB
"""Of address space, for a question, besides what this process has: the base itself is bounded to less."""
_GRACE_S: Final = 2.0
"""For the base to stop by itself."""
_LARGEST: Final = 1 << 63
_GO: Final = b"go"


def opened(tools: Tools) -> Kept:
    """Open the folder of kept events."""
    return Kept(tools.events, checked(form.types()))


@dataclass(slots=True)
class Keeping:
    """A watcher that keeps what it sees, one source after the other."""

    kept: Kept
    actions: frozenset[str] = frozenset()
    _writer: Writer | None = field(default=None)
    files: int = 0

    def begin(self, name: str, file: PlainFile) -> None:
        """Start on a source; one that was kept before is not kept again.

        Raises:
            Unavailable: nothing can be written there.

        """
        self._writer = self.kept.writer(name, f"{file.path.resolve()}\n{file.size}\n{file.modified}\n{name}")

    def see(self, event: Event) -> None:
        """Keep one event."""
        if self._writer is not None:
            self._writer.add(form.row(event), event.time)

    def end(self) -> None:
        """Write down what is left of a source."""
        if self._writer is not None:
            self.files += len(self._writer.close())
            self._writer = None

    def abandon(self) -> None:
        """Forget a source that was not read to its end."""
        if self._writer is not None:
            self._writer.drop()
            self._writer = None


def query(tools: Tools, request: QueryEvents, job: Job) -> EventsAnswered:
    """Answer a question.

    Raises:
        BadInput: it is none that only reads.
        LimitHit: it took too long or too much memory.

    """
    job.check()
    if not 0 < request.seconds <= MOST_SECONDS or not 0 < request.rows <= MOST_ROWS:
        raise BadInput(
            "a bound that makes no sense", hint=f"at most {MOST_SECONDS} seconds and {MOST_ROWS} rows"
        )
    work = partial(_answered, opened(tools), request)
    answer = msgspec.msgpack.decode(work(_GO) if is_bounded() else _apart(work, request, job))
    columns, rows, cut = answer
    return EventsAnswered(columns=tuple(columns), rows=tuple(map(tuple, rows)), cut=cut)


def _apart(work: Task, request: QueryEvents, job: Job) -> bytes:
    """Answer in a process of its own: a function of SQL may make one value of gigabytes, and hear nobody.

    Raises:
        LimitHit: it took too long or too much memory.

    """
    bounds = crew.Bounds(seconds=request.seconds + _GRACE_S, memory=crew.mapped() + _MEMORY)
    ((_, answer),) = crew.Crew(work, bounds, 1).run((_GO,), job.check)
    if isinstance(answer, bytes):
        return answer
    if isinstance(answer, crew.Late):
        raise took_too_long(request.seconds)
    if isinstance(answer, crew.Died):
        raise took_too_much(Bounds().memory_mb)
    raise answer


def _answered(kept: Kept, request: QueryEvents, _: bytes) -> bytes:
    """Answer, as bytes nobody has to trust."""
    answer = kept.query(request.sql, Bounds(seconds=request.seconds, rows=request.rows))
    rows = [[_plain(value) for value in row] for row in answer.rows]
    return msgspec.msgpack.encode((answer.columns, rows, answer.cut))


def _plain(value: object) -> object:
    """Write a value so that it survives the way between two processes: moments, sums and bytes as text."""
    match value:
        case None | bool() | float() | str():
            return value
        case int():
            return value if -_LARGEST <= value < _LARGEST else str(value)
        case list() | tuple():
            return [_plain(one) for one in value]
        case dict():
            return {str(name): _plain(one) for name, one in value.items()}
        case _:
            return str(value)


def prune(tools: Tools, request: PruneEvents, job: Job) -> EventsPruned:
    """Drop what is older than so many days.

    Raises:
        BadInput: a number of days that makes no sense.

    """
    job.check()
    if not 0 <= request.days <= _MOST_DAYS:
        raise BadInput(
            "a number of days that makes no sense", hint=f"say how many days to keep: 0 to {_MOST_DAYS:,}"
        )
    before = tools.clock.now() - timedelta(days=request.days)
    held = opened(tools)
    gone = held.prune(round(before.timestamp() * 1e6))
    left = held.parts()
    return EventsPruned(
        files=len(gone),
        bytes_freed=sum(one.size for one in gone),
        left=len(left),
        bytes_left=sum(one.size for one in left),
    )
