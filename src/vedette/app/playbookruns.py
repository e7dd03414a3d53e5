"""A playbook in an incident: its outcomes out of the incident's events, its next events out of an outcome."""

from __future__ import annotations

import hashlib
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from vedette.app.playbook_requests import RunShown, StepShown
from vedette.core.incidents import Incident, PlaybookRun, Task, TaskState
from vedette.respond import events as happened
from vedette.respond.clocks.calendar import moment, stamp
from vedette.respond.events import Event, What
from vedette.respond.playbooks.authored import EXTENSION
from vedette.respond.playbooks.nouns import ActionStep, Playbook, Step
from vedette.respond.playbooks.running import ENDED, Outcome, Ready, Standing, StepState, standing

_DECISIONS_MOST: Final = 500
"""Conditions decided in one go, by what is known."""
_ID: Final = 12
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Run:
    """One playbook in one incident, as far as its events lead."""

    playbook: Playbook
    digest: str
    outcomes: tuple[Outcome, ...]
    variables: dict[str, str]
    ready_since: dict[str, str]
    """When tasks of its steps were made."""

    @property
    def stands(self) -> Standing:
        """Where it is."""
        return standing(self.playbook, self.outcomes, self.variables)


def run_of(playbook: Playbook, begun: PlaybookRun, incident: Incident, events: Sequence[Event]) -> Run:
    """Put a run together from what was written down."""
    said = [one for one in events if isinstance(one.what, happened.PlaybookStep)]
    mark = f"{playbook.id}/"
    return Run(
        playbook=playbook,
        digest=begun.digest,
        outcomes=tuple(_outcomes(playbook, said)),
        variables={
            name.removeprefix(mark): value
            for name, value in incident.answers.items()
            if name.startswith(mark)
        },
        ready_since={one.id: one.made for one in incident.tasks},
    )


def _outcomes(playbook: Playbook, events: Sequence[Event]) -> Iterator[Outcome]:
    states = set(StepState)
    for event in events:
        what = event.what
        if isinstance(what, happened.PlaybookStep) and what.playbook == playbook.id and what.state in states:
            yield Outcome(what.step, StepState(what.state), what.said, event.at)


def advanced(run: Run, now: str, fresh: Sequence[Outcome] = ()) -> list[What]:
    """Return what has to be written down: new outcomes, what they decide, tasks begun and ended."""
    made: list[What] = [_event(run, one) for one in fresh]
    outcomes = [*run.outcomes, *fresh]
    for _ in range(_DECISIONS_MOST):
        stands = standing(run.playbook, outcomes, run.variables)
        decided = [_by_itself(run.playbook, one, now) for one in stands.ready]
        more = [one for one in decided if one is not None]
        if not more:
            break
        outcomes += more
        made += [_event(run, one) for one in more]
    after = Run(run.playbook, run.digest, tuple(outcomes), run.variables, run.ready_since)
    return [*made, *_tasks(run, after, now)]


def _by_itself(playbook: Playbook, ready: Ready, now: str) -> Outcome | None:
    """Decide what needs nobody: a condition that is known, a step that is too late and has a way for that."""
    if ready.decided:
        return Outcome(ready.step, StepState.DONE, ready.decided, now)
    step = playbook.workflow[ready.step]
    if step.timeout and step.on_failure and ready.begun:
        due = moment(ready.begun) + timedelta(milliseconds=step.timeout)
        if moment(now) >= due:
            return Outcome(ready.step, StepState.TIMED_OUT, "the time is over", now)
    return None


def _event(run: Run, outcome: Outcome) -> What:
    return happened.PlaybookStep(
        playbook=run.playbook.id, step=outcome.step, state=outcome.state.value, said=outcome.said
    )


def _tasks(before: Run, after: Run, now: str) -> Iterator[What]:
    """Begin tasks for steps that can be done now, and end those of steps that are over."""
    had = {task_id(before, one.step) for one in before.stands.ready}
    for one in after.stands.ready:
        ident = task_id(after, one.step)
        step = after.playbook.workflow[one.step]
        if ident not in after.ready_since and isinstance(step, ActionStep):
            yield happened.TaskAdded(task=_task(after, ident, one.step, step, now))
        had.discard(ident)
    for ident in sorted(had & set(after.ready_since)):
        yield happened.TaskChanged(id=ident, state=TaskState.DONE, why="its step in the playbook is over")


def _task(run: Run, ident: str, key: str, step: ActionStep, now: str) -> Task:
    agent = run.playbook.agent_definitions.get(step.agent)
    due = stamp(moment(now) + timedelta(milliseconds=step.timeout)) if step.timeout else ""
    return Task(
        id=ident,
        text=step.name[:_LONGEST] or step.commands[0].command[:_LONGEST],
        owner=agent.name[:_LONGEST] if agent is not None else "",
        due=due,
        check=said_of(step, "check"),
        step=key,
        made=now,
    )


def task_id(run: Run, key: str) -> str:
    """Return the id of a step's task: another one each time a loop comes by."""
    times = Counter(one.step for one in run.outcomes if one.state in ENDED)[key]
    return hashlib.sha256(f"{run.digest}\0{key}\0{times}".encode()).hexdigest()[:_ID]


def said_of(step: Step, what: str) -> str:
    """Return what our extension says of a step."""
    value = step.step_extensions.get(EXTENSION, {}).get(what, "")
    return str(value)[:_LONGEST]


def short_of(key: str) -> str:
    """Return how a step is called in commands."""
    return key.partition("--")[2][:6]


def shown(run: Run, incident: Incident, now: str) -> RunShown:
    """Return how far a run is, for people."""
    stands = run.stands
    due = {task.id: task.due for task in incident.tasks}
    return RunShown(
        playbook=run.playbook.id,
        title=run.playbook.name,
        ready=tuple(_step_shown(run, one, due, now, incident.id) for one in stands.ready),
        done=len(stands.passed),
        ended=stands.ended,
        stuck=tuple(run.playbook.workflow[key].name for key in stands.stuck),
    )


def _step_shown(run: Run, ready: Ready, due: dict[str, str], now: str, incident: str) -> StepShown:
    step = run.playbook.workflow[ready.step]
    until = due.get(task_id(run, ready.step), "")
    agent = run.playbook.agent_definitions.get(step.agent) if isinstance(step, ActionStep) else None
    commands = step.commands if isinstance(step, ActionStep) else ()
    foreign = "; ".join(f"{one.type}: {one.command}" for one in commands if one.type != "manual")
    return StepShown(
        short=short_of(ready.step),
        step=ready.step,
        does=step.name or (commands[0].command if commands else "Decide"),
        who=agent.name if agent is not None else "",
        why=step.description if step.description != step.name else "",
        check=said_of(step, "check"),
        asks=ready.asks,
        question=step.name if ready.asks else "",
        begun=ready.begun,
        due=until,
        late=bool(until) and until < now,
        action=_action(run, step, incident) or foreign,
    )


def _action(run: Run, step: Step, incident: str) -> str:
    kind, target = said_of(step, "action"), said_of(step, "target")
    if not kind:
        return ""
    value = run.variables.get(target, target.strip("_").upper())
    return f"vedette act plan {kind} {shlex.quote(value)} --for {incident}"
