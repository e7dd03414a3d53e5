"""Firmware images: file systems and packed data in them, found at their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.sample import Sample
from vedette.triage.unpack.carving import carved
from vedette.triage.unpack.growth import keep
from vedette.triage.unpack.member import Member, broken

_UIMAGE: Final = b"\x27\x05\x19\x56"
_HEAD: Final = 64
_NOTE: Final = "found {0:,} bytes into the image"


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield what is found in an image.

    Raises:
        BadInput: nothing was.

    """
    data = sample.data
    if data.startswith(_UIMAGE):
        yield from _boot_image(data, allowance)
        return
    found = False
    for one in carved(data, 1, allowance, _NOTE):
        found = True
        yield one
    if not found:
        raise broken("no file system or packed data was found in it")


def _boot_image(data: bytes, allowance: Allowance) -> Iterator[Member]:
    """Yield what a boot loader's image carries, and what follows it."""
    size = int.from_bytes(data[12:16], "big")
    name = data[32:_HEAD].split(b"\0", 1)[0].decode("latin-1") or "image"
    body = data[_HEAD : _HEAD + size]
    if not body:
        raise broken("it ends after its head")
    yield Member(name, keep(body, allowance))
    rest = data[_HEAD + size :]
    if rest.strip(b"\0\xff"):
        yield Member("after-its-end", keep(rest, allowance), "stood after the end of the image")
