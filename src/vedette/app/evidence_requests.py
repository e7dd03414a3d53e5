"""What can be asked about evidence another provider gives of somebody."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.app import evidence_answers as answers
from vedette.app.asking import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class AskEvidence(Request[answers.EvidenceAsked]):
    """Begin to show who one is at a provider."""

    provider: str
    """Its issuer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowEvidence(Request[answers.EvidenceTold]):
    """Show the ID token a provider gave for a nonce."""

    nonce: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEvidence(Request[answers.EvidenceListed]):
    """List the providers there are, and what the caller has shown."""
