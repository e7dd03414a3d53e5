"""Goes through a PowerShell script without running it: what it reckons is known, what it does is told of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.powershell import calls, commands, evaluation, flow
from vedette.triage.layers.powershell.machine import Machine
from vedette.triage.layers.powershell.parser import parse
from vedette.triage.layers.powershell.running import go_through
from vedette.triage.layers.tracing.once import Once

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.tracing.machine import Evaluator
    from vedette.triage.layers.tracing.tree import Node

_EVALUATORS: Final[dict[str, Evaluator]] = {
    "text": evaluation.text,
    "bare": evaluation.text,
    "number": evaluation.number,
    "expandable": evaluation.expandable,
    "variable": evaluation.variable,
    "type": evaluation.type_,
    "block": evaluation.block,
    "paren": evaluation.paren,
    "inner": evaluation.paren,
    "each": evaluation.each,
    "list": evaluation.list_,
    "table": evaluation.table,
    "binary": evaluation.binary,
    "unary": evaluation.unary,
    "cast": evaluation.cast_,
    "assign": evaluation.assign,
    "chain": calls.chain,
    "command": commands.command,
    "pipeline": commands.pipeline,
    "blocks": flow.blocks,
    "leave": flow.leave,
    "if": flow.if_,
    "while": flow.while_,
    "do": flow.do,
    "for": flow.for_,
    "foreach": flow.foreach,
    "switch": flow.switch,
    "function": flow.function,
    "parameters": flow.nothing,
    "attribute": flow.nothing,
}


def go(text: str, allowance: Allowance) -> Machine:
    """Go through a script; what was seen is in what is returned."""
    tree = parse(text, allowance)
    m = Machine(text, _EVALUATORS, allowance)
    m.cut = bool(tree.word)
    _collect(m, tree)
    for statement in tree.kids:
        m.attempt(partial(m.evaluate, statement))
    _uncalled(m)
    return m


_ONCE: Final = Once(go)
first, again = _ONCE.first, _ONCE.again
"""Ways through a script for its facts, and after that for its layers."""


def _collect(m: Machine, tree: Node) -> None:
    """Know functions before they are called, wherever they stand."""
    for kid in tree.kids:
        if kid.kind == "function":
            m.functions[kid.word] = kid


def _uncalled(m: Machine) -> None:
    """Go through functions once more, parameters not known: what they do counts though nothing calls them."""
    for function in list(m.functions.values())[:500]:
        held = dict(m.variables)
        m.attempt(partial(go_through, m, function.kids[-1], {}, ()))
        m.variables = held
