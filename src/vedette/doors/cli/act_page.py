"""Actions as a page of plain words: what, to what, what may break, the way back, and every command."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Final

from vedette.app.action_answers import ActionTriedOut, KindsListed, Seen
from vedette.core.actions import Action, ActionState, Blast, Plan

_BLAST: Final = {
    Blast.NONE: "none: it only reads",
    Blast.SMALL: "small: one address, name, file or session",
    Blast.WIDE: "wide: a person or a machine cannot work",
    Blast.CRITICAL: "critical: many people, or something others depend on",
}
_STATE: Final = {
    ActionState.PROPOSED: "planned; nothing was done",
    ActionState.TRIED: "planned and tried; nothing was done",
    ActionState.RUNNING: "half done: it was begun and has not ended",
    ActionState.DONE: "done, but not seen to hold",
    ActionState.VERIFIED: "done, and seen to hold",
    ActionState.FAILED: "failed half-way",
    ActionState.UNDOING: "half taken back",
    ActionState.UNDONE: "taken back",
    ActionState.STUCK: "STUCK: it could not be taken back, a person has to",
    ActionState.DROPPED: "decided against",
}
_OURS: Final = "vedette:"
_KEEPING: Final = "vedette:keep-evidence"
_LASTS_HOURS: Final = 60
_LASTS_DAYS: Final = 48 * 60


def kinds_page(listed: KindsListed) -> str:
    """List what can be done."""
    lines = []
    for one in listed.kinds:
        lines += [
            f"{one.kind.value}  ({one.blast.value})",
            f"  does       {one.does}",
            f"  may break  {one.breaks}",
            f"  way back   {one.undoes}",
            f"  lasts      {lasts(one.minutes)}",
            f"  target     {one.like}",
            "",
        ]
    return "\n".join(lines)


def action_page(seen: Seen) -> str:
    """Show one action whole."""
    action = seen.action
    lines = [f"{action.id}  {_STATE[action.state]}", *_plan(action.plan), *_story(seen), *_next(action)]
    return "\n".join(lines) + "\n"


def done_page(seen: Seen) -> str:
    """Show what came of an action, without the whole plan again."""
    action = seen.action
    plan = action.plan
    lines = [f"{action.id}  {_STATE[action.state]}", plan.does, *_story(seen)]
    if action.state in {ActionState.DONE, ActionState.VERIFIED}:
        lines += ["", f"may break     {plan.breaks}", f"way back      {plan.undoes}"]
    return "\n".join((*lines, *_next(action))) + "\n"


def short_line(action: Action) -> str:
    """Show one action in a line."""
    ends = f", until {action.ends}" if action.ends else ""
    return f"{action.id}  {action.plan.does} {_STATE[action.state]}{ends}"


def trial_page(tried: ActionTriedOut) -> str:
    """Show a dry run: each command as it would be run, and what is in the way."""
    plan = tried.action.plan
    lines = [f"{tried.action.id}  dry run: nothing was changed", plan.does, "", "would be run:"]
    lines += list(_commands(plan))
    lines += ["", "found:"]
    lines += [f"  {'ok ' if one.ok else 'NO '} {one.said}" for one in tried.trials]
    if tried.ok:
        lines += ["", f"to do it: vedette act run {tried.action.id} --yes"]
    return "\n".join(lines) + "\n"


def lasts(minutes: int) -> str:
    """Say how long something lasts."""
    if not minutes:
        return "until it is taken back"
    if minutes <= _LASTS_HOURS:
        return f"{minutes} minutes"
    if minutes <= _LASTS_DAYS:
        return f"{minutes / 60:g} hours"
    return f"{minutes / 1440:g} days"


def _plan(plan: Plan) -> Iterator[str]:
    yield plan.does
    yield ""
    if plan.spared:
        yield f"NEVER TOUCHED: {plan.spared}. It cannot be run."
        yield ""
    yield f"blast radius  {_BLAST[plan.blast]}"
    yield f"may break     {plan.breaks}"
    yield f"way back      {plan.undoes}"
    yield f"lasts         {lasts(plan.minutes)}"
    if plan.first:
        kept = plan.steps[0].command[0] == _KEEPING
        what = ", ".join(plan.first)
        yield f"kept first    {what}" if kept else f"keep first    {what}: this may destroy them"
    yield f"done by       {plan.adapter}" + (f" {plan.parameters['at']}" if "at" in plan.parameters else "")
    yield ""
    yield "commands, word for word:"
    yield from _commands(plan)
    if any(step.command[0].startswith(_OURS) for step in plan.steps):
        yield "what begins with vedette: is done by vedette itself, no program is run for it"
    if plan.check:
        yield f"to see whether it holds:\n  {_typed(plan.check)}"


def _commands(plan: Plan) -> Iterator[str]:
    for number, step in enumerate(plan.steps, 1):
        yield f"  {number}. {step.does}"
        yield f"     do    {_typed(step.command)}"
        yield f"     undo  {_typed(step.undo) if step.undo else 'nothing takes this back'}"


def _typed(command: tuple[str, ...]) -> str:
    """Write a command so that a person could type it."""
    return shlex.join(command)


def _story(seen: Seen) -> Iterator[str]:
    action = seen.action
    yield ""
    yield f"planned       {action.proposed_at} by {action.proposed_by}" + (
        f", for incident {seen.incident}" if seen.incident else ""
    )
    for who, decision in zip(action.approved_by, action.decisions, strict=False):
        yield f"agreed to     by {who}, decision {decision}"
    for one in action.done:
        what = "begun" if one.begun else ("ok" if one.ok else "FAILED")
        back = " back" if one.undoing else ""
        said = f": {' '.join(one.said.split())}" if one.said else ""
        yield f"step {one.step + 1}{back:<6}   {one.at} {what}{said}"
    if action.why:
        yield f"why           {action.why}"
    if action.ends:
        yield f"until         {action.ends} (vedette act due takes it back then)"
    for look in seen.looks:
        yield f"now           {look}"


def _next(action: Action) -> Iterator[str]:
    """Say what can be done now."""
    name = action.id
    ready = action.plan.steps and any(step.undo for step in action.plan.steps)
    words = {
        ActionState.PROPOSED: (f"vedette act try {name}", f"vedette act run {name} --yes"),
        ActionState.TRIED: (f"vedette act run {name} --yes",),
        ActionState.RUNNING: (
            f"vedette act run {name} --yes  (finish)",
            f"vedette act undo {name} --yes  (back)",
        ),
        ActionState.FAILED: (f"vedette act undo {name} --yes",),
        ActionState.UNDOING: (f"vedette act undo {name} --yes",),
        ActionState.STUCK: (f"vedette act undo {name} --yes  (once the cause is gone)",),
    }
    if ready and not action.plan.spared:
        words |= dict.fromkeys((ActionState.DONE, ActionState.VERIFIED), (f"vedette act undo {name} --yes",))
    if action.state in words and not action.plan.spared:
        yield ""
        yield "next:"
        yield from (f"  {one}" for one in words[action.state])


def as_json(value: object) -> str:
    """Write an answer for programs."""
    import msgspec  # noqa: PLC0415 - only where it is asked for

    return json.dumps(json.loads(msgspec.json.encode(value)), indent=2) + "\n"
