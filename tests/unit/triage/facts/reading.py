"""Facts of a few lines, for tests."""

from __future__ import annotations

from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact
from vedette.triage.facts import facts
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample


def told(text: str, kind: Kind) -> list[Fact]:
    return list(facts(Sample(name="a", data=text.encode(), kind=kind), Allowance()))


def acts(text: str, kind: Kind) -> set[Act]:
    return {fact.act for fact in told(text, kind)}


def chains(text: str, kind: Kind) -> set[tuple[Act, ...]]:
    """Acts with all that flows into them: (SENDS, READS_SECRET)."""
    made: set[tuple[Act, ...]] = set()

    def walk(fact: Fact, above: tuple[Act, ...]) -> None:
        path = (*above, fact.act)
        made.add(path)
        for one in fact.inputs:
            walk(one, path)

    for fact in told(text, kind):
        walk(fact, ())
    return made
