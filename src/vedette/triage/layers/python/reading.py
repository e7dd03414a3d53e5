"""Parses Python, and folds the short expressions that come up while a script is folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.lang.python.parsing import parse
from vedette.triage.layers.folding.statements import Block
from vedette.triage.layers.folding.values import UNKNOWN
from vedette.triage.layers.python.lowering import PythonLowering

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine
    from vedette.triage.layers.folding.terms import Term


def program(source: bytes, most: int) -> tuple[Term, PythonLowering]:
    """Return a script as a term, and what lowers the rest of it."""
    lowering = PythonLowering(source, most)
    return lowering.term(parse(source).root_node), lowering


def expression(machine: Machine, text: str) -> object:
    """Return what an expression comes to, with the global names of the script."""
    machine.burn(len(text))
    source = text.strip().encode("utf-8", "replace")
    tree = parse(source)
    if tree.root_node.has_error:
        return UNKNOWN
    term = PythonLowering(source).term(tree.root_node)
    if not isinstance(term, Block) or len(term.body) != 1:
        return UNKNOWN
    return machine.aside(term.body[0], machine.dialect.root)  # type: ignore[attr-defined]
