"""JavaScript source bytes in, the intermediate form out."""

from __future__ import annotations

from collections.abc import Sequence

from vedette.lang.ir import Block
from vedette.triage.facts.javascript import expressions, statements
from vedette.triage.facts.javascript.lowering import Lowering


def lower(source: bytes, telling: Sequence[int] | None = None) -> Block:
    """Lower one file. What the parser cannot make sense of is lowered as far as it goes.

    `telling` are the places of words, in order: functions that hold none are left out (`Lowering.quiet`).
    """
    from vedette.triage.layers.javascript.trees import first  # noqa: PLC0415  it loads the grammar

    root = first(source)
    made = Lowering(source, expressions.TABLE, statements.TABLE)
    made.telling = telling
    return made.block(root)
