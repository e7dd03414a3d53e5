"""What can be asked in an emergency: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import emergency_requests as emergency
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="glass.break",
        does="act first in an incident, and be reviewed within three days",
        reads="what the caller's organisation has proved",
        risk=Risk.C0,
        request=emergency.BreakGlass,
        cost_unit="uses",
        self_service=True,
        needs_step_up=True,
        human_only=True,
        changes=True,
    ),
    Capability(
        id="glass.close",
        does="end an emergency before its time",
        reads="a use of break-glass",
        risk=Risk.C0,
        request=emergency.CloseGlass,
        cost_unit="uses",
        self_service=True,
        human_only=True,
        changes=True,
    ),
    Capability(
        id="glass.list",
        does="list emergencies of the caller, or those that wait for their review",
        reads="uses of break-glass",
        risk=Risk.C0,
        request=emergency.ListGlasses,
        cost_unit="uses",
        self_service=True,
        redress=True,
        human_only=True,
    ),
    Capability(
        id="glass.review",
        does="say afterwards whether an emergency was one",
        reads="a use of break-glass",
        risk=Risk.C0,
        request=emergency.ReviewGlass,
        cost_unit="reviews",
        role="reviewer",
        needs_step_up=True,
        human_only=True,
        changes=True,
    ),
)
