"""What comes out of a container: a member with its bytes, or a word on why it could not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

from msgspec import Struct

from vedette.core.errors import BadInput, LimitHit
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.causes import Cause, Damaged, skip
from vedette.triage.sample import Sample

_HINT: Final = "is it whole?"


class Member(Struct, frozen=True):
    """One thing that lay in another."""

    name: str
    data: bytes
    note: str = ""
    """What is to be said of it: which password opened it, that its head and the directory differ."""


class Unpacker(Protocol):
    """What a module of this package offers for its format; names are as the container has them."""

    def __call__(
        self, sample: Sample, allowance: Allowance, passwords: Sequence[str]
    ) -> Iterable[Member | Skipped]:
        """Yield what lies inside."""


def broken(what: str) -> BadInput:
    """Return the error for bytes that are not what they should be."""
    return Damaged(what, hint=_HINT)


def is_spent(allowance: Allowance) -> bool:
    """Tell whether the whole examination has no more bytes or steps left."""
    return allowance.bytes_used > allowance.bounds.total_bytes or allowance.fuel_used > allowance.bounds.fuel


def skipped(name: str, why: str | Exception, cause: Cause = Cause.OTHER) -> Skipped:
    """Say that one member could not be looked at; whoever asks puts the container's name before it."""
    return skip(name, why, cause=cause)


def attempt(made: Iterable[Member], name: str, allowance: Allowance) -> Iterator[Member | Skipped]:
    """Yield what one entry gives; what is wrong with it alone is one skip, and the rest goes on.

    Raises:
        LimitHit: nothing is left for the rest either.

    """
    try:
        yield from made
    except LimitHit as error:
        if is_spent(allowance):
            raise
        yield skipped(name, error)
    except BadInput as error:
        yield skipped(name, error)
