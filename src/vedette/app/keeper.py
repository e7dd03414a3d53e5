"""Keeps a service's ledger signed on time, in a thread of its own, and does chores now and then, in another.

A chore may wait for others (it asks name servers for proofs again): nobody's slow answer makes a ledger late.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterable
from typing import Final

from vedette.app.bookkeeping import WITNESSES, publisher_of
from vedette.app.clock import Clock
from vedette.app.ledgers import Book
from vedette.core.errors import VedetteError
from vedette.ledger import publish
from vedette.ledger.notes import Note

EVERY: Final = 1.0
CHORES_EVERY: Final = 300.0
POLICY_EVERY: Final = 15.0
LATE: Final = 60.0
"""Seconds an entry may wait for a signed checkpoint before C2 and above rests."""
ROOM: Final = 1 << 20
"""Bytes that have to be free where the ledger's key lies, or the ledger counts as down: it soon will be."""
_LOG: Final = logging.getLogger("vedette.keeper")


class Keeper:
    """Two threads: what has to be on time, and what may take a while."""

    def __init__(
        self,
        book: Book,
        clock: Clock,
        unchanged: Callable[[], bool],
        chores: Iterable[Callable[[float], object]],
        ticks: Iterable[Callable[[float], object]] = (),
    ) -> None:
        """Take the ledger, whether the policy text is what it was, what to do at times, and each second."""
        self._book = book
        self._clock = clock
        self._unchanged = unchanged
        self._chores = tuple(chores)
        self._ticks = tuple(ticks)
        self._publisher = publisher_of(book)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vedette-keeper", daemon=True)
        self._beside = threading.Thread(target=self._run_chores, name="vedette-chores", daemon=True)
        self._next_chores = 0.0
        self._failed = ""
        self._undone: dict[str, str] = {}
        """What went wrong with each chore, the last time."""
        self._signed = self._policy_seen = self._now()

    def start(self) -> None:
        """Say in the ledger that the service started, and begin.

        Raises:
            Unavailable: the ledger cannot be written.

        """
        publish.start(self._book.ledger, self._now())
        self._thread.start()
        self._beside.start()

    def close(self) -> None:
        """Say in the ledger that the service stops, and sign it."""
        self._stop.set()
        self._thread.join(10)
        self._beside.join(10)
        try:
            publish.stop(self._book.ledger, self._now())
            self._publisher.publish(self._now())
        except VedetteError as error:
            _LOG.warning("the ledger was not closed: %s", error)

    def state(self) -> str:
        """Return how the ledger is: ok, late or down."""
        if self._failed:
            return "down"
        return "late" if self._now() - self._signed > LATE else "ok"

    def policy_age(self) -> int:
        """Return how many seconds ago the policy text was last found to be what decides.

        After a clock was set back nobody knows: as many as it was set back by.
        """
        return abs(int(self._now() - self._policy_seen))

    def trouble(self) -> str:
        """Say what is wrong with the ledger; nothing when all is well."""
        return self._failed or ("" if self.state() == "ok" else "checkpoints are late")

    def late(self) -> float:
        """Return how many seconds ago the ledger was last found to be signed as it has to be."""
        return max(0.0, self._now() - self._signed)

    def unwitnessed(self) -> float:
        """Return how many seconds the oldest entry no witness has seen waits; 0 where there are none."""
        if not (self._book.folder / WITNESSES).exists():
            return 0.0
        return self._publisher.unwitnessed(self._now())

    def latest(self) -> Note | None:
        """Return the last signed checkpoint."""
        return self._publisher.latest()

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            self._sign()
            self._look_at_policy()
            self._do(self._ticks)

    def _run_chores(self) -> None:
        while not self._stop.wait(EVERY):
            if (
                not 0 < self._next_chores - self._now() <= CHORES_EVERY
            ):  # it is time, or the clock was set back
                self._next_chores = self._now() + CHORES_EVERY
                self._do(self._chores)

    def _sign(self) -> None:
        try:
            if self._publisher.due(self._now()):
                self._publisher.publish(self._now())
            self._signed = self._now()
            failed = self._short_of_room()
        except Exception as error:  # noqa: BLE001 - nor a fault of ours: C2 and above rest until it is mended
            failed = f"the ledger was not signed: {type(error).__name__}: {error}"
        if failed and failed != self._failed:
            _LOG.error(failed)
        self._failed = failed

    def _short_of_room(self) -> str:
        """Say when the disk is about to be full: what is C2 and above rests before nothing can be written."""
        try:
            free = shutil.disk_usage(self._book.folder).free
        except OSError as error:
            return f"{self._book.folder}: {error.strerror}"
        return "" if free >= ROOM else f"the disk of {self._book.folder} is full: {free} bytes are left"

    def _look_at_policy(self) -> None:
        fresh = 0 <= self._now() - self._policy_seen < POLICY_EVERY
        if not fresh and self._unchanged():
            self._policy_seen = self._now()

    def _do(self, chores: Iterable[Callable[[float], object]]) -> None:
        for chore in chores:
            wrong, name = "", getattr(chore, "__qualname__", "")
            try:
                chore(self._now())
            except Exception as error:  # noqa: BLE001 - one chore must not end the thread it is done in
                wrong = f"{type(error).__name__}: {error}"
            if wrong and self._undone.get(name) != wrong:  # said once, however often it is tried
                _LOG.warning("a chore was not done: %s", wrong)
            self._undone[name] = wrong

    def _now(self) -> float:
        return self._clock.now().timestamp()
