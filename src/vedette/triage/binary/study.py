"""All that is worked out about one executable, each part when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Final, cast

from vedette.core.executables import Call
from vedette.triage.binary.folded import Folded, folded
from vedette.triage.binary.hashes import hashed
from vedette.triage.binary.hidden import Key, Stacked, keys, opened, stacked
from vedette.triage.binary.image import Image
from vedette.triage.binary.machine.callsites import calls
from vedette.triage.binary.machine.constants import Constants
from vedette.triage.binary.machine.functions import Functions
from vedette.triage.binary.machine.listing import Disassembler
from vedette.triage.binary.masks import Mask, Masks
from vedette.triage.binary.tables import golang
from vedette.triage.binary.words import Word, words
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

_READERS: Final = {
    Kind.ELF: "elf",
    Kind.PE: "dotnet",
    Kind.DOTNET: "dotnet",
    Kind.MACHO: "macho",
    Kind.JAVA_CLASS: "java",
    Kind.DEX: "dex",
    Kind.MACHINE_CODE: "raw",
}
"""Modules of `formats`; loaded when such a file is seen, for one of them needs a large library."""
_PADDING_LEAST: Final = 1 << 20
_PADDING_KEPT: Final = 4096


class Study:
    """One executable, seen without running it."""

    def __init__(self, image: Image, shift: int = 0) -> None:
        self.image = image
        self.shift = shift
        """Where the image begins in the file, which may hold several."""
        self.masks = Masks(image)

    @cached_property
    def words(self) -> list[Word]:
        """Strings that mean something."""
        return words(self.masks)

    @cached_property
    def stacked(self) -> list[Stacked]:
        """Texts that code puts together."""
        return stacked(self.image)

    @cached_property
    def hashed(self) -> tuple[str, dict[int, str]]:
        """Functions it names by hashes only, by where these stand, and the way they are made."""
        return hashed(self.image) if self.image.format != ".NET" else ("", {})

    @cached_property
    def keys(self) -> list[Key]:
        """Keys under which texts lie."""
        return keys(self.image)

    @cached_property
    def opened(self) -> list[Mask]:
        """What it says under these keys."""
        return [opened(self.image, key) for key in self.keys]

    @cached_property
    def folded(self) -> list[Folded]:
        """Texts that lie there as letters of base64."""
        return folded([*self.masks.narrow, *self.masks.wide])

    @cached_property
    def functions(self) -> Functions:
        """Its functions, and who calls whom."""
        return Functions(self.image)

    @cached_property
    def disassembler(self) -> Disassembler:
        """What lists its instructions."""
        return Disassembler(self.image)

    @cached_property
    def constants(self) -> Constants:
        """What looks back from calls."""
        made = Constants(self.functions, self.disassembler)
        self._name_main(made)
        return made

    def _name_main(self, constants: Constants) -> None:
        """Name what the C library is told to start with, where stripping took the name away."""
        known = self.functions
        starters = [address for address, name in known.known() if name == "__libc_start_main"]
        entry = known.index(self.image.entry)
        if entry is None or self.image.format != "ELF":
            return
        for site, target in [*known.within(known.calls, entry), *known.within(known.branches.through, entry)]:
            if target in starters:
                main = constants.arguments(site, known.extent(entry))[0]
                if main is not None and known.index(main) is not None:
                    self.image.names.setdefault(main, "main")

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Calls that deserve a look."""
        return calls(self.functions, self.constants)

    @cached_property
    def word_addresses(self) -> dict[int, Word]:
        """Telling strings by where they are in memory."""
        found = ((self.image.address(one.offset), one) for one in self.words)
        return {address: one for address, one in found if address is not None}


@lru_cache(maxsize=2)
def study(data: bytes, kind: Kind) -> Study | None:
    """Read an executable; None where it is none of the kind it was taken for."""
    module = _READERS.get(kind)
    if module is None:
        return None
    reader = import_module(f"{__package__}.formats.{module}")
    kept = _unpadded(data)
    image = cast("Callable[[bytes], Image | None]", reader.image)(kept)
    if image is None:
        return None
    image.padding = len(data) - len(kept)
    if image.stripped:
        image.names |= golang.functions(image)
    image.bound()
    return Study(image, kept.find(image.data) if len(image.data) < len(kept) else 0)


def _unpadded(data: bytes) -> bytes:
    """Return an executable without what only makes it large: the same byte again and again at its end."""
    last = data[-1:]
    if data[-_PADDING_LEAST:] != last * _PADDING_LEAST:
        return data
    return data[: len(data.rstrip(last)) + _PADDING_KEPT]


def of(sample: Sample) -> Study | None:
    """Return what is known of a sample; asked twice in a row, it is worked out once."""
    return study(sample.data, sample.kind)


def lacking(sample: Sample) -> int:
    """Return how many bytes a sample loads that are not there."""
    known = of(sample)
    return known.image.lacking if known else 0
