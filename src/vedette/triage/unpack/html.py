"""Files a page carries in its addresses and in long texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.carried import carried
from vedette.triage.documents.formats.pages import page
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member

_SMALL: Final = 16


def members(sample: Sample, allowance: Allowance, _: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield each file once."""
    text = sample.text
    seen: set[bytes] = set()
    found = page(text, allowance) if "data:" in text.lower() else ()
    for number, one in enumerate(carried(text, found), 1):
        small = len(one.data) < _SMALL or (one.tag is not None and one.tag.name == "link")
        if small or one.data in seen:
            continue
        seen.add(one.data)
        allowance.take_bytes(len(one.data))
        yield Member(one.name or f"carried{number}", one.data)
