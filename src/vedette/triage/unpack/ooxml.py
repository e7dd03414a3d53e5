"""The parts of an Office document that say or hold something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.parts import parts
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member

_LOOKS: Final = (
    "/theme/",
    "styles.xml",
    "fonttable.xml",
    "numbering.xml",
    "websettings.xml",
    "/printersettings/",
    "/slidelayouts/",
    "/slidemasters/",
    "/fonts/",
    "thumbnail",
    "stylesWithEffects.xml",
    "calcchain.xml",
    "tablestyles.xml",
    "presprops.xml",
    "viewprops.xml",
)
"""Parts that say how it looks."""
_PLAIN_RELATIONS: Final = b"External"
_ODD_SIZE: Final = 1 << 20


def members(sample: Sample, allowance: Allowance, _: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the parts, those that say how it looks left out while they are of a sound size."""
    for part in parts(sample.data, allowance):
        if isinstance(part, str):
            yield Skipped(what=sample.name, why=part, partial=True)
            continue
        name, data = part
        if not _says_nothing(name.lower(), data):
            yield Member(name=name, data=data)


def _says_nothing(name: str, data: bytes) -> bool:
    if not data:
        return True
    if name.endswith(".rels"):
        return _PLAIN_RELATIONS not in data and b"onLoad" not in data and b"ENTITY" not in data
    return (
        len(data) < _ODD_SIZE and name.endswith(".xml") and any(look.lower() in f"/{name}" for look in _LOOKS)
    )
