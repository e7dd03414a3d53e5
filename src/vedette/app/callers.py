"""Who stands before the gate, as one request shows it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from vedette.access.nouns import Kind, Subject, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A subject, and what this one request shows of it."""

    subject: Subject
    bound: bool
    """Whether the request was signed with the key its token is bound to; the owner needs none."""
    purpose: str = ""
    """What the session is for; chosen when it began."""
    team: str = ""


def owner() -> Caller:
    """Return whoever runs this process on their own machine."""
    subject = Subject(id=f"local:{os.getuid()}", kind=Kind.OWNER, tier=Tier.T2, roles=("operator",))
    return Caller(subject=subject, bound=True, purpose="own_code")


def stranger() -> Caller:
    """Return somebody who showed nothing."""
    return Caller(subject=Subject(id="", kind=Kind.STRANGER), bound=False)
