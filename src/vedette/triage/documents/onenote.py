"""Facts about a OneNote section: files in it that run when they are clicked on."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.notebook import files, names
from vedette.triage.documents.names import ending, runs, surprises
from vedette.triage.documents.places import cut, fact
from vedette.triage.fact import Act, Fact
from vedette.triage.sample import Sample

_NOT_FILES = frozenset(("one", "com", "url", "desktop", "application"))
"""Endings that texts of a section have as well: names of hosts, of the section itself."""


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what can be opened from it. Where there are no files, names are only words."""
    held = list(files(sample.data, allowance))
    if not held:
        return
    for name in names(sample.data):
        if runs(name, b"") and ending(name) not in _NOT_FILES:
            yield fact(
                sample,
                Act.EMBEDS,
                name,
                f"carries a program to open: {name}",
                how="embedded file",
                target=name,
            )
            for says in surprises(name):
                yield fact(sample, Act.DIFFERS, name, f"{name}: {says}", target=name)
    for at, body in held:
        if body[:2] == b"MZ" or body[:4] == b"\x7fELF":
            place, quote = cut(sample.data, at, 16)
            yield Fact(
                act=Act.EMBEDS, place=place, quote=quote, says="carries a program", how="embedded file"
            )
