"""JavaScript source bytes in, the intermediate form out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from vedette.lang.ir import Block
from vedette.triage.facts.javascript import expressions, statements
from vedette.triage.facts.javascript.lowering import Lowering

if TYPE_CHECKING:
    from tree_sitter import Parser


@cache
def _parser() -> Parser:
    import tree_sitter_javascript  # noqa: PLC0415  the grammar loads when it is needed
    from tree_sitter import Language, Parser  # noqa: PLC0415

    return Parser(Language(tree_sitter_javascript.language()))


def lower(source: bytes, telling: Sequence[int] | None = None) -> Block:
    """Lower one file. What the parser cannot make sense of is lowered as far as it goes.

    `telling` are the places of words, in order: functions that hold none are left out (`Lowering.quiet`).
    """
    root = _parser().parse(source).root_node
    made = Lowering(source, expressions.TABLE, statements.TABLE)
    made.telling = telling
    return made.block(root)
