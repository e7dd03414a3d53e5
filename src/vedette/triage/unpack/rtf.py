"""The objects in an RTF document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.packages import package
from vedette.triage.documents.formats.richtext import embedded, parts
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member


def members(sample: Sample, allowance: Allowance, _: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield packed files under their names, and other objects by their class and number."""
    number = 0
    for part in parts(sample.data, allowance):
        if part.name != "objdata":
            continue
        number += 1
        held = embedded(part)
        inside = package(bytes(4) + held.data) if held.kind.lower() == "package" else None
        if inside is not None:
            allowance.take_bytes(len(inside.data))
            yield Member(inside.name or f"package{number}", inside.data)
        elif held.data:
            allowance.take_bytes(len(held.data))
            yield Member(f"object{number}.bin", held.data, held.kind)
