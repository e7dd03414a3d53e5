"""Who stands before the gate, as one request shows it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from vedette.access.nouns import Kind, Risk, Subject, Tier

if TYPE_CHECKING:
    from vedette.access.tokens.claims import Claims


class Caller(Struct, frozen=True, kw_only=True):
    """A subject, and what this one request shows of it."""

    subject: Subject
    bound: bool
    """Whether the request was signed with the key its token is bound to; the owner needs none."""
    purpose: str = ""
    """What the session is for; chosen when it began."""
    cap: Risk = Risk.C4
    """The highest class, whatever the tier: of the organisation acted for and the seat sat in."""
    suspended: bool = False
    tainted: bool = False
    """Whether a program of ours asks this for the caller, after it read something from outside."""
    claims: Claims | None = None
    """What the token says; None for the owner and for strangers."""
    network: str = ""
    """Where the request came from, truncated: a /24 or a /48; empty where that is not known."""


def owner() -> Caller:
    """Return whoever runs this process on their own machine."""
    subject = Subject(id=f"local:{os.getuid()}", kind=Kind.OWNER, tier=Tier.T2, roles=("operator",))
    return Caller(subject=subject, bound=True, purpose="own_code")


def stranger() -> Caller:
    """Return somebody who showed nothing."""
    return Caller(subject=Subject(id="", kind=Kind.STRANGER), bound=False)
