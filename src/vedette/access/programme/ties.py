"""What the living world says about people: where they belong, who brought them in, what they have proved.

A case is a record of what was done. Whether it is worth something now depends on this.
"""

from __future__ import annotations

from typing import Final, Protocol

from msgspec import Struct


class Proved(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody, and the organisation they act for, have proved at one moment."""

    level: int = 0
    """How far the person's identity is proved, 0 to 3."""
    until: float = 0.0
    """When the last proof that goes so far ends, in seconds since the epoch."""
    met: bool = False
    """Whether people saw their face, by video or in a room."""
    records: tuple[str, ...] = ()
    """What the proofs of the person and of the organisation are about."""


class Ties(Protocol):
    """Answers about people and organisations as they are now."""

    def orgs(self, person: str) -> tuple[str, ...]:
        """Return every organisation a person belongs to."""
        ...

    def inviter(self, person: str) -> str:
        """Return who brought a person in; empty where nobody did."""
        ...

    def belongs(self, person: str, org: str, now: float) -> bool:
        """Tell whether a person still belongs to an organisation, and neither of them is suspended."""
        ...

    def speaks(self, person: str, org: str, now: float) -> bool:
        """Tell whether a person still speaks for an organisation, and neither of them is suspended."""
        ...

    def reviews(self, person: str, now: float) -> bool:
        """Tell whether a person is a reviewer still, and not suspended."""
        ...

    def changed(self, org: str) -> float:
        """Return when an organisation last changed hands, in seconds since the epoch; 0 for never."""
        ...

    def founded(self) -> float:
        """Return when the programme is, or was, no longer being founded, in seconds since the epoch."""
        ...

    def proved(self, person: str, org: str, now: float) -> Proved:
        """Return what a person, and the organisation they act for, have proved."""
        ...


class Untied:
    """Nobody belongs anywhere and nothing was proved: no grant that needs a sponsor is worth anything."""

    def orgs(self, person: str) -> tuple[str, ...]:
        """Return none."""
        del person
        return ()

    def inviter(self, person: str) -> str:
        """Return nobody."""
        del person
        return ""

    def belongs(self, person: str, org: str, now: float) -> bool:
        """Deny it."""
        del person, org, now
        return False

    def speaks(self, person: str, org: str, now: float) -> bool:
        """Deny it."""
        del person, org, now
        return False

    def reviews(self, person: str, now: float) -> bool:
        """Deny it."""
        del person, now
        return False

    def changed(self, org: str) -> float:
        """Return never."""
        del org
        return 0.0

    def founded(self) -> float:
        """Return the beginning of time."""
        return 0.0

    def proved(self, person: str, org: str, now: float) -> Proved:
        """Return nothing."""
        del person, org, now
        return Proved()


UNTIED: Final = Untied()
