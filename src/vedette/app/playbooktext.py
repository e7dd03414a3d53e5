"""A playbook as lines people read: steps in their order, branches indented, each step once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.app.playbook_requests import Line
from vedette.app.playbookruns import said_of
from vedette.respond.clocks.counting import spoken
from vedette.respond.playbooks.nouns import (
    ActionStep,
    If,
    Nested,
    Parallel,
    Playbook,
    Start,
    Step,
    Switch,
    While,
)

_DEEPEST: Final = 12
_MOST: Final = 2000


def lines(playbook: Playbook) -> Iterator[Line]:
    """Yield the steps from the start on; what was said already is not said again."""
    yield from _Telling(playbook).sequence(playbook.workflow_start, 0)


class _Telling:
    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self._told: set[str] = set()

    def sequence(self, key: str, depth: int) -> Iterator[Line]:
        """Yield a sequence, as far as it is new."""
        while key and key not in self._told and depth <= _DEEPEST and len(self._told) < _MOST:
            self._told.add(key)
            step = self._playbook.workflow.get(key)
            if step is None:
                return
            yield from self._single(step, depth)
            if step.on_failure:
                yield Line(depth=depth + 1, mark="!", text="If that fails:")
                yield from self.sequence(step.on_failure, depth + 2)
            key = step.on_completion or step.on_success

    def _single(self, step: Step, depth: int) -> Iterator[Line]:
        match step:
            case ActionStep():
                yield self._action(step, depth)
            case Nested():
                yield Line(depth=depth, mark="-", text=f"Go through playbook {step.playbook_id}")
            case Parallel():
                yield Line(depth=depth, mark="=", text="In any order, all of:")
                for number, one in enumerate(step.next_steps, 1):
                    yield Line(depth=depth + 1, mark=f"{number}.", text="")
                    yield from self.sequence(one, depth + 2)
            case If() | While() | Switch():
                yield from self._choice(step, depth)
            case Start() | _:
                pass

    def _choice(self, step: If | While | Switch, depth: int) -> Iterator[Line]:
        name = step.name or (step.switch if isinstance(step, Switch) else step.condition)
        yield Line(depth=depth, mark="?", text=name, why=step.description)
        if isinstance(step, Switch):
            ways = tuple((f"{name}:", key) for name, key in step.cases.items())
        elif isinstance(step, While):
            ways = (("As long as yes:", step.on_true),)
        else:
            ways = (("If yes:", step.on_true), ("If no:", step.on_false))
        for label, key in ways:
            inner = list(self.sequence(key, depth + 2))
            if inner:
                yield Line(depth=depth + 1, mark="", text=label)
                yield from inner

    def _action(self, step: ActionStep, depth: int) -> Line:
        agent = self._playbook.agent_definitions.get(step.agent)
        return Line(
            depth=depth,
            mark="-",
            text=step.name or step.commands[0].command,
            who=agent.name if agent is not None else "",
            within=f"within {spoken(step.timeout / 1000)}" if step.timeout else "",
            why=step.description if step.description != step.name else "",
            check=said_of(step, "check"),
        )
