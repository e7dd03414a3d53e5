"""Who does what is asked of a ledger itself: loaded when it is asked for, as signatures take a while."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from vedette.app.asking import Countable
from vedette.app.clock import Clock
from vedette.app.gate import Handler
from vedette.app.ledgers import Book

AT_HOME: Final = ("verify", "export", "receipt", "witness")
"""What is done on one's own machine, with its files."""
SERVED: Final = (*AT_HOME, "fetch")


def handlers(book: Book, clock: Clock, names: Iterable[str] = AT_HOME) -> dict[str, Handler]:
    """Say who does the work of each capability."""

    def does(name: str) -> Handler:
        def handle(request: Any, work: Any) -> Countable:  # noqa: ANN401 - the table pairs them
            from vedette.app.bookkeeping import Bookkeeping  # noqa: PLC0415

            answer: Countable = getattr(Bookkeeping(book, clock), name)(request, work)
            return answer

        return handle

    return {f"ledger.{name}": does(name) for name in names}
