"""What can be asked about offices: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import appointment_requests as asked
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="access.appoint",
        does="propose somebody for an office",
        reads="a person",
        risk=Risk.C0,
        request=asked.Appoint,
        cost_unit="proposals",
        role="operator",
        changes=True,
        needs_step_up=True,
        human_only=True,
    ),
    Capability(
        id="access.agree",
        does="agree to somebody who is proposed for an office, or object",
        reads="a proposal",
        risk=Risk.C0,
        request=asked.Agree,
        cost_unit="reviews",
        role="reviewer",
        changes=True,
        needs_step_up=True,
        human_only=True,
    ),
    Capability(
        id="access.admit",
        does="let somebody of the caller's own organisation speak for it too",
        reads="the caller's own organisation",
        risk=Risk.C0,
        request=asked.Admit,
        cost_unit="people",
        self_service=True,
        changes=True,
        needs_step_up=True,
        human_only=True,
    ),
    Capability(
        id="access.close_founding",
        does="say that the programme is founded: offices are given by appointment only",
        reads="nothing",
        risk=Risk.C0,
        request=asked.CloseFounding,
        cost_unit="programmes",
        role="operator",
        changes=True,
        needs_step_up=True,
        human_only=True,
    ),
)
