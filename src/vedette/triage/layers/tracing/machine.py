"""What is known while a script is gone through: variables, functions, and what was seen to happen."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.tracing.values import Event, Value, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.tracing.tree import Node

Evaluator = Callable[["Machine", "Node"], Value]
EVENTS_MOST: Final = 20_000
SAME_PLACE_MOST: Final = 4
"""Times one place is told about, however often a loop comes by."""
NODE_COSTS: Final = 10
"""Steps of fuel one node costs: going through it takes as long as looking at so many characters."""
FOLDED: Final = frozenset({"binary", "chain", "unary", "cast", "paren", "pipeline", "expandable"})
"""Kinds of nodes whose values are written out where they are constant."""
DEEPEST: Final = 100
"""Nodes within one another while evaluating, calls included."""


STATEMENT_FUEL: Final = 6_000_000
"""Steps one statement of a script may take; then the next is looked at."""
SCRIPT_FUEL: Final = 10_000_000
"""Steps one script may take: one that turns in circles leaves something for what else there is."""


class Enough(Exception):
    """A statement, or the script, took as many steps as it may: what was seen until then counts."""


class Machine:
    """One way through one script. It changes nothing but itself."""

    def __init__(self, text: str, evaluators: dict[str, Evaluator], allowance: Allowance) -> None:
        self.text = text
        self.allowance = allowance
        self.evaluators = evaluators
        self.variables: dict[str, Value] = {}
        self.functions: dict[str, Node] = {}
        self.aliases: dict[str, str] = {}
        self.events: list[Event] = []
        self.folded: dict[tuple[int, int], str | int | None] = {}
        """Values of what was reckoned, by place; None where one varied or is not known."""
        self.leaving = ""
        self.unsure = 0
        """How many conditions nobody knows we are under."""
        self.doubtful = False
        """Whether a loop or function may have been left under a condition nobody knows."""
        self.depth = 0
        self.looping = 0
        self.end = allowance.fuel_used + SCRIPT_FUEL
        self.until = self.end
        self.called: set[str] = set()
        self._places: dict[tuple[str, int], int] = {}

    def evaluate(self, node: Node) -> Value:
        """Return what a node is worth, as far as it is known."""
        self.allowance.burn(NODE_COSTS)
        if self.allowance.fuel_used > self.until:
            raise Enough
        evaluator = self.evaluators.get(node.kind)
        if evaluator is None or self.depth > DEEPEST:
            return unknown()
        self.depth += 1
        value = evaluator(self, node)
        self.depth -= 1
        if (
            node.kind in FOLDED and not self.called and not _is_prose(node)
        ):  # inside a function, places mean other things each time
            self._fold(node, value)
        return value

    def attempt(self, work: Callable[[], object]) -> None:
        """Go through one statement or procedure of the script, as far as it may take."""
        self.until = min(self.allowance.fuel_used + STATEMENT_FUEL, self.end)
        with contextlib.suppress(Enough, RecursionError):
            work()
        self.leaving = ""
        self.depth = self.unsure = self.looping = 0
        self.called.clear()

    def circles(self, name: str) -> bool:
        """Say whether a function calls itself under a condition nobody knows: that may go on for ever."""
        return self.unsure > 0 and any(one.startswith(f"{name}#") for one in self.called)

    def perhaps(self, statements: Sequence[Node]) -> Value:
        """Go through what may happen: numbers it changes are not known after."""
        held = dict(self.variables)
        self.allowance.burn(len(held) // 4)
        self.unsure += 1
        made = self.run(statements)
        self.unsure -= 1
        for name, value in self.variables.items():
            before = held.get(name)
            if before is not None and before is not value and isinstance(value.data, int | float):
                self.variables[name] = unknown(value)
        return unknown(made)

    def loop(self, round_: Callable[[], bool], most: int) -> None:
        """Go round while a round says so; stop where the loop may have been left."""
        outer, self.unsure = self.unsure, 0
        doubtful, self.doubtful = self.doubtful, False
        self.looping += 1
        for _ in range(most):
            if not round_() or self.doubtful:
                break
        self.looping -= 1
        self.unsure, self.doubtful = outer, doubtful

    def _fold(self, node: Node, value: Value) -> None:
        place = (node.start, node.end)
        before = self.folded.get(place)
        if place in self.folded and before is None:
            return
        data = value.data if value.known else None
        made = data if isinstance(data, str | int) and not isinstance(data, bool) else None
        self.folded[place] = made if before is None or before == made else None

    def run(self, statements: Sequence[Node]) -> Value:
        """Go through statements; return what they put out together."""
        made: list[Value] = []
        for statement in statements:
            value = self.evaluate(statement)
            if not (value.known and value.data is None) and not _counts(statement):
                made.append(value)
            if self.leaving:
                break
        return gathered(made)

    def variable(self, name: str) -> Value:
        """Return what a variable holds; languages know more of some."""
        return self.variables.get(name.lower()) or unknown()

    def assign(self, name: str, value: Value) -> None:
        """Set a variable."""
        self.variables[name.lower()] = value

    def tell(self, event: Event) -> Event:
        """Write down that something happens, unless it was told often enough of this place."""
        key = (event.name, event.start)
        times = self._places.get(key, 0)
        if times < SAME_PLACE_MOST and len(self.events) < EVENTS_MOST:
            self._places[key] = times + 1
            self.events.append(event)
        return event


def _is_prose(node: Node) -> bool:
    """Say whether it is a text with a variable in it: as readable as it will get."""
    return node.kind == "expandable" and any(kid.kind in ("text", "bare") for kid in node.kids)


def _counts(node: Node) -> bool:
    """Say whether a statement only counts a variable up or down, which puts nothing out."""
    if node.kind == "chain":
        return node.kids[-1].kind == "step"
    return node.kind == "unary" and node.word in ("++", "--")


def gathered(values: Sequence[Value]) -> Value:
    """Return several values as one: nothing, the only one, or a list."""
    if not values:
        return Value(None)
    if len(values) == 1:
        return values[0]
    feeds: tuple[Event, ...] = ()
    steps: tuple[str, ...] = ()
    items: list[object] = []
    for value in values:
        feeds += tuple(one for one in value.feeds if one not in feeds)[: 8 - len(feeds)]
        steps += tuple(step for step in value.steps if step not in steps)
        if not value.known:
            items.append(value)
        elif isinstance(value.data, list):
            items += value.data
        else:
            items.append(value.data)
    return Value(items, steps, feeds)
