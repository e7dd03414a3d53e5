"""A table whose first rows are at hand, and whose others are made once one of them is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


class Later(Mapping[str, T]):
    """Looks like one table. Safe between threads: the others are made once."""

    def __init__(self, first: Mapping[str, T], others: Callable[[], Mapping[str, T]]) -> None:
        self._first = first
        self._others = others
        self._made: Mapping[str, T] | None = None
        self._lock = Lock()

    def __getitem__(self, name: str) -> T:
        found = self._first.get(name)
        return found if found is not None else self._rest()[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._first
        yield from (name for name in self._rest() if name not in self._first)

    def __len__(self) -> int:
        return len(self._first) + sum(name not in self._first for name in self._rest())

    def _rest(self) -> Mapping[str, T]:
        with self._lock:
            if self._made is None:
                self._made = self._others()
            return self._made
