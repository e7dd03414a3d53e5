"""An executable as it would lie in memory: what each reader of a format makes, and all that follows reads."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from vedette.core.executables import Protection

READ, WRITE, RUN = 4, 2, 1
_STRING_MAX: Final = 2048
_ADDRESS_MAX: Final = 1 << 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of the file and where it goes."""

    name: str
    address: int
    size: int
    """In memory."""
    offset: int
    stored: int
    """Bytes of it in the file."""
    rights: int
    """Of READ, WRITE, RUN."""

    @property
    def flags(self) -> str:
        """Its rights as people write them."""
        pairs = ((READ, "r"), (WRITE, "w"), (RUN, "x"))
        return "".join(letter if self.rights & bit else "-" for bit, letter in pairs)


@dataclass(frozen=True, slots=True)
class Import:
    """One thing taken from elsewhere."""

    name: str
    library: str = ""


@dataclass(kw_only=True)
class Image:
    """One executable for one processor."""

    data: bytes
    format: str
    architecture: str
    """x86-64, x86, AArch64, ARM; anything else is only named."""
    bits: int = 64
    big: bool = False
    """Whether numbers are stored the high byte first."""
    kind: str = "program"
    windows: bool = False
    """Whether calls pass arguments as Windows does."""
    entry: int = 0
    base: int = 0
    regions: tuple[Region, ...] = ()
    """What is mapped."""
    sections: tuple[Region, ...] = ()
    """What the file is divided into."""
    end: int = 0
    """Offset at which all that is described ends: what follows was appended."""
    lacking: int = 0
    """Bytes that are loaded and do not stand in `data`: it was cut, or is made so."""
    padding: int = 0
    """Bytes after all of `data`: the last one again and again."""
    signature_at: int = 0
    """Offset of a signature that stands after all else; 0 where there is none."""
    imports: tuple[Import, ...] = ()
    exports: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    slots: dict[int, str] = field(default_factory=dict)
    """Addresses that hold pointers to imports."""
    names: dict[int, str] = field(default_factory=dict)
    """Functions by their addresses, where a name is known."""
    sizes: dict[int, int] = field(default_factory=dict)
    starts: tuple[int, ...] = ()
    """Where tables for unwinding and the like say that functions start."""
    table_base: int = 0
    """What offsets into the table of imports count from (x86)."""
    protections: tuple[Protection, ...] = ()
    made_with: tuple[str, ...] = ()
    build_id: str = ""
    signer: str = ""
    stripped: bool = False
    scrambled: str = ""
    """How its names were made unreadable, where the format has names (.NET)."""
    texts: tuple[str, ...] = ()
    """Texts its code uses, where the format keeps them apart (.NET, Java, DEX)."""
    bytecode: bool = False
    """Whether it holds code for a runtime only, and none for a processor (.NET)."""
    given: dict[str, frozenset[str]] = field(default_factory=dict)
    """Constants that functions are given, by name and number of the argument (.NET)."""
    notes: tuple[str, ...] = ()
    """What a reader should know of how far it could be read."""

    def bound(self) -> None:
        """Leave out what lies at addresses no program has: untrue numbers, and those of kernels."""
        kept = tuple(one for one in self.regions if one.address + one.size < _ADDRESS_MAX)
        count = len(self.regions) - len(kept)
        if count:
            self.notes = (*self.notes, f"{count} parts at impossible addresses were left out")
        self.regions = kept
        self.sections = tuple(one for one in self.sections if one.address + one.size < _ADDRESS_MAX)
        self.slots = {at: name for at, name in self.slots.items() if 0 <= at < _ADDRESS_MAX}
        self.names = {at: name for at, name in self.names.items() if 0 <= at < _ADDRESS_MAX}
        self.starts = tuple(at for at in self.starts if 0 <= at < _ADDRESS_MAX)
        self.entry = self.entry if 0 <= self.entry < _ADDRESS_MAX else 0
        self.table_base = self.table_base if 0 <= self.table_base < _ADDRESS_MAX else 0

    @cached_property
    def _by_address(self) -> tuple[list[int], list[Region]]:
        ordered = sorted((one for one in self.regions if one.stored), key=lambda one: one.address)
        return [one.address for one in ordered], ordered

    def region(self, address: int) -> Region | None:
        """Return what is stored in the file for an address."""
        starts, ordered = self._by_address
        at = bisect_right(starts, address) - 1
        if at < 0:
            return None
        found = ordered[at]
        return found if address < found.address + found.stored else None

    def offset(self, address: int) -> int | None:
        """Return where an address lies in the file."""
        found = self.region(address)
        return None if found is None else found.offset + address - found.address

    @cached_property
    def _by_offset(self) -> tuple[list[int], list[Region]]:
        ordered = sorted((one for one in self.regions if one.stored), key=lambda one: one.offset)
        return [one.offset for one in ordered], ordered

    def address(self, offset: int) -> int | None:
        """Return where a byte of the file goes."""
        starts, ordered = self._by_offset
        at = bisect_right(starts, offset) - 1
        if at < 0 or offset >= ordered[at].offset + ordered[at].stored:
            return None
        return ordered[at].address + offset - ordered[at].offset

    def bytes_at(self, address: int, size: int) -> bytes:
        """Return the bytes at an address, as far as the file has them."""
        found = self.region(address)
        if found is None:
            return b""
        at = found.offset + address - found.address
        return self.data[at : min(at + size, found.offset + found.stored)]

    def string_at(self, address: int) -> str | None:
        """Return the text that ends with a zero byte at an address; None where there is none."""
        raw, zero, _ = self.bytes_at(address, _STRING_MAX).partition(b"\0")
        if not zero or not all(32 <= byte < 127 or byte in b"\t\n\r\x1b" for byte in raw):  # noqa: PLR2004
            return None
        return raw.decode("ascii")

    @property
    def code(self) -> tuple[Region, ...]:
        """The parts that may be run."""
        return tuple(one for one in self.regions if one.rights & RUN and one.stored)

    def wide_at(self, address: int) -> str | None:
        """Return the UTF-16 text at an address; None where there is none."""
        raw = self.bytes_at(address, _STRING_MAX)
        end = next((at for at in range(0, len(raw) - 1, 2) if raw[at : at + 2] == b"\0\0"), 0)
        if not end or any(raw[1:end:2]) or not all(32 <= byte < 127 for byte in raw[0:end:2]):  # noqa: PLR2004
            return None
        return raw[0:end:2].decode("ascii")
