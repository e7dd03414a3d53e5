"""Publishing what the ledger says about the programme: each month that is over, once, signed."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from vedette.access.documents import Documents
from vedette.app import transparency_answers as answers
from vedette.app import transparency_requests as asked
from vedette.app.bookkeeping import key_of, publisher_of
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.app.ledgers import Book
from vedette.core import codec
from vedette.core.errors import BadInput, VedetteError
from vedette.ledger.checkpoint import checkpoint_of
from vedette.ledger.entries import entry_of
from vedette.ledger.transparency.periods import Month, month, month_before
from vedette.ledger.transparency.report import Head, counted, report_of
from vedette.ledger.transparency.signed import signed

STATEMENTS: Final = frozenset({"government_requests", "safeguard_figures"})
_LOG: Final = logging.getLogger("vedette.transparency")
_KIND: Final = "transparency"
_NAME: Final = re.compile(r"[a-z][a-z0-9_.-]{0,59}")
_NUMBERS: Final = 50


class Published(Struct, frozen=True, kw_only=True):
    """A report as it is published."""

    month: str
    page: str
    """The report: JSON."""
    note: str
    """The signature over what it is of, and over its digest."""


@dataclass(slots=True)
class Transparency:
    """All reports there are, over one ledger."""

    book: Book
    documents: Documents
    clock: Clock
    _busy: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {"transparency.publish": self.publish, "transparency.state": self.state}

    def publish(self, request: asked.PublishMonth, work: Work) -> answers.MonthPublished:
        """Publish a month.

        Raises:
            BadInput: it is none, or is not over; or it is published: a report is never replaced.

        """
        del work
        wanted, now = month(request.month), self._now()
        if wanted.end > now:
            raise BadInput(f"{wanted.name} is not over", hint="publish it when it is")
        if self.get(wanted.name) is not None:
            raise BadInput(f"{wanted.name} is published", hint="a report stands; correct it in the next one")
        return self._published(wanted, now)

    def state(self, request: asked.StateNumbers, work: Work) -> answers.NumbersStated:
        """Put numbers on the record: the entry of this very run carries them."""
        del work
        if request.about not in STATEMENTS:
            raise BadInput(
                f"no statement is about {request.about[:40]!r}",
                hint=f"one of {', '.join(sorted(STATEMENTS))}",
            )
        names = request.numbers
        if not 0 < len(names) <= _NUMBERS or not all(map(_NAME.fullmatch, names)):
            raise BadInput("the numbers have no names", hint=f"1 to {_NUMBERS}, like received=0")
        return answers.NumbersStated(about=request.about, numbers=names)

    def months(self) -> list[str]:
        """Return the months that are published, the newest first."""
        return sorted((one.key for one in self.documents.all(_KIND)), reverse=True)

    def get(self, name: str) -> Published | None:
        """Return a report that is published."""
        found = self.documents.get(_KIND, name)
        return None if found is None else codec.load(found.value, Published, name=f"report {name}")

    def chore(self) -> Callable[[float], object]:
        """Return what publishes each month by itself once it is over: aside, as counting takes a while."""

        def due(now: float) -> None:
            over = month_before(now)
            if self.get(over.name) is None and self._began_before(over):
                threading.Thread(target=self._aside, args=(over, now), daemon=True).start()

        return due

    def close(self) -> None:
        """Publish nothing more by itself; wait for what is being published: it needs what is closed next."""
        with self._busy:
            self._closed = True

    def _aside(self, wanted: Month, now: float) -> None:
        if self._busy.acquire(blocking=False):
            try:
                if not self._closed:
                    self._published(wanted, now)
            except VedetteError as error:  # the next chore tries again
                _LOG.warning("the report of %s was not published: %s", wanted.name, error)
            finally:
                self._busy.release()

    def _published(self, wanted: Month, now: float) -> answers.MonthPublished:
        note = publisher_of(self.book).publish(now)
        at = checkpoint_of(note)
        head = Head(origin=at.origin, size=at.size, root=at.root.hex())
        report = report_of(counted(self.book.ledger.entries(0, at.size), wanted), head)
        page = report.page()
        kept = Published(
            month=wanted.name, page=page.decode(), note=signed(report, page, key_of(self.book)).decode()
        )
        self.documents.put(_KIND, wanted.name, codec.dump(kept), expect=0)
        return answers.MonthPublished(
            month=wanted.name, entries=at.size, digest=hashlib.sha256(page).hexdigest()
        )

    def _began_before(self, over: Month) -> bool:
        """Whether the ledger had entries in a month: its first is from before the month's end."""
        return any(entry_of(leaf).time < over.end for leaf in self.book.ledger.entries(0, 1))

    def _now(self) -> float:
        return self.clock.now().timestamp()
