"""Duties to tell somebody about an incident: from when, until when, and whether it was done."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class DutyState(StrEnum):
    """How a duty stands."""

    OPEN = "open"
    TOLD = "told"
    NOT_APPLICABLE = "not_applicable"
    """Somebody decided so, and said why."""


class Duty(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that has to be told to somebody until a moment."""

    id: str
    """Of the row in the table of duties: gdpr-33."""
    name: str
    whom: str
    """Whom it has to be told."""
    law: str
    """Article and source, with the date somebody last looked."""
    trigger: str
    """What starts the clock, in words."""
    started: str = ""
    """RFC 3339, UTC; empty while that has not happened."""
    due: str = ""
    """RFC 3339, UTC; empty where the law names no time."""
    state: DutyState = DutyState.OPEN
    why: str = ""
    """Why it applies, or does not."""
    ended: str = ""
    proof: str = ""
    """What shows that it was told: a receipt, a reference."""
