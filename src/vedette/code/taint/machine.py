"""The interpreter itself: two tables of small functions, and what they all need to reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import msgspec

from vedette.code.knowledge import Knowledge
from vedette.code.tables import Entry, Flag, Sink, Source
from vedette.code.taint.judge import Same, judge
from vedette.code.taint.scopes import Class, Frame, Function, Module, Origin, Reached, Summary
from vedette.code.taint.traces import GUESS, STEP, Trace
from vedette.code.taint.values import (
    EVERY_KIND,
    NOTHING,
    UNKNOWN,
    Obj,
    State,
    Value,
    content,
)
from vedette.core.errors import LimitHit
from vedette.lang.ir import ATTR, NAME, OP_COUNT, SEQUENCE, Block, Node

Evaluate: TypeAlias = "Callable[[Machine, Node, State], Value]"
Execute: TypeAlias = "Callable[[Machine, Node, State], State | None]"

_NAMES: Final = (NAME, ATTR)
UNFOLDED_MAX: Final = 1_000
"""Bodies kept unfolded of a program that keeps them folded."""
STEPS_MAX: Final = 20_000
"""Blocks run in one frame before it is given up: a hundred times what real code needs."""


class Project:
    """Where the machine finds other modules. The real one reads and lowers files; see `code.modules`."""

    def module(self, name: str) -> Module | None:
        """Return a module by its dotted name, run at top level; None when there is none of that name."""
        raise NotImplementedError

    def meet(self, method: str) -> None:
        """Run every file that has a method of that name, if it was not yet run."""
        raise NotImplementedError

    def resolve(self, name: str, near: Module) -> str | None:
        """Return the full name under which `near` finds a module it imports, or None."""
        raise NotImplementedError


class Arguments(msgspec.Struct, eq=False, gc=False):
    """What a call passes."""

    positional: list[Value]
    keywords: dict[str, Value]
    rest: Value | None = None
    """What `*args` of unknown length may pass in any position from the end of `positional`."""
    splat: Value | None = None
    """What `**kwargs` of unknown keys may pass under any name."""
    captured: dict[str, Value] | None = None
    """Variables of the enclosing function, when the callee is a closure."""

    def all(self) -> list[Value]:
        """Return every value passed."""
        found = [*self.positional, *self.keywords.values()]
        if self.rest is not None:
            found.append(self.rest)
        if self.splat is not None:
            found.append(self.splat)
        return found

    def get(self, position: int | str) -> Value | None:
        """Return the argument at a position or under a name; None when it was not passed."""
        if isinstance(position, int):
            if position < len(self.positional):
                return self.positional[position]
            return self.rest
        return self.keywords.get(position, self.splat)


def _missing(m: Machine, node: Node, state: State) -> Value:
    del m, node, state
    return NOTHING


def _missing_statement(m: Machine, node: Node, state: State) -> State | None:
    del m, node
    return state


def _no_calls(m: Machine, function: Function, arguments: Arguments, state: State, at: int) -> Value:
    del m, function, arguments, state, at
    return NOTHING


def _no_value(m: Machine, callee: Value, arguments: Arguments, state: State, at: int) -> Value:
    del m, callee, arguments, state, at
    return NOTHING


def _no_report(m: Machine, frame: Frame) -> None:
    del m, frame


def _no_refinement(m: Machine, node: Node, state: State, wanted: bool) -> State:  # noqa: FBT001 - as `refine`
    del m, node, wanted
    return state


def _no_closures(m: Machine, callee: Value, given: Arguments, state: State) -> Arguments:
    del m, callee, state
    return given


CallValue: TypeAlias = "Callable[[Machine, Value, Arguments, State, int], Value]"
CallFunction: TypeAlias = "Callable[[Machine, Function, Arguments, State, int], Value]"


@dataclass(slots=True, eq=False)
class Machine:
    """Runs functions. One per scan; `frame` is the function being run right now."""

    knowledge: Knowledge
    project: Project
    frame: Frame = field(default_factory=lambda: Frame(Module("", ""), None))
    evaluators: list[Evaluate] = field(default_factory=lambda: [_missing] * OP_COUNT)
    executors: list[Execute] = field(default_factory=lambda: [_missing_statement] * OP_COUNT)
    call_function: CallFunction = _no_calls
    refine: Callable[[Machine, Node, State, bool], State] = _no_refinement
    call_value: CallValue = _no_value
    with_captured: Callable[[Machine, Value, Arguments, State], Arguments] = _no_closures
    report: Callable[[Machine, Frame], None] = _no_report
    functions: list[Function] = field(default_factory=list)
    """Functions met since this list was last emptied, in the order met: the entries to try."""
    kept: dict[Module, dict[str, dict[Origin, int]]] = field(default_factory=dict)
    """What entries left in their module, see `shared`."""
    pending: list[Function] = field(default_factory=list)
    """Functions found to be called by somebody else after they were run."""
    classes: dict[tuple[str, int], Class] = field(default_factory=dict)
    commands: dict[str, list[Value]] = field(default_factory=dict)
    """What parsers of command lines were told to put among the arguments; see `dispatch`."""
    by_method: dict[str, list[Function]] = field(default_factory=dict)
    active: set[Function] = field(default_factory=set)
    crowded: set[Function] = field(default_factory=set)
    """Functions called in so many ways that some were not told apart."""
    summaries: dict[Any, Summary] = field(default_factory=dict)
    shapes: dict[Any, int] = field(default_factory=dict)
    """Of the keys of summaries each part there is, once."""
    same: Same = field(default_factory=dict)
    """Places and texts of what was found, each kept once."""
    annotations: dict[int, Value] = field(default_factory=dict)
    receivers: dict[Class, tuple[Value, dict[int, Obj], Frame]] = field(default_factory=dict)
    """Objects as their constructors leave them: (object, its heap, the frame its labels are in)."""
    folding: bool = False
    """Whether the bodies of functions are kept folded: there are very many."""
    unfolded: dict[Function, Block] = field(default_factory=dict)
    """Of those, the bodies run lately: most are run several times in a row."""
    texts: dict[str, Value] = field(default_factory=dict)
    """Constant texts met so far, each as the one value that stands for it."""
    silent: set[str] = field(default_factory=set)
    """Paths that no table says anything of when they are read."""
    result_name: str = ""
    calling: Node | None = None
    """The call that the tables are asked about."""
    """The name that what is being evaluated will be assigned to or passed under."""
    ends: bool = False
    """Whether the call just evaluated never returns."""
    checks: tuple[dict[int, int], dict[int, int]] | None = None
    """What the call just evaluated checks when it gives something false, something true."""
    frame_checks: dict[int, tuple[Value, tuple[dict[int, int], dict[int, int]]]] = field(default_factory=dict)
    guesses: int = 0
    """How many conditions are being refined of which one part or another held."""
    bits: dict[str, int] = field(init=False)
    library_bases: dict[Class, list[str]] = field(default_factory=dict)
    """What `attributes.library_paths` found, until any class's bases change."""
    base_entries: dict[Class, list[Entry]] = field(default_factory=dict)
    """Rows about methods of a class because of its bases, whatever the method; as long as those above."""
    unit: str = ""
    """The file whose top level or entries are being run."""
    handed: set[tuple[str, str, str, int]] = field(default_factory=set)
    """(unit, file, function, number of the entry row): functions handed to a library, which calls them."""
    expected: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """(file, function) to entry rows: what files that are not run again are known to hand over."""
    _sorted_methods: dict[str, list[Function]] = field(default_factory=dict)
    _next_object: int = 0

    def __post_init__(self) -> None:
        self.bits = self.knowledge.bits

    def eval(self, node: Node, state: State) -> Value:
        """Evaluate an expression."""
        return self.evaluators[node[0]](self, node, state)

    def methods(self, name: str) -> list[Function]:
        """Return the program's methods of a name, in an order that does not depend on what ran first."""
        self.project.meet(name)
        found = self.by_method.get(name)
        if found is None:
            return []
        known = self._sorted_methods.get(name)
        if known is None or len(known) != len(found):  # more were met since
            known = sorted(found, key=lambda function: (function.module.path, function.at))
            self._sorted_methods[name] = known
        return known

    def named(self, node: Node, state: State) -> Value:
        """Evaluate what only chooses or is compared with: to name a constant there is not to use it."""
        op = node[0]
        if op == NAME:
            value = state.env.get(node[2])
            if value is not None and (value.mask or value.ref.__class__ is not str):
                return value  # nothing the tables could say anything of
        elif op != ATTR and not (op == SEQUENCE and all(part[0] in _NAMES for part in node[3])):
            return self.evaluators[op](self, node, state)
        found = self.frame.found
        before = len(found)
        value = self.evaluators[op](self, node, state)
        del found[before:]
        return value

    def run(self, block: Block, state: State) -> State | None:
        """Run a block; None when nothing gets past it.

        Raises:
            LimitHit: the frame has run more blocks than any real code needs.

        """
        self.frame.steps += 1
        if self.frame.steps > STEPS_MAX:
            raise LimitHit("too many branches to follow", hint="exclude the file")
        executors = self.executors
        for node in block:
            after = executors[node[0]](self, node, state)
            if after is None:
                return None
            state = after
        return state

    def body(self, function: Function) -> Block:
        """Return a function's body, to be run."""
        if not self.folding:
            return function.body
        body = self.unfolded.get(function)
        if body is None:
            body = self.unfolded[function] = function.body
            if len(self.unfolded) > UNFOLDED_MAX:
                del self.unfolded[next(iter(self.unfolded))]
        return body

    def new(self, state: State, obj: Obj) -> int:
        """Put an object on the heap; return its id."""
        self._next_object += 1
        state.heap[self._next_object] = obj
        return self._next_object

    def make(self, state: State, obj: Obj) -> Value:
        """Put an object on the heap; return a value that is it."""
        self._next_object += 1
        state.heap[self._next_object] = obj
        return Value(0, 0, UNKNOWN, self._next_object)

    def step(self, at: int, note: str, before: Trace | None) -> Trace:
        """Return a trace with one more step."""
        return (STEP, self.frame.module, at, note, before)

    def guess(self, at: int, note: str, before: Trace | None) -> Trace:
        """Return a trace with one more step that is only assumed."""
        return (GUESS, self.frame.module, at, note, before)

    def source(self, row: Source, at: int, path: str | None, *, named_only: bool = False) -> Value:
        """Return the untrusted value a source row promises."""
        mask = self.frame.label(Origin(row.kind, self.frame.module, at, row.what, named_only))
        clean = 0
        for kind in row.harmless:
            clean |= self.bits.get(kind, 0)
        return Value(mask, clean, UNKNOWN, None, path, self.step(at, row.what, None))

    def reach(  # noqa: PLR0913 - a sink, what reaches it and where
        self, row: Sink, value: Value, state: State, at: int, name: str, *, named_only: bool = False
    ) -> None:
        """Record that a value reaches a sink, unless it was made harmless on the way."""
        mask, clean, trace = content(value, state.heap)
        bit = self.bits[row.kind]
        if not mask or clean & bit:
            return
        if state.safe:
            mask &= ~(state.safe.get(bit, 0) | state.safe.get(EVERY_KIND, 0))
            if not mask:
                return
        frame = self.frame
        function = frame.function.qualname if frame.function is not None else "<module>"
        frame.reached.append(Reached(row, mask, clean, frame.module, at, name, trace, named_only, function))

    def flag(self, row: Flag, at: int, name: str, *, named_only: bool = False) -> None:
        """Record something that is wrong whatever the data."""
        frame = self.frame
        function = frame.function.qualname if frame.function is not None else "<module>"
        reached = Reached(row, 0, 0, frame.module, at, name, None, named_only, function)
        origin = Origin("", frame.module, at, row.what or name)
        frame.found.extend(judge(self.knowledge, reached, origin, 0, self.same))


def again(m: Machine, node: Node, state: State) -> Value:
    """Return what an operand of the condition just evaluated came to; a name, as it is refined by now."""
    value = m.frame.seen.get(id(node)) if node[0] != NAME else None
    return m.named(node, state) if value is None else value
