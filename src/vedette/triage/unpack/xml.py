"""Files written as text inside XML, and commands a task or an agent runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.flat import files
from vedette.triage.documents.markup import parsed
from vedette.triage.sample import Sample
from vedette.triage.unpack import standing
from vedette.triage.unpack.member import Member


def members(sample: Sample, allowance: Allowance, _: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield them under their names."""
    if b"binData" in sample.data or b"binaryData" in sample.data:
        for name, data in files(parsed(sample.data, allowance), allowance):
            if data:
                yield Member(name, data)
    yield from standing.members(sample, allowance)
