"""Why something could not be looked at, as a kind: what is told on one line goes by that, not by words."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from vedette.core.errors import BadInput, LimitHit
from vedette.core.nouns import Skipped


class Cause(StrEnum):
    """What sort of reason it is."""

    OTHER = "other"
    DAMAGED = "damaged"
    """Its bytes are not what they should be."""
    CRAFTED = "crafted"
    """Only who wants to do harm makes it so, and with very many members."""
    LARGE = "large"
    """It is larger than one thing may be."""
    SPENT = "spent"
    """A bound of the whole examination: all that is left reaches it, too."""


class Damaged(BadInput):
    """Bytes are not what they should be."""


class Grown(LimitHit):
    """Far more comes out than went in."""


class Large(LimitHit):
    """One thing is larger than one may be."""


class Spent(LimitHit):
    """The whole examination may use no more of something."""


class Skip(Skipped, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A skip with its cause, as long as it is not in a report."""

    cause: Cause = Cause.OTHER


_CAUSES: Final[dict[type, Cause]] = {
    Damaged: Cause.DAMAGED,
    Grown: Cause.CRAFTED,
    Large: Cause.LARGE,
    Spent: Cause.SPENT,
}


def skip(what: str, why: str | Exception, *, partial: bool = False, cause: Cause = Cause.OTHER) -> Skip:
    """Say that something could not be looked at; an error knows its cause by itself."""
    return Skip(what=what, why=str(why), partial=partial, cause=_CAUSES.get(type(why), cause))


def cause_of(one: Skipped) -> Cause:
    """Return the cause of a skip; whoever gave none has no special one."""
    return one.cause if isinstance(one, Skip) else Cause.OTHER
