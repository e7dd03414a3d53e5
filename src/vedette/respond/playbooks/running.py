"""Going through a playbook: from what was done so far, what can be done next. Knows no clock and no people.

Outcomes of a step are used up in the order they were written: the second time a loop comes to a step, its
second outcome counts. So the whole of a run is its playbook and the list of outcomes, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from vedette.respond.conditions import asks, holds, parse
from vedette.respond.playbooks.nouns import (
    ActionStep,
    End,
    If,
    Nested,
    Parallel,
    Playbook,
    Start,
    Step,
    Switch,
    While,
)

MOST_VISITS: Final = 5000
"""Steps gone through in one run, loops counted anew each time."""
DEEPEST: Final = 50
"""Branches inside one another."""


class StepState(StrEnum):
    """How a step stands, as its outcomes say."""

    RUNNING = "running"
    """Somebody has begun."""
    DONE = "done"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    SKIPPED = "skipped"
    """Somebody decided that it does not matter here."""


Passing: TypeAlias = Start | ActionStep | Nested | Parallel | If | While | Switch
"""Steps one goes through: all but the end."""
ENDED: Final = frozenset((StepState.DONE, StepState.FAILED, StepState.TIMED_OUT, StepState.SKIPPED))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step, or that it was begun."""

    step: str
    state: StepState
    said: str = ""
    """Of a condition: true, false, or the case that was taken."""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A step that can be done now."""

    step: str
    begun: str = ""
    """When somebody began, if anybody did."""
    asks: tuple[str, ...] = ()
    """Of a condition: the variables nobody has given yet."""
    decided: str = ""
    """Of a condition: what it comes to, as the variables say."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands."""

    ready: tuple[Ready, ...]
    ended: bool
    """Whether it has come to its end."""
    stuck: tuple[str, ...] = ()
    """Steps that failed and of which nothing leads on."""
    passed: tuple[str, ...] = ()
    """Steps that were gone through, in order."""
    endless: bool = False
    """Whether it went round for so long that we stopped following."""


def standing(playbook: Playbook, outcomes: Iterable[Outcome], variables: Mapping[str, str]) -> Standing:
    """Follow a run from its start, as far as its outcomes lead."""
    walk = _Walk(playbook, tuple(outcomes), known_values(playbook) | dict(variables))
    ended = walk.follow(playbook.workflow_start, 0)
    return Standing(
        ready=tuple(walk.ready),
        ended=ended and not walk.ready and not walk.stuck and not walk.endless,
        stuck=tuple(walk.stuck),
        passed=tuple(walk.passed),
        endless=walk.endless,
    )


def known_values(playbook: Playbook) -> dict[str, str]:
    """Return the values variables have from the start."""
    return {name: one.value for name, one in playbook.playbook_variables.items() if one.value}


@dataclass(slots=True)
class _Walk:
    playbook: Playbook
    outcomes: tuple[Outcome, ...]
    variables: Mapping[str, str]
    ready: list[Ready] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    endless: bool = False
    _used: Counter[str] = field(default_factory=Counter)
    _begun: dict[str, str] = field(default_factory=dict)
    _of: dict[str, list[Outcome]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for outcome in self.outcomes:
            self._of.setdefault(outcome.step, []).append(outcome)

    def follow(self, key: str, depth: int) -> bool:
        """Go on from a step; tell whether the branch came to its end."""
        while True:
            step = self.playbook.workflow.get(key)
            if step is None or isinstance(step, End):
                return True
            if depth > DEEPEST or len(self.passed) >= MOST_VISITS:
                self.endless = True
                return False
            after = self._through(key, step, depth)
            if after is None:
                return False
            if not after:
                return True
            key = after

    def _through(self, key: str, step: Passing, depth: int) -> str | None:
        """Return the next step; empty where nothing follows, None where it goes no further for now."""
        after: str | None = None
        match step:
            case Start() | Parallel():
                self.passed.append(key)
                branches = step.next_steps if isinstance(step, Parallel) else ()
                ends = [self.follow(one, depth + 1) for one in branches]
                after = _after(step) if all(ends) else None
            case ActionStep() | Nested():
                after = self._act(key, step)
            case If():
                after = self._choose(key, step, depth)
            case While():
                after = self._repeat(key, step, depth)
            case Switch():
                after = self._switch(key, step, depth)
        return after

    def _act(self, key: str, step: ActionStep | Nested) -> str | None:
        outcome = self._next_outcome(key)
        if outcome is None:
            self.ready.append(Ready(key, begun=self._begun.get(key, "")))
            return None
        self.passed.append(key)
        if outcome.state in {StepState.DONE, StepState.SKIPPED}:
            return step.on_success or step.on_completion
        after = step.on_failure or step.on_completion or self._exception(key)
        if not after:
            self.stuck.append(key)
            return None
        return after

    def _exception(self, key: str) -> str:
        """Return the step for what nobody foresaw, unless we come from there."""
        exception = self.playbook.workflow_exception
        return "" if exception in {key, *self.passed} else exception

    def _choose(self, key: str, step: If, depth: int) -> str | None:
        said = self._decided(key, step)
        if said is None:
            return None
        branch = step.on_true if said == "true" else step.on_false
        if branch and not self.follow(branch, depth + 1):
            return None
        return _after(step)

    def _repeat(self, key: str, step: While, depth: int) -> str | None:
        while True:
            said = self._decided(key, step)
            if said is None:
                return None
            if said != "true":
                return _after(step)
            if not self.follow(step.on_true, depth + 1):
                return None

    def _switch(self, key: str, step: Switch, depth: int) -> str | None:
        outcome = self._next_outcome(key)
        name = step.switch.removesuffix(":value")
        if outcome is None:
            value = self.variables.get(name)
            decided = "" if value is None else value if value in step.cases else "default"
            self.ready.append(Ready(key, asks=() if decided else (name,), decided=decided))
            return None
        self.passed.append(key)
        branch = step.cases.get(outcome.said, step.cases.get("default", ""))
        if branch and not self.follow(branch, depth + 1):
            return None
        return _after(step)

    def _decided(self, key: str, step: If | While) -> str | None:
        if len(self.passed) >= MOST_VISITS:
            self.endless = True
            return None
        outcome = self._next_outcome(key)
        if outcome is not None:
            self.passed.append(key)
            return "true" if outcome.said == "true" else "false"
        condition = parse(step.condition)
        answer = holds(condition, self.variables)
        missing = tuple(name for name in asks(condition) if name not in self.variables)
        decided = "" if answer is None else "true" if answer else "false"
        self.ready.append(Ready(key, asks=missing if answer is None else (), decided=decided))
        return None

    def _next_outcome(self, key: str) -> Outcome | None:
        """Use up the next outcome of a step; what only says that somebody began is remembered."""
        outcomes = self._of.get(key, [])
        self._begun.pop(key, None)
        while self._used[key] < len(outcomes):
            outcome = outcomes[self._used[key]]
            self._used[key] += 1
            if outcome.state in ENDED:
                return outcome
            self._begun.setdefault(key, outcome.at)
        return None


def _after(step: Step) -> str:
    return step.on_completion or step.on_success
