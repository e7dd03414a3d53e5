"""What an incident adds: actions that were taken or only planned, and duties to tell somebody."""

from __future__ import annotations

from vedette.core.actions import Action, ActionState
from vedette.core.clocks import Duty, DutyState
from vedette.core.incidents import Incident
from vedette.core.levels import Confidence
from vedette.explain.facts.item import Item, tame


def action_item(action: Action) -> Item:
    """Make an item of an action; its mark says how far it got."""
    return Item(
        kind="action",
        ref=action.id,
        situation=f"action_{action.plan.kind.value.replace('-', '_')}",
        confidence=Confidence.PROVEN if action.state is ActionState.VERIFIED else Confidence.LIKELY,
        names={"thing": (tame(action.plan.target.name),)},
        first=action.done[-1].at if action.done else action.proposed_at,
        marks=frozenset(("action", f"action_{_reached(action.state)}")),
        texts=(action.plan.does, action.plan.breaks, action.plan.undoes),
    )


def _reached(state: ActionState) -> str:
    if state in {ActionState.VERIFIED, ActionState.DONE}:
        return state.value
    return "undone" if state is ActionState.UNDONE else "open"


def duty_item(duty: Duty) -> Item:
    """Make an item of a duty."""
    is_open = duty.state is DutyState.OPEN
    return Item(
        kind="duty",
        ref=duty.id,
        situation="duty",
        confidence=Confidence.LIKELY,
        names={"duty": (tame(duty.name),)},
        first=duty.due,
        marks=frozenset(("duty", *(("duty_open",) if is_open and duty.due else ()))),
        texts=(duty.name, duty.whom, duty.law, duty.trigger),
    )


def response_items(incident: Incident) -> tuple[Item, ...]:
    """Return what was done and what has to be told."""
    return (*map(action_item, incident.actions), *map(duty_item, incident.duties))
