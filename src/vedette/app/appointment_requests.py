"""What can be asked about offices: who is proposed, who agrees, who speaks for an organisation."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.app import appointment_answers as answers
from vedette.app.asking import Request
from vedette.app.programme_answers import AppointmentTold


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint(Request[AppointmentTold]):
    """Propose somebody for an office."""

    person: str
    office: str
    """reviewer or operator"""
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree(Request[AppointmentTold]):
    """Agree to somebody who is proposed, or object."""

    appointment: str
    agree: bool
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit(Request[answers.Admitted]):
    """Let somebody of the caller's own organisation speak for it too."""

    person: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFounding(Request[answers.FoundingClosed]):
    """Say that the programme is founded: from now on, offices are given by appointment only."""
