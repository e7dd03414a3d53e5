"""What can be asked about actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from vedette.app.action_answers import ActionsShown, ActionTold, ActionTriedOut, KindsListed
from vedette.app.asking import Request
from vedette.core.actions import ActionKind


class ListKinds(Request[KindsListed], Struct, frozen=True, kw_only=True):
    """List what can be done about an attack."""


class PlanAction(Request[ActionTold], Struct, frozen=True, kw_only=True):
    """Plan an action, and keep the plan; nothing is changed."""

    kind: ActionKind
    target: str
    adapter: str = "local"
    """In a service, the name of a way the operator wrote down."""
    parameters: dict[str, str] = {}
    minutes: int | None = None
    incident: str = ""


class ShowActions(Request[ActionsShown], Struct, frozen=True, kw_only=True):
    """Show one action, or several."""

    action: str = ""
    """Its id; without one, all those of `which`."""
    which: Literal["all", "half-done", "due"] = "all"
    look: bool = False
    """Whether to look how things really are."""


class TryAction(Request[ActionTriedOut], Struct, frozen=True, kw_only=True):
    """See what running it would meet; nothing is changed."""

    action: str
    done_by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Request[ActionTold]):
    """Do a plan, take it back, or decide against it."""

    action: str
    digest: str
    """Of the plan that was seen and agreed to; at home its beginning, which stands in the id, will do."""
    does: Literal["run", "undo", "drop"] = "run"
    target: str = ""
    """In a service: the asset it is done on, which the caller's organisation proved."""
    says: str = ""
    """In a service: what the plan says it does, as whoever agrees to it reads it; it has to be just that."""
    done_by_hand: bool = False
    """Whether a person says that they did what only a person can do."""
    why: str = ""
