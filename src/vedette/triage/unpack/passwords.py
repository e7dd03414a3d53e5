"""The passwords tried on what is locked: the user's, then the three people who exchange samples use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vedette.triage.allowance import Allowance

CUSTOMARY: Final = ("infected", "virus", "malware")


def candidates(given: Sequence[str], allowance: Allowance) -> tuple[str, ...]:
    """Return all that are tried, in order, each once."""
    return tuple(dict.fromkeys((*given[: allowance.bounds.passwords], *CUSTOMARY)))


def opened_by(password: str) -> str:
    """Return the note on a member that was locked."""
    return f"opened with the password {password!r}"


LOCKED: Final = "locked with a password that was not given"
