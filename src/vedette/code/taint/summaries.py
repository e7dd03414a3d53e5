"""Calling a function of the program: it is run once per shape of its arguments; later its summary is used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from vedette.code.taint import arguments as passing
from vedette.code.taint.cells import CELLS
from vedette.code.taint.instantiate import instantiate
from vedette.code.taint.models import mix
from vedette.code.taint.scopes import Asked, Class, Frame, Function, Slot, Summary
from vedette.code.taint.shared import note
from vedette.code.taint.values import NONE, UNKNOWN, Check, Obj, State, Value, flat, join, merge
from vedette.lang.ir import GENERATOR

if TYPE_CHECKING:
    from vedette.code.taint.machine import Arguments, Machine

EXACT: Final = 0
OUTLINE: Final = 1
BLUNT: Final = 2
ANY: Final = 3
"""How closely arguments are told apart: constants too; fields and types; only classes; not at all."""
CONTEXTS: Final = (2, 4, 6, 7)
"""How many shapes of arguments one function passes another before the next, coarser way to tell them apart.

Counted for each caller by itself: what one part of a program comes to must not hang on what ran before it.
"""
SHAPES_MAX: Final = 40
"""How many shapes one function is run for in all before its arguments are not told apart any more."""
SUMMARIES_MAX: Final = 120_000
"""How many summaries are kept at a time before no function's arguments are told apart any more.

A million lines of ordinary code come to fewer. What a tangle of a program takes is bounded by it: each takes
2 to 3 kB.
"""
NESTING_MAX: Final = 40
DEPTH_MAX: Final = 2
ITEMS_MAX: Final = 24
SEQUENCE_MAX: Final = 16
CONST_TEXT_MAX: Final = 60
REACHED_MAX: Final = 24
REACHABLE_MAX: Final = 12

_SOME_CONSTANT: Final = "a constant"
_EMPTY: Final = Slot(0, 0, None, None)
"""What a value without labels passes: slots are not changed, and most are such."""
_SIMPLE: Final = (bool, int, type(None))
_OPEN_KINDS: Final = frozenset(
    ("inst", "dict", "list", "store", "closure", "partial", "set", "generator", "cells")
)


def call_function(m: Machine, function: Function, arguments: Arguments, state: State, at: int) -> Value:
    """Call a function of the program."""
    values = passing.assign(m, function, arguments, state)
    captured = tuple(arguments.captured) if arguments.captured else None
    asked = m.frame.asked.get(function)
    if asked is None:
        asked = m.frame.asked[function] = Asked()
    while True:
        level = asked.level
        slots: list[Slot] = []
        key: Any = (function, level, tuple(_shapes(values, state, slots, level, m.shapes)), captured)
        summary = m.summaries.get(key)
        if summary is not None and summary in asked.answers:
            break
        if level > ANY or (summary is None and (function in m.active or len(m.active) > NESTING_MAX)):
            return mix(values, state)
        if _tells_apart(m, function, asked, known=summary is not None):
            if summary is None:
                function.contexts += 1
                named = dict(zip(passing.names_of(function, arguments), values, strict=False))
                summary = _summarise(m, function, named, state, level)
                m.summaries[key] = summary
            asked.answers.add(summary)
            break
        if len(asked.answers) < CONTEXTS[asked.level]:  # for others' calls, not for this caller's
            m.crowded.add(function)
        asked.level += 1
    m.frame.uses.add(summary)
    given = tuple([v.const for v in values if v.const.__class__ is str]) if summary.labels else ()
    return instantiate(m, summary, slots, state, at, function.name, given)


def _tells_apart(m: Machine, function: Function, asked: Asked, *, known: bool) -> bool:
    """Whether one more shape of arguments is told apart, as closely as now."""
    if len(asked.answers) >= CONTEXTS[asked.level]:
        return False
    if known or asked.level == ANY:
        return True
    return function.contexts < SHAPES_MAX and len(m.summaries) < SUMMARIES_MAX


def _is_open(obj: Obj | None, depth: int, level: int) -> bool:
    """Tell whether an argument's object is looked into: the summary then knows its fields apart."""
    if obj is None or depth >= DEPTH_MAX or level >= BLUNT or obj.kind not in _OPEN_KINDS:
        return False
    return len(obj.items) <= ITEMS_MAX and (obj.seq is None or len(obj.seq) <= SEQUENCE_MAX)


def _is_simple(const: object, level: int) -> bool:
    if level > EXACT:
        return const is None
    return isinstance(const, _SIMPLE) or (isinstance(const, str) and len(const) < CONST_TEXT_MAX)


def _shapes(  # noqa: PLR0913, PLR0917 - values, where they are, and how far they are told apart
    values: Iterable[Value], state: State, slots: list[Slot], level: int, kept: dict[Any, int], depth: int = 0
) -> list[Any]:
    """Return what distinguishes values for their callee, hashable, and note their slots."""
    made: list[Any] = []
    for value in values:
        const = value.const
        if const is not UNKNOWN:
            made.append((type(const), const) if _is_simple(const, level) else _SOME_CONSTANT)
        elif value.obj is not None:
            made.append(_shape(value, state, slots, level, kept, depth))
        else:
            slots.append(Slot(value.mask, value.clean, value.trace, None) if value.mask else _EMPTY)
            made.append(None if value.ref is None else _ref(value, level))
    return made


def _shape(  # noqa: PLR0913, PLR0917 - as _shapes
    value: Value, state: State, slots: list[Slot], level: int, kept: dict[Any, int], depth: int
) -> Any:  # noqa: ANN401 - a hashable key
    """Return what distinguishes an object for its callee, and note its slots."""
    obj = state.heap.get(value.obj or 0)
    if _is_open(obj, depth, level) and obj is not None:
        return _object_shape(value, obj, state, slots, level, kept, depth)
    made = flat(value, state.heap)
    slots.append(Slot(made.mask, made.clean, made.trace, None))
    return (_class(obj, level), _ref(value, level))


def _ref(value: Value, level: int) -> Any:  # noqa: ANN401 - whatever a value refers to
    """Return what a value refers to, as far as it is told apart."""
    return value.ref if level < BLUNT and value.ref.__class__ is not Check else None


def _class(obj: Obj | None, level: int) -> Class | None:
    """Return an object's class, as far as it is told apart."""
    return obj.cls if obj is not None and level < ANY else None


def _object_shape(  # noqa: PLR0913, PLR0917 - as _shapes
    value: Value, obj: Obj, state: State, slots: list[Slot], level: int, kept: dict[Any, int], depth: int
) -> int:
    """Return the number of an object's shape: most are met again, and a number is soon told from another."""
    rest = obj.rest
    if rest is None:
        slots.append(Slot(value.mask, value.clean, value.trace, value.obj))
    else:
        inside = flat(rest, state.heap)
        shell = join(value, inside) if inside.mask else value
        slots.append(Slot(shell.mask, shell.clean, shell.trace, value.obj))
    items = obj.items
    shape = (
        obj.kind,
        obj.cls,
        tuple(items),
        tuple(_shapes(items.values(), state, slots, level, kept, depth + 1)) if items else (),
        tuple(_shapes(obj.seq, state, slots, level, kept, depth + 1)) if obj.seq is not None else None,
        rest is not None or bool(value.mask),
        value.ref,
        rest.ref if rest is not None else None,
    )
    return kept.setdefault(shape, len(kept))


class _Symbols:
    """Rebuilds arguments with a label of its own for every slot, in the order `_shapes` noted them."""

    __slots__ = ("count", "inner", "level", "m", "objects")

    def __init__(self, m: Machine, inner: State, level: int) -> None:
        self.m = m
        self.inner = inner
        self.level = level
        self.count = 0
        self.objects: list[tuple[int, int]] = []
        """(slot, object id in the function's own heap)."""

    def make(self, values: Iterable[Value], state: State, depth: int = 0) -> list[Value]:
        """Return the symbols for values."""
        made: list[Value] = []
        for value in values:
            const = value.const
            if const is not UNKNOWN:
                made.append(Value(0, 0, const) if _is_simple(const, self.level) else Value())
            elif value.obj is not None:
                made.append(self._of_object(value, state, depth))
            else:
                ref = None if value.ref is None else _ref(value, self.level)
                made.append(Value(self._bit(), 0, UNKNOWN, None, ref))
        return made

    def _of_object(self, value: Value, state: State, depth: int) -> Value:
        obj = state.heap.get(value.obj or 0)
        if _is_open(obj, depth, self.level) and obj is not None:
            return self._object(value, obj, state, depth)
        bit = self._bit()
        if (cls := _class(obj, self.level)) is not None:
            return self._closed(bit, cls, value)
        return Value(bit, 0, UNKNOWN, None, _ref(value, self.level))

    def _bit(self) -> int:
        self.count += 1
        return 1 << (self.count - 1)

    def _closed(self, bit: int, cls: Class, value: Value) -> Value:
        made = Obj("inst", cls)
        made.rest = Value(bit)
        return Value(0, 0, UNKNOWN, self.m.new(self.inner, made), _ref(value, self.level))

    def _object(self, value: Value, obj: Obj, state: State, depth: int) -> Value:
        bit = self._bit()
        made = Obj(obj.kind, obj.cls)
        if value.obj == CELLS:
            oid = CELLS
            self.inner.heap[oid] = made
        else:
            oid = self.m.new(self.inner, made)
        self.objects.append((self.count - 1, oid))
        if obj.rest is not None or value.mask:
            made.rest = Value(bit, 0, UNKNOWN, None, obj.rest.ref if obj.rest is not None else None)
        made.items = dict(zip(obj.items, self.make(obj.items.values(), state, depth + 1), strict=True))
        made.seq = None if obj.seq is None else self.make(obj.seq, state, depth + 1)
        return Value(0, 0, UNKNOWN, oid, value.ref)


def _summarise(m: Machine, function: Function, values: dict[str, Value], state: State, level: int) -> Summary:
    """Run a function on symbols."""
    outer, outer_name, outer_ends, outer_checks = m.frame, m.result_name, m.ends, m.frame_checks
    frame = m.frame = Frame(function.module, function)
    m.result_name, m.frame_checks = "", {}
    inner = State({}, {}, {})
    symbols = _Symbols(m, inner, level)
    inner.env = dict(zip(values, symbols.make(values.values(), state), strict=True))
    if level == ANY and function.cls is not None:
        _keep_class(m, function, inner)
    frame.slots = symbols.count
    frame.labels = [None] * symbols.count
    before = {oid: inner.heap[oid] for _, oid in symbols.objects}
    m.active.add(function)
    frame.uses.add(function)
    try:
        end = m.run(m.body(function), inner)
    finally:
        m.active.discard(function)
        m.frame, m.result_name, m.ends, m.frame_checks = outer, outer_name, outer_ends, outer_checks
    return _finish(m, frame, end, symbols.objects, before)


def _keep_class(m: Machine, function: Function, inner: State) -> None:
    """Let a method's own object stay one of its class, whatever else was given up about it."""
    name = function.parameters[0][1] if function.parameters else ""
    value = inner.env.get(name)
    if value is not None and value.mask and value.obj is None and value.ref is None:
        made = Obj("inst", function.cls)
        made.rest = value
        inner.env[name] = Value(obj=m.new(inner, made))


def _finish(
    m: Machine, frame: Frame, end: State | None, objects: list[tuple[int, int]], before: dict[int, Obj]
) -> Summary:
    final = merge(frame.end, end)
    result = _result(m, frame, end, final)
    labels: list[Any] = frame.labels[frame.slots :]
    summary = Summary(frame.slots, result, labels=labels, uses=tuple(frame.uses))
    summary.never_returns = final is None and frame.yields is None
    m.report(m, frame)
    summary.reached = frame.reached[:REACHED_MAX]
    summary.found = frame.found
    if final is None:
        final = State({}, {}, {})
    _reachable(result, final, summary.objects)
    _writes(summary, objects, before, final)
    _left_elsewhere(summary, frame, final, before)
    limit = (1 << frame.slots) - 1
    summary.safe = {kind: mask & limit for kind, mask in final.safe.items() if mask & limit}
    no, yes = frame.safe_if.get(False), frame.safe_if.get(True)
    if end is not None:  # falls off the end: gives None, which is false
        no = end.safe if no is None else {k: mask & end.safe.get(k, 0) for k, mask in no.items()}
    summary.safe_if = (no or {}, yes or {})
    summary.idle = _is_idle(summary)
    summary.trim()
    return summary


def _is_idle(summary: Summary) -> bool:
    """Tell whether using a summary comes to giving its result as it is."""
    if summary.result.mask or summary.result.obj is not None or summary.raised is not None:
        return False
    effects = (summary.writes, summary.reached, summary.safe, summary.nonlocals, summary.cells)
    return not any(effects) and not any(summary.safe_if)


def _result(m: Machine, frame: Frame, end: State | None, final: State | None) -> Value:
    function = frame.function
    is_generator = function is not None and function.flags & GENERATOR
    if (frame.yields is not None or is_generator) and final is not None:
        made = Obj("generator")
        made.rest = frame.yields
        return m.make(final, made)
    result = frame.result
    if result is None:
        return NONE
    if end is not None:  # some way through falls off the end
        known = result.mask or result.obj is not None or result.ref is not None
        result = join(result, NONE) if known else Value()
    return passing.portable(m, result, final) if final is not None else result


def _writes(summary: Summary, objects: list[tuple[int, int]], before: dict[int, Obj], final: State) -> None:
    changed = False
    writes: list[tuple[int, int, Obj | None]] = []
    for index, oid in objects:
        now = final.heap.get(oid)
        if now is not None and now is not before[oid]:
            changed = True
            writes.append((index, oid, now))
            for item in now.values():
                _reachable(item, final, summary.objects)
        else:
            writes.append((index, oid, None))
    for _, oid in objects:
        summary.objects.pop(oid, None)
    if changed or summary.result.obj is not None or summary.objects:
        summary.writes = writes


def _left_elsewhere(summary: Summary, frame: Frame, final: State, before: dict[int, Obj]) -> None:
    """Note what a function raises, and leaves in variables that are not its own."""
    raised = frame.raised
    if raised is not None and raised.mask:
        summary.raised = raised
    for name in frame.nonlocals:
        value = final.env.get(name)
        if value is not None:
            summary.nonlocals[name] = value
            _reachable(value, final, summary.objects)
    note(frame, final)
    cells = final.heap.get(CELLS)
    if cells is not None and CELLS not in before:
        summary.cells = cells
        for value in cells.values():
            _reachable(value, final, summary.objects)


def _reachable(value: Value, state: State, found: dict[int, Obj], depth: int = 0) -> None:
    if value.obj is None or value.obj in found or depth > REACHABLE_MAX:
        return
    obj = state.heap.get(value.obj)
    if obj is None:
        return
    found[value.obj] = obj
    for item in obj.values():
        _reachable(item, state, found, depth + 1)


__all__ = ["Class", "call_function"]
