"""What members can ask about themselves, and admins about their organisation: one row each."""

from __future__ import annotations

from typing import Any, Final

from vedette.access.nouns import Risk
from vedette.app import member_requests as member
from vedette.app.capability import Capability

_OWN: Final = "the caller's own account, and their entries of the ledger"
_LOOK: Final = 20
"""What a look at a part of the ledger counts: five thousand a day."""
_WHOLE: Final = 5000
"""What a look at all of it counts: twenty a day."""
ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="member.grants",
        does="show what the caller may do, why, and when that ends",
        reads=_OWN,
        risk=Risk.C0,
        request=member.ShowGrants,
        cost_unit="accounts",
        self_service=True,
        redress=True,
    ),
    Capability(
        id="member.uses",
        estimate=_LOOK,
        does="list what was done in the caller's name, with the entry of the ledger that proves it",
        reads=_OWN,
        risk=Risk.C0,
        request=member.ListUses,
        cost_unit="pages",
        self_service=True,
        redress=True,
    ),
    Capability(
        id="member.alerts",
        does="list what the caller should hear of: new keys and networks, failed logins, measures",
        reads=_OWN,
        risk=Risk.C0,
        request=member.ListAlerts,
        cost_unit="pages",
        self_service=True,
        redress=True,
    ),
    Capability(
        id="member.know",
        does="note that the caller knows of an alert",
        reads=_OWN,
        risk=Risk.C0,
        request=member.KnowAlert,
        cost_unit="alerts",
        self_service=True,
        redress=True,
        changes=True,
        human_only=True,
    ),
    Capability(
        id="member.feed",
        estimate=_LOOK,
        does="show an admin what was done on behalf of their own organisation",
        reads="the organisation's entries of the ledger, and who its people are",
        risk=Risk.C0,
        request=member.ShowFeed,
        cost_unit="pages",
        self_service=True,
        redress=True,
        human_only=True,
    ),
    Capability(
        id="member.export",
        does="hand over everything held about the caller",
        reads=_OWN,
        risk=Risk.C0,
        request=member.ExportMe,
        cost_unit="exports",
        estimate=_WHOLE,
        quotes=True,
        self_service=True,
        redress=True,
        human_only=True,
    ),
    Capability(
        id="member.erase",
        does="delete the caller's account, and what ties them to the ledger",
        reads=_OWN,
        risk=Risk.C0,
        request=member.EraseMe,
        cost_unit="accounts",
        self_service=True,
        redress=True,
        needs_step_up=True,
        changes=True,
        human_only=True,
    ),
)
