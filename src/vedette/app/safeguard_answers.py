"""What is answered about texts that wait for a person."""

from __future__ import annotations

from collections.abc import Mapping

from vedette.app.asking import Told


class HeldTold(Told, frozen=True, kw_only=True):
    """One request whose text waits for a person, or waited."""

    held: str
    decision: str
    """Of the refusal: an appeal names it."""
    person: str
    capability: str
    risk: str
    signals: dict[str, int]
    """The numbers, from 0 to 100, that made it wait."""
    made: float
    state: str
    """waiting, let_through, over or confirmed."""
    reason: str = ""
    """What whoever looked said."""
    until: float = 0.0
    """Until when this one request may be made, where it was let through."""
    agent: str = ""
    """Which program asked, if one did."""
    may: str = ""
    """Why the caller may not decide it; empty where they may, or see only their own."""

    def counts(self) -> Mapping[str, int | str]:
        """Say what became of it."""
        return {"held": self.held, "state": self.state}


class HeldListed(Told, frozen=True, kw_only=True):
    """Texts, the first held first."""

    held: tuple[HeldTold, ...]


class HeldOpened(Told, frozen=True, kw_only=True):
    """One text, for whoever decides about it."""

    held: HeldTold
    text: str
    """What was written; empty once it is gone, a week after."""

    def counts(self) -> Mapping[str, int | str]:
        """Say which, and nothing of what it says."""
        return {"held": self.held.held}
