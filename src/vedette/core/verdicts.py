"""What we think of something handed to us, and by which behaviours; what it would take to think otherwise."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Verdict(StrEnum):
    """How hostile a thing looks, mildest first."""

    BENIGN = "benign"
    """Nothing in it speaks against it; what was not looked at is listed in the report."""
    UNUSUAL = "unusual"
    """It does something few of its kind do; there is an ordinary reason for it."""
    SUSPICIOUS = "suspicious"
    """Somebody should look before it runs."""
    MALICIOUS = "malicious"
    """What it does has hardly an ordinary reason."""


class Judgement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The verdict on one thing handed in: a file with all that lies in it, or a package."""

    artefact: str
    """Digest of the thing."""
    name: str
    kind: str
    """What it is, in words: a PowerShell script, a Python package."""
    verdict: Verdict
    summary: str
    """What it does, in a sentence or two."""
    reasons: tuple[str, ...] = ()
    """Why this verdict: which published rule gave it, and what that rests on."""
    behaviours: tuple[str, ...] = ()
    """Fingerprints of the findings it rests on, the gravest first."""
    changes: tuple[str, ...] = ()
    """What would change our mind."""
    inside: int = 0
    """How many things were found in it: members of archives, decoded layers."""
