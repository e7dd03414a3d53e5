"""Code a script runs: blocks are gone through, texts are told of, for they are the next layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.triage.layers.powershell.values import items_of, text_of
from vedette.triage.layers.tracing.machine import gathered
from vedette.triage.layers.tracing.running import told_run
from vedette.triage.layers.tracing.values import Thing, Value, derived, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.tree import Node


def run_code(m: Machine, node: Node, value: Value) -> Value:
    """Tell of text that is run as code; go through a block."""
    if value.known and isinstance(value.data, Thing) and value.data.node is not None:
        return run_block(m, node, value, ())
    text = text_of(value.data) if value.known and not isinstance(value.data, list) else None
    if value.known and isinstance(value.data, list):
        parts = [text_of(one) for one in value.data]
        text = "\n".join(part for part in parts if part is not None) if None not in parts else None
    return told_run(m, node, text, value)


def run_block(m: Machine, node: Node, value: Value, args: Sequence[Value]) -> Value:
    """Go through a block with arguments."""
    thing = value.data
    if not isinstance(thing, Thing) or thing.node is None:
        return run_code(m, node, value)
    return go_through(m, thing.node, {}, args)


def go_through(m: Machine, block: Node, named: dict[str, Value], args: Sequence[Value]) -> Value:
    """Go through a block's statements with its parameters set; what it returns is what it is worth."""
    kids = list(block.kids)
    given = [kid for kid in kids if kid.kind == "given"]
    if kids and kids[0].kind == "parameters":
        given = list(kids[0].kids)
    statements = [kid for kid in kids if kid.kind not in ("given", "parameters")]
    bind(m, given, named, args)
    held = m.variables.get("args")
    m.assign("args", derived([arg.data if arg.known else arg for arg in args], args))
    before, m.leaving = m.leaving, ""
    unsure, m.unsure = m.unsure, 0
    made = m.run(statements)
    m.leaving, m.unsure = before, unsure
    if held is not None:
        m.variables["args"] = held
    return made


def bind(m: Machine, given: Sequence[Node], named: dict[str, Value], args: Sequence[Value]) -> None:
    """Set parameters: by name, by place, or to what they are if not given."""
    waiting = list(args)
    for parameter in given:
        value = next((named[name] for name in named if name and parameter.word.startswith(name)), None)
        if value is None and waiting:
            value = waiting.pop(0)
        if value is None:
            value = m.evaluate(parameter.kids[0]) if parameter.kids else unknown()
        m.assign(parameter.word, value)


def for_each(m: Machine, block: Node, source: Value) -> Value:
    """Go through a block once for every item, or once for what is not known."""
    items = items_of(source.data) if source.known else [unknown(source)]
    made: list[Value] = []
    held = m.variables.get("_")
    m.looping += 1
    for item in items:
        m.allowance.burn()
        value = item if isinstance(item, Value) else Value(item, source.steps, source.feeds)
        m.variables["_"] = m.variables["psitem"] = value
        result = m.run(block.kids)
        if not (result.known and result.data is None):
            made.append(result)
        if m.leaving:
            m.leaving = ""
            break
    m.looping -= 1
    if held is not None:
        m.variables["_"] = held
    return gathered(made)
