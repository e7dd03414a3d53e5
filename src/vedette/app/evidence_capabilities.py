"""What can be asked about evidence another provider gives of somebody: one row each."""

from __future__ import annotations

from typing import Any, Final

from vedette.access.nouns import Risk
from vedette.app import evidence_requests as evidence
from vedette.app.capability import Capability

_OWN: Final = "the caller's own account"

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="evidence.start",
        does="begin to show who one is at another provider",
        reads=_OWN,
        risk=Risk.C0,
        request=evidence.AskEvidence,
        cost_unit="questions",
        self_service=True,
        human_only=True,
        changes=True,
    ),
    Capability(
        id="evidence.show",
        does="take note of what another provider says of the caller",
        reads=_OWN,
        risk=Risk.C0,
        request=evidence.ShowEvidence,
        cost_unit="tokens",
        self_service=True,
        human_only=True,
        changes=True,
    ),
    Capability(
        id="evidence.list",
        does="list providers, and what the caller has shown",
        reads=_OWN,
        risk=Risk.C0,
        request=evidence.ListEvidence,
        cost_unit="rows",
        self_service=True,
        human_only=True,
    ),
)
