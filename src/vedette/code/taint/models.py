"""What the tables say about a call: report, clean, type, pass on."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from vedette.code.knowledge import INSTANCE
from vedette.code.tables import (
    CallRow,
    Flag,
    Get,
    Guard,
    Neutral,
    Position,
    Propagator,
    Put,
    Sanitiser,
    Sink,
    Source,
    TypeOf,
)
from vedette.code.taint import takes
from vedette.code.taint.assembly import below
from vedette.code.taint.conditions import hold, known_text
from vedette.code.taint.methodchecks import apply_guard
from vedette.code.taint.templates import unescaped_names
from vedette.code.taint.values import (
    EVERY_KIND,
    NOTHING,
    UNKNOWN,
    Obj,
    State,
    Value,
    content,
    flat,
    poured,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vedette.code.taint.machine import Arguments, Machine


class Call(msgspec.Struct, eq=False, gc=False):
    """A call the tables are asked about."""

    name: str
    receiver: Value
    arguments: Arguments
    state: State
    at: int
    named_only: bool = False

    def value(self, position: Position) -> Value | None:
        """Return an argument, or the receiver."""
        return self.receiver if position == "receiver" else self.arguments.get(position)


def apply(m: Machine, rows: Iterable[CallRow], call: Call) -> Value | None:
    """Apply every row that holds; return what the call gives, None when no row says."""
    outcome = _Outcome()
    path = m.frame.module.path
    for row in rows:
        if not hold(m, row, call.arguments, call.receiver, call.state, path):
            continue
        if isinstance(row, Sink):
            _sink(m, row, call)
        elif isinstance(row, Flag):
            m.flag(row, call.at, call.name, named_only=call.named_only)
        else:
            outcome.add(m, row, call)
    return _with_type(m, outcome.given or outcome.result, outcome.typed, call)


class _Outcome(msgspec.Struct, eq=False, gc=False):
    """What the rows about one call make of its result."""

    given: Value | None = None
    """Untrusted by itself, whatever becomes of the arguments."""
    result: Value | None = None
    typed: str | None = None

    def add(self, m: Machine, row: CallRow, call: Call) -> None:
        """Take one row into account."""
        match row:
            case TypeOf():
                self._type(m, row, call)
            case Source():
                self.given = m.source(row, call.at, call.name + INSTANCE, named_only=call.named_only)
            case Sanitiser():
                self.result = _sanitised(m, row, call, self.result)
            case Neutral():
                m.ends = m.ends or row.ends
                self.result = self.result or Value(ref=_path_ref(call.name))
            case _:
                self.result = self.result or _result(m, row, call)

    def _type(self, m: Machine, row: TypeOf, call: Call) -> None:
        if row.to == "receiver":
            retype(call.receiver, m.knowledge.canonical(row.returns) + INSTANCE, call.state)
        else:
            self.typed = self.typed or row.returns


def retype(value: Value, path: str, state: State) -> None:
    """Let a value be an instance of another class from here on, in every place that holds it."""
    if value is NOTHING or value.const is not UNKNOWN:
        return
    now = Value(value.mask, value.clean, UNKNOWN, value.obj, path, value.trace, value.text)
    for name, held in state.env.items():
        if held is value:
            state.env[name] = now
    for oid, obj in list(state.heap.items()):
        for key, held in obj.items.items():
            if held is value and (own := state.own(oid)) is not None:
                own.items[key] = now


def _with_type(m: Machine, result: Value | None, typed: str | None, call: Call) -> Value | None:
    if typed is None:
        return result
    if result is None:
        result = passed_on(m, call, certain=True)
    ref = m.knowledge.canonical(typed) + INSTANCE
    text = known_text(call.arguments.get(0) or NOTHING, call.state) if ref == "re.Pattern()" else result.text
    return Value(result.mask, result.clean, UNKNOWN, result.obj, ref, result.trace, text)


def _result(m: Machine, row: CallRow, call: Call) -> Value | None:
    match row:
        case Propagator():
            return _propagated(m, row, call)
        case Put():
            return _put(row, call)
        case Get():
            return _got(row, call)
        case Guard():
            if row.raises:
                apply_guard(m, row, call.arguments, call.receiver, call.state)
            return None
        case _:
            return None


def _sink(m: Machine, row: Sink, call: Call) -> None:
    for position in row.args:
        for value in positioned(position, call):
            for taken in takes.take(m, row.take, value, call.state):
                if row.safe_prefix and _begins(row.safe_prefix, taken, call.state):
                    continue
                m.reach(row, taken, call.state, call.at, call.name, named_only=call.named_only)


def positioned(position: Position, call: Call) -> list[Value]:
    """Return the arguments a position stands for."""
    arguments = call.arguments
    if position == "any":
        return arguments.all()
    if isinstance(position, str) and position.startswith("rest:"):
        found = arguments.positional[int(position[5:]) :]
        return [*found, arguments.rest] if arguments.rest is not None else found
    if isinstance(position, str) and position.startswith("unescaped:"):
        return _unescaped(call, position[10:])
    value = call.value(position)
    return [value] if value is not None else []


def _unescaped(call: Call, where: str) -> list[Value]:
    """Return the variables given to a template that it puts into the page as they are."""
    template = call.value(int(where) if where.isdigit() else where)
    text = known_text(template, call.state) if template is not None else None
    names = unescaped_names(text) if text else frozenset()
    arguments = call.arguments
    given = [arguments.get(name) for name in sorted(names)]
    for value in arguments.positional:  # a context handed over as a dict
        obj = call.state.heap.get(value.obj) if value.obj is not None else None
        if obj is not None and obj.kind == "dict":
            given.extend(obj.items.get(name, obj.rest) for name in sorted(names))
    return [value for value in given if value is not None]


def _begins(pattern: str, value: Value, state: State) -> bool:
    text = known_text(value, state)
    return text is not None and _compiled(pattern).search(text) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _sanitised(m: Machine, row: Sanitiser, call: Call, before: Value | None) -> Value:
    """Clean an argument; several rows about one call add up."""
    value = before if before is not None else call.value(row.arg)
    if row.checked and value is not None:
        mask, _, trace = content(value, call.state.heap)
        return Value(mask, EVERY_KIND, UNKNOWN, None, f"{call.name}()", trace)
    return NOTHING if value is None else cleaned(m, row.kinds, value, call.state, call.name, call.at)


def cleaned(m: Machine, kinds: tuple[str, ...], value: Value, state: State, name: str, at: int) -> Value:  # noqa: PLR0913, PLR0917 - a value, what cleans it and where
    """Return a value as it is after something made it harmless for these kinds."""
    mask, clean, trace = content(value, state.heap)
    if not mask or "*" in kinds:
        return NOTHING
    for kind in kinds:
        clean |= m.bits.get(kind, 0)
    return Value(mask, clean, UNKNOWN, None, f"{name}()", m.step(at, f"cleaned by {name}()", trace))


def _propagated(m: Machine, row: Propagator, call: Call) -> Value | None:
    given = (
        [value for position in row.from_ for value in positioned(position, call)] if row.from_ else _all(call)
    )
    if row.below and len(given) > 1 and given[0].const not in ("", ".", "./"):
        given = [given[0], *[below(flat(value, call.state.heap)) for value in given[1:]]]
    if row.below:
        given = _without_plain_names(m, given)
    value = mix(given, call.state)
    if row.restores and value.mask:
        value = _restored(m, row, value)
    if row.to == "result":
        ref = _path_ref(call.name)
        text = next((known_text(v, call.state) for v in given), None)
        return Value(value.mask, value.clean, UNKNOWN, None, ref, value.trace, text)
    target = call.value(row.to)
    obj = call.state.own(target.obj) if target is not None and target.obj is not None else None
    if obj is not None and value.mask:
        obj.absorb(value)
    return None


def _without_plain_names(m: Machine, given: list[Value]) -> list[Value]:
    """Leave out names that are harmless as part of a path, where another part is not: that is to blame."""
    bit = m.bits.get("path", 0)
    blamed = [value for value in given if not (value.mask and value.clean & bit)]
    return blamed if any(value.mask for value in blamed) else given


def _restored(m: Machine, row: Propagator, value: Value) -> Value:
    """Undo what an encoding made harmless: decoding brings the harm back."""
    lost = EVERY_KIND if "*" in row.restores else 0
    for kind in row.restores:
        lost |= m.bits.get(kind, 0)
    return Value(value.mask, value.clean & ~lost, UNKNOWN, value.obj, value.ref, value.trace)


def _path_ref(name: str) -> str | None:
    return f"{name}()" if "." in name and len(name) < 150 else None  # noqa: PLR2004 - as paths elsewhere


def _all(call: Call) -> list[Value]:
    found = call.arguments.all()
    return [call.receiver, *found] if call.receiver.mask or call.receiver.obj is not None else found


def mix(values: Iterable[Value], state: State) -> Value:
    """Return everything that flows into any of these, as one value."""
    mask, clean, trace = poured(values, state.heap, (0, -1, None))
    return Value(mask, clean, UNKNOWN, None, None, trace) if mask else NOTHING


def passed_on(m: Machine, call: Call, *, certain: bool) -> Value:
    """Return what a call gives when nothing is known of it: whatever flowed in may flow out.

    A value that goes in as an argument is only assumed to come out again, and the trace says so; one whose
    method is called is taken to be in the result.
    """
    receiver = mix((call.receiver,), call.state)
    given = mix(call.arguments.all(), call.state)
    if not given.mask:
        return receiver
    if given.mask & ~receiver.mask:
        note = f"passes through {call.name}()"
        trace = m.step(call.at, note, given.trace) if certain else m.guess(call.at, note, given.trace)
        given = Value(given.mask, given.clean, UNKNOWN, None, None, trace)
    return mix((receiver, given), call.state)


def _put(row: Put, call: Call) -> Value:
    owner = call.receiver
    obj = call.state.own(owner.obj) if owner.obj is not None else None
    value = call.arguments.get(row.value) or NOTHING
    if obj is None:
        return NOTHING
    keys = _keys(row.keys, call)
    if keys is None:
        obj.absorb(flat(value, call.state.heap))
    else:
        obj.items[keys] = value
    return NOTHING


def _got(row: Get, call: Call) -> Value | None:
    obj = call.state.heap.get(call.receiver.obj) if call.receiver.obj is not None else None
    if obj is None:
        return None
    keys = _keys(row.keys, call)
    if keys is not None and not call.receiver.mask:
        return obj.items.get(keys) or obj.rest or NOTHING
    return flat(call.receiver, call.state.heap)


def _keys(positions: tuple[int, ...], call: Call) -> tuple[object, ...] | None:
    found: list[object] = ["keys"]
    for position in positions:
        value = call.arguments.get(position)
        if value is None or value.const is UNKNOWN:
            return None
        found.append(value.const)
    return tuple(found)


def fresh_store(m: Machine, state: State, path: str) -> Value:
    """Return an empty keyed store of a library's class."""
    return Value(obj=m.new(state, Obj("store")), ref=path)


__all__ = ["EVERY_KIND", "Call", "apply", "fresh_store", "known_text", "mix", "passed_on", "retype"]
