"""The run through one file: statements in order, functions where they are called, then the others."""

from __future__ import annotations

from collections import Counter
from typing import Final

from msgspec import Struct, field

from vedette.lang.ir import Block, Node
from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, When
from vedette.triage.facts.flow.expressions import EVALUATORS
from vedette.triage.facts.flow.frame import Frame
from vedette.triage.facts.flow.rows import Library
from vedette.triage.facts.flow.secrets import secret_variable
from vedette.triage.facts.flow.statements import perform
from vedette.triage.facts.flow.value import (
    UNKNOWN,
    Code,
    Mark,
    Marks,
    Value,
    all_marks,
    any_of,
    hole,
    joined,
)

STEPS: Final = 600_000
"""Nodes looked at in one file."""
INSIDE_STEPS: Final = 150_000
"""The same of one file among many, that does not run when its package is installed."""
DEPTH: Final = 7
"""Functions of the file entered within one another."""
PLAIN: Final = 3
"""Times a function is entered with nothing that matters in what it is given."""
MARKED: Final = 8
"""Times it is entered with different things that matter."""
RANK: Final = {When.INSTALL: 0, When.IMPORT: 1, When.OPEN: 2, When.RUN: 3, When.CALL: 4, When.UNKNOWN: 5}


class Flow(Struct):
    """One file, while it is followed."""

    library: Library
    when: When
    steps: int = STEPS
    depth: int = 0
    marks: dict[tuple[Act, int], Mark] = field(default_factory=dict)
    dropped: dict[str, Mark] = field(default_factory=dict)
    """What was written, by the text of the path."""
    codes: list[Code] = field(default_factory=list)
    entered: set[int] = field(default_factory=set)
    known: dict[tuple[object, ...], Value] = field(default_factory=dict)
    last: dict[int, Value] = field(default_factory=dict)
    """What a function returned the last time, by its place."""
    runs: Counter[tuple[object, ...]] = field(default_factory=Counter)

    def mark(self, act: Act, at: int, *, says: str = "", target: str = "", how: str = "") -> Mark:
        """Return the mark of an act at a place, made the first time."""
        found = self.marks.get((act, at))
        if found is None:
            found = self.marks[act, at] = Mark(act, at, when=self.when)
        found.says = found.says or says
        found.target = found.target or target
        found.how = found.how or how
        if RANK[self.when] < RANK[found.when]:
            found.when = self.when
        return found

    def value(self, frame: Frame, node: Node | None) -> Value:
        """Return what is known of an expression."""
        if node is None:
            return UNKNOWN
        self.steps -= 1
        if self.steps <= 0:
            return UNKNOWN
        evaluate = EVALUATORS.get(node[0])
        return UNKNOWN if evaluate is None else evaluate(self, frame, node)

    def holding(self, value: Value) -> Marks:
        """Return what flowed into a value and into what it holds; a name that is a source counts now."""
        found = all_marks(value)
        if value.name in self.library.variables:
            act, says = self.library.wholes[value.name]
            found = joined(found, (self.mark(act, value.at, says=says, how=value.name),))
        return found

    def variable(self, name: str, at: int) -> Value:
        """Return what an environment variable holds: a secret, by its name."""
        secret = secret_variable(name)
        act = Act.READS_SECRET if secret else Act.READS_VARIABLE
        says = f"reads the environment variable {name[:80]}"
        mark = self.mark(act, at, says=says, target=name[:80], how="environment")
        return Value(texts=(hole(at),), marks=(mark,))

    def block(self, frame: Frame, body: Block) -> None:
        """Go through statements."""
        for node in body:
            if self.steps <= 0:
                return
            perform(self, frame, node)

    def enter(self, code: Code, given: list[Value], named: dict[str, Value], owner: Value | None) -> Value:
        """Go through a function of the file with what it is given; return what it returns."""
        if self.depth >= DEPTH or self.steps <= 0:
            return any_of(given).marked(())
        key = (code.at, self.when, *map(_key, given), *((name, *_key(one)) for name, one in named.items()))
        if key in self.known:
            return self.known[key]
        marked = any(one.marks or one.code is not None for one in given)
        count = (code.at, self.when, marked)
        self.runs[count] += 1
        if self.runs[count] > (MARKED if marked else PLAIN):
            return self.last.get(code.at, UNKNOWN).marked(mark for one in given for mark in one.marks)
        self.known[key] = UNKNOWN
        self.entered.add(code.at)
        frame = Frame(parent=code.scope)
        _bind(frame, code, given, named, owner)
        self.depth += 1
        self.block(frame, code.body)
        self.depth -= 1
        self.known[key] = self.last[code.at] = frame.returned
        return frame.returned

    def rest(self) -> None:
        """Go through what nobody called."""
        self.when = When.CALL
        done = 0
        while done < len(self.codes) and self.steps > 0:
            code = self.codes[done]
            done += 1
            if code.at not in self.entered:
                self.enter(code, [], {}, None)


def _key(value: Value) -> tuple[object, ...]:
    return (value.text[:200], value.name, value.code.at if value.code else 0, *map(id, value.marks))


def _bind(frame: Frame, code: Code, given: list[Value], named: dict[str, Value], owner: Value | None) -> None:
    values = list(given)
    if code.members is not None and code.params and code.params[0][1] in {"self", "cls", "this"}:
        values.insert(0, owner if owner is not None else Value(code=code))
    for star, name, _annotation, default, at in code.params:
        frame.names[name] = _parameter(star, name, values, named, default, at)


def _parameter(star: str, name: str, values: list[Value], named: dict[str, Value], *rest: object) -> Value:
    default, at = rest
    if star == "*":
        taken, values[:] = tuple(values), []
        return Value(items=taken)
    if star == "**":
        return Value(fields=dict(named))
    if star == "" and values:
        return values.pop(0)
    return named[name] if name in named else _by_default(default, at)


def _by_default(default: object, at: object) -> Value:
    if isinstance(default, tuple) and default and isinstance(default[-1], str):
        return Value(texts=(default[-1],))
    return Value(texts=(hole(at if isinstance(at, int) else 0),))


def flow(body: Block, library: Library, when: When, allowance: Allowance, steps: int = STEPS) -> Flow:
    """Follow one file, from the module level on."""
    run = Flow(library, when, steps)
    try:
        run.block(Frame(), body)
        run.rest()
    except RecursionError:
        run.steps = 0
    allowance.burn(steps - max(run.steps, 0))
    return run
