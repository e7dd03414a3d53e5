"""What rules remember between two requests, by rule and subject: in memory, and written down soon after.

A request never waits for it. What several processes saw is put together when it is written: what one saw
since is replayed over what the other wrote. What a crash takes is a second's worth.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from vedette.access.documents import Conflict, Documents
from vedette.access.monitor.nouns import Rule
from vedette.access.monitor.wishes import Relief, Wish

S = TypeVar("S", bound=Struct)
E = TypeVar("E", bound=Struct)
L = TypeVar("L", bound=Struct)

KIND: Final = "watch"
KEPT: Final = 30 * 86_400.0
"""Seconds after which a state that nothing was added to is forgotten."""
FRESH: Final = 1.0
"""Seconds a state is taken from memory without a look at what others wrote."""
_MOST: Final = 8192
_TRIES: Final = 8

Steps = Callable[[S, E, L], tuple[S, tuple[Wish | Relief, ...]]]


class _Stored(Struct, frozen=True, kw_only=True):
    """A state as it is written down."""

    at: float
    state: msgspec.Raw


@dataclass(slots=True)
class _Cell(Generic[S, E]):
    """One subject's state in memory."""

    state: S
    version: int
    read: float
    pending: list[E] = field(default_factory=list)
    """What was seen since it was written."""


class States(Generic[S, E, L]):
    """The states of one rule. Safe between threads."""

    def __init__(
        self, documents: Documents, rule: Rule, step: Steps[S, E, L], begin: S, *, suffix: str = ""
    ) -> None:
        """Take how the rule steps, and the state it begins with."""
        self._documents = documents
        self._prefix = f"{rule}{suffix}"
        self._step = step
        self._begin = begin
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._cells: dict[str, _Cell[S, E]] = {}

    def peek(self, subject: str, now: float) -> S:
        """Return the state of a subject."""
        with self._lock:
            return self._cell(subject, now).state

    def see(self, subject: str, seen: E, limits: L, now: float) -> tuple[Wish | Relief, ...]:
        """Let the rule look at something; return what it asks for."""
        with self._lock:
            cell = self._cell(subject, now)
            after, wishes = self._step(cell.state, seen, limits)
            if after is not cell.state:
                cell.state = after
                cell.pending.append(seen)
        return wishes

    def write(self, limits: L, now: float) -> tuple[Wish | Relief, ...]:
        """Write down what was seen; return what the rule asks for, now that it knows what others saw."""
        with self._lock:
            waiting = [subject for subject, cell in self._cells.items() if cell.pending]
        with self._writing:
            found = [one for subject in waiting for one in self._written(subject, limits, now)]
        if len(self._cells) > _MOST:
            with self._lock:
                self._cells = {subject: cell for subject, cell in self._cells.items() if cell.pending}
        return tuple(found)

    def _cell(self, subject: str, now: float) -> _Cell[S, E]:
        """Return the state in memory, read anew where it may be old and nothing waits to be written."""
        cell = self._cells.get(subject)
        if cell is None or (not cell.pending and not 0 <= now - cell.read < FRESH):
            state, version = self._read(subject)
            cell = self._cells[subject] = _Cell(state, version, now)
        return cell

    def _read(self, subject: str) -> tuple[S, int]:
        kept = self._documents.get(KIND, f"{self._prefix}:{subject}")
        if kept is None:
            return self._begin, 0
        return _state(kept.value, type(self._begin)), kept.version

    def _written(self, subject: str, limits: L, now: float) -> list[Wish | Relief]:
        """Write one state down, and keep what was seen meanwhile."""
        found: list[Wish | Relief] = []
        for _ in range(_TRIES):
            with self._lock:
                cell = self._cells[subject]
                seen, state, version = tuple(cell.pending), cell.state, cell.version
            try:
                put = self._put(subject, state, version, now)
            except Conflict:
                found += self._replay(subject, limits, now)
                continue
            with self._lock:
                cell.pending = cell.pending[len(seen) :]
                cell.version, cell.read = put, now
            break
        return found

    def _replay(self, subject: str, limits: L, now: float) -> list[Wish | Relief]:
        """Put what was seen here on top of what another process wrote."""
        state, version = self._read(subject)
        found: list[Wish | Relief] = []
        with self._lock:
            cell = self._cells[subject]
            for seen in cell.pending:
                state, wishes = self._step(state, seen, limits)
                found += wishes
            cell.state, cell.version, cell.read = state, version, now
        return found

    def _put(self, subject: str, state: S, version: int, now: float) -> int:
        stored = _Stored(at=now, state=msgspec.Raw(msgspec.json.encode(state)))
        key = f"{self._prefix}:{subject}"
        return self._documents.put(KIND, key, msgspec.json.encode(stored), expect=version)


def sweep(documents: Documents, now: float) -> int:
    """Forget states nothing was added to for a month; return how many."""
    old = [
        kept.key
        for kept in documents.all(KIND)
        if msgspec.json.decode(kept.value, type=_Stored).at < now - KEPT
    ]
    return sum(documents.delete(KIND, key) for key in old)


def _state(value: bytes, kind: type[Any]) -> Any:  # noqa: ANN401 - of the kind that is asked for
    """Read a state; one of another make of ours counts as none."""
    try:
        return msgspec.json.decode(msgspec.json.decode(value, type=_Stored).state, type=kind)
    except msgspec.MsgspecError:
        return kind()
