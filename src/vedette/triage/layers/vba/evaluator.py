"""Goes through VBA or VBScript without running it: what it reckons is known, what it does is told of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.tracing.machine import Machine
from vedette.triage.layers.tracing.once import Once
from vedette.triage.layers.tracing.values import unknown
from vedette.triage.layers.vba import evaluation, statements
from vedette.triage.layers.vba.parser import parse

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.tracing.machine import Evaluator
    from vedette.triage.layers.tracing.tree import Node

_EVALUATORS: Final[dict[str, Evaluator]] = {
    "text": evaluation.text,
    "number": evaluation.number,
    "paren": evaluation.paren,
    "missing": evaluation.missing,
    "variable": evaluation.variable,
    "new": evaluation.new,
    "with": evaluation.with_,
    "binary": evaluation.binary,
    "unary": evaluation.unary,
    "chain": evaluation.chain,
    "assign": statements.assign,
    "does": statements.does,
    "sized": statements.sized,
    "body": statements.body,
    "if": statements.if_,
    "for": statements.for_,
    "each": statements.each,
    "while": statements.while_,
    "select": statements.select,
    "withblock": statements.with_block,
    "leave": statements.leave,
    "declare": statements.declare,
    "procedure": statements.nothing,
}
OPENING: Final[tuple[str, ...]] = (
    "autoopen", "auto_open", "document_open", "workbook_open", "autoexec", "autonew", "document_new",
    "autoclose",
    "auto_close", "document_close", "workbook_activate", "workbook_beforeclose",
    "document_contentcontrolonenter",
    "inkpicture_painted", "main", "window_onload",
)  # fmt: skip
"""Procedures Office calls by itself."""
PROCEDURES_MOST: Final = 500


def go(text: str, allowance: Allowance) -> Machine:
    """Go through a script; what was seen is in what is returned."""
    tree = parse(text, allowance)
    m = Machine(text, _EVALUATORS, allowance)
    _collect(m, tree)
    for statement in tree.kids:
        m.attempt(partial(m.evaluate, statement))
    _entered(m)
    return m


_ONCE: Final = Once(go)
first, again = _ONCE.first, _ONCE.again
"""Ways through a script for its facts, and after that for its layers."""


def _collect(m: Machine, tree: Node) -> None:
    """Know procedures before they are called, wherever they stand."""
    for kid in tree.kids:
        if kid.kind == "procedure":
            m.functions[kid.word] = kid
        elif kid.kind == "body":
            _collect(m, kid)


def _entered(m: Machine) -> None:
    """Go through what Office calls first, then through all other procedures, with what nobody knows."""
    names = [name for name in OPENING if name in m.functions]
    names += [name for name in m.functions if name not in OPENING]
    for name in names[:PROCEDURES_MOST]:
        node = m.functions[name]
        held = dict(m.variables)
        for kid in node.kids[:-1]:
            m.variables[kid.word] = unknown()
        m.attempt(partial(m.run, node.kids[-1].kids))
        m.variables = {**m.variables, **held} if name in OPENING else held
