"""All that is worked out about one executable, each part when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Final, cast

from vedette.triage.binary.image import Image
from vedette.triage.binary.masks import Masks
from vedette.triage.binary.words import Word, words
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

_READERS: Final = {
    Kind.ELF: "elf",
    Kind.PE: "pe",
    Kind.DOTNET: "pe",
    Kind.MACHO: "macho",
}
"""Modules of `formats`; loaded when such a file is seen, for one of them needs a large library."""


class Study:
    """One executable, seen without running it."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self.masks = Masks(image)

    @cached_property
    def words(self) -> list[Word]:
        """Strings that mean something."""
        return words(self.masks)


@lru_cache(maxsize=2)
def study(data: bytes, kind: Kind) -> Study | None:
    """Read an executable; None where it is none of the kind it was taken for."""
    module = _READERS.get(kind)
    if module is None:
        return None
    reader = import_module(f"{__package__}.formats.{module}")
    image = cast("Callable[[bytes], Image | None]", reader.image)(data)
    return None if image is None else Study(image)


def of(sample: Sample) -> Study | None:
    """Return what is known of a sample; asked twice in a row, it is worked out once."""
    return study(sample.data, sample.kind)
