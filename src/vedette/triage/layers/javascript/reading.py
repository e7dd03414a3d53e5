"""Parses JavaScript, and folds the short expressions that come up while a script is folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.triage.layers.folding.contract import Scope
from vedette.triage.layers.folding.statements import Block
from vedette.triage.layers.folding.values import UNKNOWN
from vedette.triage.layers.javascript.lowering import JavaScriptLowering, parser
from vedette.triage.layers.javascript.trees import again

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine
    from vedette.triage.layers.folding.terms import Term


def program(source: bytes, most: int) -> tuple[Term, JavaScriptLowering]:
    """Return a script as a term, and what lowers the rest of it."""
    lowering = JavaScriptLowering(source, most)
    return lowering.term(again(source)), lowering


def expression(machine: Machine, text: str) -> object:
    """Return what an expression comes to by itself."""
    machine.burn(len(text))
    tree = parser().parse(text.encode("utf-8", "replace"))
    if tree.root_node.has_error:
        return UNKNOWN
    term = JavaScriptLowering(text.encode("utf-8", "replace")).term(tree.root_node)
    if not isinstance(term, Block) or len(term.body) != 1:
        return UNKNOWN
    return machine.aside(term.body[0], Scope())
