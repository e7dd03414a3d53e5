"""Facts about plain text: what it asks of a person, or of a program that reads it."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formulas import facts_of_formulas
from vedette.triage.documents.places import fact
from vedette.triage.documents.words import lures, speaks_to_reviewers
from vedette.triage.fact import Fact
from vedette.triage.sample import Sample


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what the words ask for."""
    text = sample.text
    allowance.burn(len(text) // 16 + 1)
    if sample.name.endswith(".xlm"):
        yield from facts_of_formulas(sample, text.splitlines())
        return
    for said in (*lures(text), *speaks_to_reviewers(text)):
        yield fact(sample, said.act, said.quote, said.says, how=said.how, sure=False)
