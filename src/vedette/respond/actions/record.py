"""An action as its events left it, and what may follow on what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from vedette.core.actions import Action, ActionState, Done
from vedette.respond.events import (
    ActionApproved,
    ActionMoved,
    ActionProposed,
    ActionStep,
    ActionTried,
    Event,
    What,
)

_S: Final = ActionState
MAY_FOLLOW: Final[Mapping[ActionState, frozenset[ActionState]]] = {
    _S.PROPOSED: frozenset({_S.TRIED, _S.RUNNING, _S.DROPPED}),
    _S.TRIED: frozenset({_S.TRIED, _S.RUNNING, _S.DROPPED}),
    _S.RUNNING: frozenset({_S.DONE, _S.FAILED, _S.UNDOING}),
    _S.DONE: frozenset({_S.VERIFIED, _S.UNDOING}),
    _S.VERIFIED: frozenset({_S.DONE, _S.UNDOING}),
    _S.FAILED: frozenset({_S.UNDOING}),
    _S.UNDOING: frozenset({_S.UNDOING, _S.UNDONE, _S.STUCK}),
    _S.STUCK: frozenset({_S.UNDOING}),
    _S.UNDONE: frozenset(),
    _S.DROPPED: frozenset(),
}
"""What is not here does not happen: a second run of the same action, a way back from one that never ran."""
HALF_DONE: Final = frozenset({_S.RUNNING, _S.FAILED, _S.UNDOING, _S.STUCK})
"""Found after a break, somebody has to look."""


def folded(events: Iterable[Event]) -> Action | None:
    """Return the action these events are about; None: they begin no action."""
    action: Action | None = None
    for event in events:
        action = after(action, event.what, event.at, event.by)
    return action


def after(action: Action | None, what: What, at: str, by: str) -> Action | None:
    """Return the action after one event more; what is about no action, or another one, changes nothing."""
    if isinstance(what, ActionProposed):
        if action is not None:
            return action
        return Action(id=what.id, plan=what.plan, proposed_by=by, proposed_at=at)
    if action is None or getattr(what, "id", "") != action.id:
        return action
    return msgspec.structs.replace(action, **_changes(action, what))


def _changes(action: Action, what: What) -> dict[str, object]:
    match what:
        case ActionTried():
            untouched = action.state in {_S.PROPOSED, _S.TRIED}
            return {"why": what.said, "state": _S.TRIED} if untouched else {}
        case ActionApproved():
            return {
                "decisions": (*action.decisions, what.decision),
                "approved_by": (*action.approved_by, what.by),
            }
        case ActionStep():
            return {"done": (*action.done, what.done)}
        case ActionMoved():
            return {"state": what.state, "why": what.why, "ends": what.ends or action.ends}
        case _:
            return {}


def halves(action: Action) -> tuple[Done, ...]:
    """Return the steps that were begun, and of which nobody wrote down how they ended."""
    begun: dict[tuple[int, bool], Done] = {}
    for one in action.done:
        if one.begun:
            begun[one.step, one.undoing] = one
        else:
            begun.pop((one.step, one.undoing), None)
    return tuple(begun.values())
