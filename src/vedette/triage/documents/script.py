"""Facts about the words in a script or a settings file: whether they are meant for who reviews it."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.triage.allowance import Allowance
from vedette.triage.documents.places import lines
from vedette.triage.documents.words import speaks_to_reviewers
from vedette.triage.fact import Fact
from vedette.triage.sample import Sample


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what speaks to reviewers; what the code does is told elsewhere."""
    text = sample.text
    allowance.burn(len(text) // 64 + 1)
    for said in speaks_to_reviewers(text):
        at = text.find(said.quote)
        place, quote = lines(text, max(at, 0), max(at, 0) + len(said.quote))
        yield Fact(act=said.act, place=place, quote=quote, says=said.says, how=said.how, sure=False)
