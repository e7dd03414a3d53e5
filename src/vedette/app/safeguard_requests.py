"""What can be asked about texts that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.app import safeguard_answers as answers
from vedette.app.asking import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHeld(Request[answers.HeldListed]):
    """List the caller's own texts that were held; for reviewers, also those that wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHeld(Request[answers.HeldOpened]):
    """Read one text, as a reviewer."""

    held: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHeld(Request[answers.HeldTold]):
    """Let this one request through, or confirm that it is not to be answered."""

    held: str
    let_through: bool
    reason: str
