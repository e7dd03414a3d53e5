"""The files embedded in a OneNote section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.notebook import files
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member


def members(sample: Sample, allowance: Allowance, _: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield them by number: which name belongs to which file is not written beside it."""
    for number, (_at, body) in enumerate(files(sample.data, allowance), 1):
        if body:
            yield Member(f"file{number}", body)
