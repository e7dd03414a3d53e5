"""Connections a lane listens at, all at once: whose run can go on now, and a bell that wakes who listens."""

from __future__ import annotations

import os
import select
import time
import weakref
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from vedette.app.steps import TICK, Hearing

T = TypeVar("T")
_NONE: Final = 0


class Peers(Generic[T]):
    """Who waits at which connection; for one thread, but for the bell."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._poll = select.poll()
        self._waiting: dict[int, tuple[Hearing, T]] = {}
        self._looked = seconds()
        self._ear, self._bell = os.pipe()
        for end in (self._ear, self._bell):
            os.set_blocking(end, False)
            weakref.finalize(self, os.close, end).atexit = False  # the thread may still listen then
        self._poll.register(self._ear, select.POLLIN)

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def add(self, hearing: Hearing, who: T) -> None:
        """Have somebody wait; what they wait for may be there already."""
        number = hearing.line.fileno()
        self._poll.register(number, hearing.event)  # first: who cannot be listened at does not wait
        self._waiting[number] = (hearing, who)

    def ring(self) -> None:
        """Wake whoever listens; called from any thread."""
        try:
            os.write(self._bell, b"\\0")
        except BlockingIOError:
            return  # it was rung often enough

    def heard(self, *, patient: bool) -> list[T]:
        """Return those who can go on, or need wait no longer; where `patient`, wait a little for one."""
        wait = TICK * 1000 if patient else _NONE
        found = [number for number, _ in self._poll.poll(wait)]
        if self._ear in found:
            found.remove(self._ear)
            os.read(self._ear, select.PIPE_BUF)
        now = self._seconds()
        if now - self._looked >= TICK:
            self._looked = now
            over = [number for number, (hearing, _) in self._waiting.items() if hearing.ended()]
            found += set(over).difference(found)
        return [self._left(number) for number in found]

    def _left(self, number: int) -> T:
        self._poll.unregister(number)
        return self._waiting.pop(number)[1]
