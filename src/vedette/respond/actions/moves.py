"""What comes next in an action, and what is written down about it: outcomes in, events out.

Nothing is done here. Each step is on the record before it begins and again when it ended, so that a break at
any moment leaves a record that says which step somebody has to look at.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from vedette.core.actions import Action, ActionState, Done, PlanStep
from vedette.respond.actions.record import halves
from vedette.respond.events import ActionMoved, ActionStep, What

ALREADY: Final = "already"
"""As how things stood before: it was so, and is left so."""
_SAID_MOST: Final = 2000
_BEFORE_MOST: Final = 8000


class Turn(StrEnum):
    """What whoever runs the action does next."""

    DO = "do"
    UNDO = "undo"
    LOOK = "look"
    """A step was begun, and nobody knows how it ended."""
    CHECK = "check"
    """All steps are done: see whether it holds."""
    FAIL = "fail"
    """A step failed: take back what was done."""
    STUCK = "stuck"
    UNDONE = "undone"
    REST = "rest"
    """Nothing is to be done."""


class Next(Struct, frozen=True, kw_only=True):
    """The next turn, and of which step."""

    turn: Turn
    step: int = 0
    undoing: bool = False
    said: str = ""


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of something an adapter was told."""

    ok: bool
    said: str = ""
    before: str = ""


def following(action: Action, since: int = 0) -> Next:
    """Say what comes next. Failures among the first `since` words on steps are tried again."""
    for one in halves(action):
        return Next(turn=Turn.LOOK, step=one.step, undoing=one.undoing)
    match action.state:
        case ActionState.RUNNING:
            return _forward(action, since)
        case ActionState.UNDOING:
            return _backward(action, since)
        case _:
            return Next(turn=Turn.REST)


def _forward(action: Action, since: int) -> Next:
    ended = _ended(action, undoing=False)
    old = _old_failures(action, since)
    for step in range(len(action.plan.steps)):
        done = ended.get(step)
        if done is None or id(done) in old:
            return Next(turn=Turn.DO, step=step)
        if not done.ok:
            return Next(turn=Turn.FAIL, step=step, said=done.said)
    return Next(turn=Turn.CHECK)


def _backward(action: Action, since: int) -> Next:
    begun = _ended(action, undoing=False)
    back = _ended(action, undoing=True)
    old = _old_failures(action, since)
    for step in reversed(range(len(action.plan.steps))):
        if step not in begun:
            continue
        done = back.get(step)
        if done is None or id(done) in old:
            return Next(turn=Turn.UNDO, step=step, undoing=True)
        if not done.ok:
            return Next(turn=Turn.STUCK, step=step, undoing=True, said=done.said)
    return Next(turn=Turn.UNDONE)


def _old_failures(action: Action, since: int) -> set[int]:
    return {id(one) for one in action.done[:since] if not one.ok}


def _ended(action: Action, *, undoing: bool) -> Mapping[int, Done]:
    """Return the last word on each step."""
    return {one.step: one for one in action.done if one.undoing is undoing and not one.begun}


def before(action: Action, step: int) -> str:
    """Return how things stood before a step."""
    kept = [one.before for one in action.done if one.step == step and not one.undoing and one.before]
    return kept[-1] if kept else ""


def begins(action: Action, turn: Next, at: str, stood: str = "") -> What:
    """Write down that a step begins, and how things stand."""
    done = Done(
        step=turn.step, undoing=turn.undoing, begun=True, ok=False, at=at, before=stood[:_BEFORE_MOST]
    )
    return ActionStep(id=action.id, done=done)


def ended(action: Action, turn: Next, outcome: Outcome, at: str) -> What:
    """Write down how a step ended."""
    done = Done(
        step=turn.step,
        undoing=turn.undoing,
        ok=outcome.ok,
        at=at,
        said=outcome.said[:_SAID_MOST],
        before=outcome.before[:_BEFORE_MOST],
    )
    return ActionStep(id=action.id, done=done)


def moved(action: Action, turn: Next, why: str = "") -> Iterator[What]:
    """Write down where an action comes to rest, or turns round."""
    name = action.id
    match turn.turn:
        case Turn.FAIL:
            failed = f"step {turn.step + 1} of {len(action.plan.steps)} failed: {_flat(turn.said)}"
            yield ActionMoved(id=name, state=ActionState.FAILED, why=failed)
            yield ActionMoved(id=name, state=ActionState.UNDOING, why=failed)
        case Turn.STUCK:
            words = f"step {turn.step + 1} could not be taken back: {_flat(turn.said)}"
            yield ActionMoved(id=name, state=ActionState.STUCK, why=f"{words}\n{left(action)}")
        case Turn.UNDONE:
            yield ActionMoved(id=name, state=ActionState.UNDONE, why=why or "all of it is taken back")
        case _:
            return


def _flat(said: str) -> str:
    """Make one line of what others said: lines of ours are what a person types."""
    return " ".join(said.split())[:_SAID_MOST]


def left(action: Action) -> str:
    """Say what a person has to type to take back what is left, in this order."""
    back = _ended(action, undoing=True)
    begun = _ended(action, undoing=False).keys() | {one.step for one in halves(action)}
    steps = [
        action.plan.steps[step]
        for step in sorted(begun, reverse=True)
        if not ((done := back.get(step)) and done.ok) and before(action, step) != ALREADY
    ]
    lines = [typed(step) for step in steps if step.undo]
    return "\n".join(f"  {line}" for line in lines)


def typed(step: PlanStep) -> str:
    """Return what a person types, or does, to take a step back."""
    verb, *words = step.undo
    if verb not in _BY_HAND:
        return shlex.join(step.undo)
    return _BY_HAND[verb].format(*map(shlex.quote, words))


_BY_HAND: Final[Mapping[str, str]] = {
    "vedette:hosts-remove": "in {0}, delete the lines between the marks `# vedette … {1}`",
    "vedette:deny-remove": "in {0}, delete the line that begins with {1}",
    "vedette:release": "copy {2}/{1} back to {0}; its mode, owner and times stand in {2}/{1}.*.json",
}
