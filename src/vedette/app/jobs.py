"""One piece of work under way: says how far it is, and stops when asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import ClassVar

import msgspec

from vedette.core.errors import VedetteError


class Cancelled(VedetteError):
    """Somebody asked the work to stop."""

    exit_code: ClassVar[int] = 130
    http_status: ClassVar[int] = 499

    def __init__(self) -> None:
        super().__init__("stopped", hint="run it again when you want the answer")


class Progress(msgspec.Struct, frozen=True):
    """How far the work is; `of` is 0 when nobody knows yet."""

    stage: str
    done: int
    of: int = 0


Listener = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Listen to nothing."""


def unheard(_: str) -> None:
    """Hear nothing."""


class Job:
    """Given to the work, which tells it how far it is, and to whoever may stop it. Safe between threads."""

    def __init__(self, listener: Listener = silent, notice: Callable[[str], None] = unheard) -> None:
        self._listener = listener
        self._notice = notice
        self._stop = threading.Event()

    def tell(self, stage: str, done: int, of: int = 0) -> None:
        """Say how far the work is.

        Raises:
            Cancelled: somebody asked it to stop.

        """
        self.check()
        self._listener(Progress(stage, done, of))

    def say(self, words: str) -> None:
        """Tell whoever waits something they should know now: of work that goes on and on."""
        self._notice(words)

    def cancel(self) -> None:
        """Ask the work to stop; it does so at its next word of progress."""
        self._stop.set()

    def stopped(self) -> bool:
        """Say whether somebody asked it to stop: nobody waits any more."""
        return self._stop.is_set()

    def check(self) -> None:
        """Stop here if somebody asked for it."""
        if self._stop.is_set():
            raise Cancelled
