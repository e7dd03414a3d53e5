"""One shell script in, facts out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.triage.facts.cutting import only_first
from vedette.triage.facts.shell.notebook import Notebook
from vedette.triage.facts.shell.walking import Walk
from vedette.triage.layers.shell.peeling import parser

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.fact import Fact
    from vedette.triage.sample import Sample

_LARGEST: Final = 1 << 20
"""Larger scripts carry data; their first part is followed, and no more."""


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what a shell script does.

    Raises:
        LimitHit: some of it could not be followed; what could is yielded before.

    """
    source = sample.text.encode("utf-8", "replace")
    cut, source = len(source) > _LARGEST, source[:_LARGEST]
    binary = source.find(b"\0")
    cut = cut and binary < 0
    source = (source if binary < 0 else source[:binary]).replace(b"\r\n", b"\n")
    allowance.burn(len(source) >> 4)
    notebook = Notebook(source)
    walk = Walk(source, allowance, notebook)
    walk.go(parser().parse(source).root_node)
    walk.finish()
    yield from notebook.facts
    if cut:
        raise only_first(_LARGEST)
