"""Facts about plain text: what it asks of a person, or of a program that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formulas import facts_of_formulas
from vedette.triage.documents.ole import dde
from vedette.triage.documents.places import fact
from vedette.triage.documents.words import lures, speaks_to_reviewers
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample

_CELL: Final = expression(
    r"(?im)(?:^|[,;\t\"])[ ]{0,20}([=+@-]\s{0,20}(?:cmd|powershell|mshta|rundll32|msexcel|"
    r"regsvr32|wscript)(?:\.exe)?\s{0,9}\|[^\r\n]{1,200})"
)
"""A formula that names a program and a topic, where a cell begins."""
_SYLK: Final = expression(r"(?im)^(?:O;E|NN;NAuto_Open)[^\r\n]{0,200}")
_EXPRESSION: Final = expression(r"(?m);E([^\r\n]{1,1000})")


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what the words ask for."""
    text = sample.text
    allowance.burn(len(text) // 16 + 1)
    if sample.name.endswith(".xlm"):
        yield from facts_of_formulas(sample, text.splitlines())
        return
    yield from _cells(sample, text)
    for said in (*lures(text), *speaks_to_reviewers(text)):
        yield fact(sample, said.act, said.quote, said.says, how=said.how, sure=False)


def _cells(sample: Sample, text: str) -> Iterator[Fact]:
    """Tell cells of tables written as text that ask a program to be started, and macros in such a table."""
    for match in _CELL.finditer(text):
        yield dde(sample, match[1], match[1], sure=False)
        break
    if text.startswith("ID;P") and (macro := _SYLK.search(text)) is not None:
        yield fact(sample, Act.EMBEDS, macro[0], "carries an Excel 4 macro", how="XLM", when=When.OPEN)
        formulas = ["name: Auto_Open", *_EXPRESSION.findall(text)]
        yield from facts_of_formulas(sample, formulas)
