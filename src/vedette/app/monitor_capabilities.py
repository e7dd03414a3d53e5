"""What can be asked of the watch: one row each; what a person decides, one for each office that may."""

from __future__ import annotations

from typing import Any, Final

from vedette.access.nouns import Risk
from vedette.app import monitor_requests as monitor
from vedette.app.capability import Capability

_ROLES: Final = ("operator", "reviewer")
_SAID: Final[tuple[tuple[str, str, type[Any]], ...]] = (
    ("decide", "notify, pause or suspend somebody, with a reason and an end", monitor.Decide),
    ("agree", "agree to suspend an organisation", monitor.Agree),
    ("lift", "end a measure before its time", monitor.Lift),
)


def _decided(word: str, does: str, request: type[Any], role: str) -> Capability[Any]:
    """Return a row for one role: an operator's is plain, a reviewer's says so in its name."""
    return Capability(
        id=f"monitor.{word}" if role == "operator" else f"monitor.review_{word}",
        does=f"{does}, as {'an operator' if role == 'operator' else 'a reviewer'}",
        reads="measures, and whom they are about",
        risk=Risk.C0,
        request=request,
        cost_unit="decisions",
        role=role,
        needs_step_up=True,
        human_only=True,
        changes=True,
    )


ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="monitor.list",
        does="list measures: one's own, or for operators and reviewers all that are in force",
        reads="measures",
        risk=Risk.C0,
        request=monitor.ListMeasures,
        cost_unit="pages",
        self_service=True,
        redress=True,
    ),
    *(_decided(*one, role) for role in _ROLES for one in _SAID),
    Capability(
        id="disclosure.record",
        does="write down who was told of a finding, that it is fixed, or that it is one's own",
        reads="the caller's disclosures",
        risk=Risk.C0,
        request=monitor.RecordDisclosure,
        cost_unit="disclosures",
        self_service=True,
        redress=True,
        human_only=True,
        changes=True,
    ),
    Capability(
        id="disclosure.list",
        does="list findings, and who was told of them",
        reads="the caller's disclosures",
        risk=Risk.C0,
        request=monitor.ListDisclosures,
        cost_unit="pages",
        self_service=True,
        redress=True,
    ),
)
