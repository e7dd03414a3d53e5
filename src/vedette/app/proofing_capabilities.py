"""What can be asked about proofs of who people and organisations are: one row each."""

from __future__ import annotations

from typing import Any, Final

from vedette.access.nouns import Risk
from vedette.app import proofing_requests as proofing
from vedette.app.capability import Capability

_OWN: Final = "the caller's own account"
_LOOKS: Final = frozenset(("list", "organisation"))
_REDRESS: Final = frozenset(("list", "withdraw", "appeal"))
"""What somebody suspended may still do."""
_SITTING: Final = "a wish to be seen, and nothing of the document"


def _own(name: str, does: str, request: type[Any], unit: str) -> Capability[Any]:
    """Return the row of something about oneself."""
    return Capability(
        id=f"proofing.{name}",
        does=does,
        reads=_OWN,
        risk=Risk.C0,
        request=request,
        cost_unit=unit,
        self_service=True,
        redress=name in _REDRESS,
        changes=name not in _LOOKS,
        human_only=True,
    )


def _office(name: str, does: str, request: type[Any], unit: str) -> Capability[Any]:
    """Return the row of something a reviewer does."""
    return Capability(
        id=f"proofing.{name}",
        does=does,
        reads=_SITTING if unit == "sittings" else "what is known of an organisation",
        risk=Risk.C0,
        request=request,
        cost_unit=unit,
        role="reviewer",
        needs_step_up=True,
        changes=True,
        human_only=True,
    )


ROWS: Final[tuple[Capability[Any], ...]] = (
    _own("list", "list what the caller has shown, and what can be shown", proofing.ListProofs, "rows"),
    _own("ask", "ask two reviewers to see who the caller is", proofing.AskSitting, "sittings"),
    _own("phrase", "draw the phrase to say while a reviewer looks", proofing.DrawPhrase, "phrases"),
    _own("withdraw", "ask no longer to be seen", proofing.WithdrawSitting, "sittings"),
    _own(
        "appeal",
        "ask somebody else to look at a reviewer's no to who one is",
        proofing.AppealSitting,
        "appeals",
    ),
    _own("ask_credential", "begin to show a credential", proofing.AskCredential, "questions"),
    _own(
        "show_credential", "take note of a credential of the caller", proofing.ShowCredential, "credentials"
    ),
    _office("seat", "say that one will look who somebody is", proofing.TakeSeat, "sittings"),
    _office("attest", "say what one saw of somebody", proofing.Attest, "sittings"),
    _office("hear", "answer an appeal against a no to who somebody is", proofing.HearSitting, "sittings"),
    _own(
        "organisation",
        "say what is known of one's organisation, or for reviewers of any, that it did not say",
        proofing.ShowOrganisation,
        "organisations",
    ),
    _office("call_back", "note that one called an organisation back", proofing.CallBack, "calls"),
    _office("look_up", "note that an organisation stands in a register", proofing.LookUp, "registers"),
)
