"""What can be asked about actions."""

from __future__ import annotations

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


class Act(Request[ActionTold], Struct, frozen=True, kw_only=True):
    """Do a plan, take it back, or decide against it."""

    action: str
    digest: str
    """Of the plan that was seen and agreed to; at home its beginning, which stands in the id, will do."""
    does: Literal["run", "undo", "drop"] = "run"
    target: str = ""
    """In a service: whose asset it is done on."""
    done_by_hand: bool = False
    """Whether a person says that they did what only a person can do."""
    why: str = ""
