"""The first days of a programme, when nobody is there yet to appoint anybody: they end once, and for good.

While it is being founded, an operator makes reviewers freely. It ends 14 days after it began, or when the
operator closes it, but not before there were two reviewers of two organisations, without whom nobody could
ever be appointed. That there were is noted once: who suspends one of them afterwards keeps nothing open.
What took a sponsor and was given meanwhile has to be confirmed within 14 days after.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.programme.criteria import FOUNDING
from vedette.access.programme.kept import Nouns
from vedette.core.errors import Refused

_ONE: Final = "programme"
NOT_YET: Final = float("inf")


class Founding(Struct, frozen=True, kw_only=True):
    """When a programme began, and when it was no longer being founded."""

    id: str = _ONE
    began: float
    closed: float = 0.0
    """Seconds since the epoch; 0 while it is being founded."""
    ready: float = 0.0
    """When there were reviewers of two organisations first; 0 while there were not."""


def due(known: Founding, now: float) -> bool:
    """Tell whether the founding ends by itself now."""
    return not known.closed and bool(known.ready) and now >= known.began + FOUNDING


class Foundings:
    """The one there is, in its document."""

    def __init__(self, documents: Documents, enough: Callable[[float], bool]) -> None:
        """Take where it is kept, and what tells whether there are reviewers of two organisations."""
        self._kept = Nouns(documents, "founding", Founding, lambda _: ())
        self._enough = enough

    def begin(self, now: float) -> Founding:
        """Note that the programme began, if it did not before."""
        return self._kept.change(_ONE, lambda known: known or Founding(began=now))

    def open(self, now: float) -> bool:
        """Tell whether the programme is being founded; if its time is over, it ends here and for good."""
        known = self._kept.get(_ONE) or self.begin(now)
        if not known.closed and not known.ready and self._enough(now):
            known = self._kept.change(_ONE, lambda one: replace(one or known, ready=now))
        if due(known, now):
            known = self._kept.change(_ONE, lambda one: replace(one or known, closed=now))
        return not known.closed

    def close(self, now: float) -> Founding:
        """End it now.

        Raises:
            Refused: it is over, or nobody could be appointed afterwards.

        """
        if not self.open(now):
            raise Refused("the founding is over", hint="nothing is left to close")
        if not self._enough(now):
            raise Refused(
                "there are no two reviewers of two organisations",
                hint="invite them first: without them nobody can ever be appointed",
            )
        return self._kept.change(_ONE, lambda known: replace(known or Founding(began=now), closed=now))

    def ended(self) -> float:
        """Return when it was over, in seconds since the epoch; `NOT_YET` while it is not."""
        known = self._kept.get(_ONE)
        return known.closed if known is not None and known.closed else NOT_YET
