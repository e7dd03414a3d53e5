"""Calls, jumps and references to data, found in all code at once by the shape of their bytes.

A shape may also stand in the middle of another instruction. Whoever uses these asks for targets known from
elsewhere: a function, an import, a string.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.triage.binary.image import Image, Region

Addresses = npt.NDArray[np.int64]
_CODE_MAX: Final = 48 << 20
_PIECE: Final = 2 << 20
_LINKS_MAX: Final = 3_000_000
_GROUP_FIVE: Final = 0xFF
_FAR: Final = 12
_FEW: Final = 64
"""Addresses that are looked for one after another."""
_BLR: Final = 0xD63F0000
_NONE: Final[Addresses] = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Links:
    """Where something is named, and what: two columns, in the order of the addresses."""

    sites: Addresses
    targets: Addresses

    def to(self, wanted: Addresses) -> Links:
        """Return those to some targets only."""
        if wanted.size <= _FEW:
            kept = np.isin(self.targets, wanted)
        else:
            # To look each up among these takes half of what it takes to sort both together.
            known = np.sort(wanted)
            kept = known.take(np.searchsorted(known, self.targets), mode="clip") == self.targets
        return Links(self.sites[kept], self.targets[kept])

    def between(self, low: int, high: int) -> Links:
        """Return those to targets that are mapped at all."""
        kept = (self.targets >= low) & (self.targets < high)
        return Links(self.sites[kept], self.targets[kept])


@dataclass(frozen=True, slots=True)
class Branches:
    """All there is in the code of an image."""

    calls: Links
    jumps: Links
    through: Links
    """Calls through a slot that holds an import."""
    jumps_through: Links
    references: Links
    """Addresses of data that are taken."""


def branches(image: Image) -> Branches:
    """Return what an image's code branches to and takes the address of."""
    finder = {"x86-64": _intel, "x86": _intel, "AArch64": _aarch64, "ARM": _arm}.get(image.architecture)
    empty = Branches(*[Links(_NONE, _NONE)] * 5)
    if finder is None or image.big:
        return empty
    low = min((*(one.address for one in image.regions), *image.slots), default=0)
    high = max(
        (*(one.address + one.size for one in image.regions), *(at + 1 for at in image.slots)), default=0
    )
    found: list[list[Links]] = [[] for _ in Branches.__slots__]
    kept = 0
    for piece in _pieces(image):
        made = finder(image, piece, piece.stored)
        for part, name in zip(found, Branches.__slots__, strict=True):
            part.append(getattr(made, name).between(low, high))
            kept += len(part[-1].sites)
        if kept > _LINKS_MAX:
            break
    return Branches(*(_joined(part) for part in found))


def _pieces(image: Image) -> Iterator[Region]:
    """Give the code in pieces, so that columns of numbers about it stay small, and no more than a bound."""
    left = _CODE_MAX
    for region in code_of(image):
        size = min(region.stored, left)
        left -= size
        for start in range(0, size, _PIECE):
            yield replace(
                region, address=region.address + start, offset=region.offset + start,
                stored=min(_PIECE, size - start),
            )  # fmt: skip


def code_of(image: Image) -> tuple[Region, ...]:
    """Return the parts that hold code: sections where there are any, for a segment may hold more."""
    named = tuple(one for one in image.sections if one.rights & 1 and one.stored)
    return named or image.code


def _joined(parts: list[Links]) -> Links:
    if not parts:
        return Links(_NONE, _NONE)
    sites = np.concatenate([one.sites for one in parts])
    targets = np.concatenate([one.targets for one in parts])
    order = np.argsort(sites, kind="stable")
    return Links(sites[order], targets[order])


def _raw(image: Image, region: Region, size: int) -> npt.NDArray[np.uint8]:
    """Return code and seven bytes more, so that its last instruction is as whole as the others."""
    raw = image.data[region.offset : region.offset + size + 7]
    return np.frombuffer(raw.ljust(size + 7, b"\0"), np.uint8)


def _word(raw: npt.NDArray[np.uint8], at: Addresses) -> Addresses:
    """Return the signed 32-bit numbers that stand at places, aligned or not."""
    words = np.ndarray((len(raw) - 3,), "<i4", raw.data, strides=(1,))
    whole: Addresses = words[at].astype(np.int64)
    return whole


def _intel(image: Image, region: Region, size: int) -> Branches:
    raw, base = _raw(image, region, size), region.address
    first, second = raw[:-7], raw[1:-6]
    wide = image.bits == 64  # noqa: PLR2004

    def relative(opcode: int) -> Links:
        at = np.flatnonzero(first == opcode)
        return Links(at + base, at + base + 5 + _word(raw, at + 1))

    def slots(mode: int) -> Links:
        at = np.flatnonzero((first == _GROUP_FIVE) & (second == mode))
        number = _word(raw, at + 2)
        return Links(at + base, at + base + 6 + number if wide else number & 0xFFFFFFFF)

    calls, jumps = slots(0x15), slots(0x25)
    if not wide and image.table_base:
        calls, jumps = (
            _joined([calls, _from_table(image, raw, base, 0x93)]),
            _joined([jumps, _from_table(image, raw, base, 0xA3)]),
        )
    taken = _taken_wide(raw, base) if wide else _NOTHING
    return Branches(
        relative(0xE8), relative(0xE9), calls, jumps, _joined([taken, _absolute(image, raw, base)])
    )


_NOTHING: Final = Links(_NONE, _NONE)


def _from_table(image: Image, raw: npt.NDArray[np.uint8], base: int, code: int) -> Links:
    """Find calls through a register that holds the address of the table of imports (x86)."""
    at = np.flatnonzero((raw[:-7] == 0xFF) & (raw[1:-6] == code))  # noqa: PLR2004
    return Links(at + base, _word(raw, at + 2) + image.table_base)


def _taken_wide(raw: npt.NDArray[np.uint8], base: int) -> Links:
    """Find `lea` and loads of what stands at a distance from the instruction."""
    prefix, opcode, mode = raw[:-7], raw[1:-6], raw[2:-5]
    shape = ((prefix & 0xFB) == 0x48) & ((opcode == 0x8D) | (opcode == 0x8B)) & ((mode & 0xC7) == 0x05)  # noqa: PLR2004
    at = np.flatnonzero(shape)
    return Links(at + base, at + base + 7 + _word(raw, at + 3))


def _absolute(image: Image, raw: npt.NDArray[np.uint8], base: int) -> Links:
    """Find addresses written out: pushed, moved into a register, or stored on the stack."""
    first = raw[:-7]
    at = np.flatnonzero(((first & 0xF8) == 0xB8) | (first == 0x68))  # noqa: PLR2004
    found = [Links(at + base, _word(raw, at + 1) & 0xFFFFFFFF)]
    if image.bits == 32:  # noqa: PLR2004
        found += _loaded(raw, base)
        for code, shift in ((0x2404, 3), (0x2444, 4)):
            at = np.flatnonzero(
                (first == 0xC7) & (raw[1:-6] == code & 0xFF) & (raw[2:-5] == code >> 8)  # noqa: PLR2004
            )
            at = at[at + shift + 4 <= len(raw)]
            found.append(Links(at + base, _word(raw, at + shift) & 0xFFFFFFFF))
    links = _joined(found)
    low = min((one.address for one in image.regions), default=0)
    high = max((one.address + one.size for one in image.regions), default=0)
    kept = (links.targets >= max(low, 0x1000)) & (links.targets < high)
    return Links(links.sites[kept], links.targets[kept])


def _loaded(raw: npt.NDArray[np.uint8], base: int) -> list[Links]:
    """Find loads of what stands at an address written out, and such addresses put into a variable (x86)."""
    first, second = raw[:-7], raw[1:-6]
    plain = np.flatnonzero(first == 0xA1)  # noqa: PLR2004
    by_mode = np.flatnonzero((first == 0x8B) & ((second & 0xC7) == 0x05))  # noqa: PLR2004
    kept = np.flatnonzero((first == 0xC7) & (second == 0x45))  # noqa: PLR2004
    pairs = ((plain, 1), (by_mode, 2), (kept, 3))
    return [Links(at + base, _word(raw, at + shift) & 0xFFFFFFFF) for at, shift in pairs]


def _signed(value: Addresses, bits: int) -> Addresses:
    return (value ^ (1 << (bits - 1))) - (1 << (bits - 1))


def _aarch64(image: Image, region: Region, size: int) -> Branches:
    shift = -region.address % 4
    count = max(0, (size - shift) // 4)
    words = np.frombuffer(image.data, "<u4", count, region.offset + shift).astype(np.int64)
    places = np.arange(count, dtype=np.int64) * 4 + region.address + shift

    def immediate(shape: int) -> Links:
        at = np.flatnonzero((words & 0xFC000000) == shape)
        return Links(places[at], places[at] + 4 * _signed(words[at] & 0x3FFFFFF, 26))

    taken, loaded = _pages(words, places)
    called, jumped = (_then(words, places, loaded, shape) for shape in (_BLR, 0xD61F0000))
    return Branches(immediate(0x94000000), immediate(0x14000000), called, jumped, taken)


def _pages(words: Addresses, places: Addresses) -> tuple[Links, Links]:
    """Find pairs of instructions that make an address of a page and a place in it: made, and loaded from."""
    at = np.flatnonzero((words & 0x9F000000) == 0x90000000)  # noqa: PLR2004
    number = _signed((words[at] >> 5 & 0x7FFFF) << 2 | words[at] >> 29 & 3, 21)
    pages, register = (places[at] & ~0xFFF) + (number << 12), words[at] & 31
    made, loaded = [], []
    for gap in (1, 2, 3):
        inside = at + gap < len(words)
        following = words[(at + gap)[inside]]
        same = (following >> 5 & 31) == register[inside]
        low = following >> 10 & 0xFFF
        adds = same & ((following & 0xFFC00000) == 0x91000000)  # noqa: PLR2004
        loads = same & ((following & 0xFFC00000) == 0xF9400000)  # noqa: PLR2004
        sites = places[at[inside]]
        made.append(Links(sites[adds], (pages[inside] + low)[adds]))
        loaded.append(Links(sites[loads], (pages[inside] + low * 8)[loads]))
    return _joined([*made, *loaded]), _joined(loaded)


def _then(words: Addresses, places: Addresses, loaded: Links, shape: int) -> Links:
    """Keep loads that a branch through a register follows closely: its place for calls, theirs for jumps."""
    if not len(loaded.sites) or not len(places):
        return _NOTHING
    at = (loaded.sites - places[0]) // 4
    found = []
    for gap in range(2, _FAR):
        beside = np.minimum(at + gap, len(words) - 1)
        follows = (words[beside] & 0xFFFFFC1F) == shape
        if gap > 4:  # noqa: PLR2004 - far away, it must be the same register
            follows &= (words[beside] >> 5 & 31) == (words[at] & 31)
        sites = places[beside] if shape == _BLR else loaded.sites
        found.append(Links(sites[follows], loaded.targets[follows]))
    return _joined(found)


def _arm(image: Image, region: Region, size: int) -> Branches:
    shift = -region.address % 4
    count = max(0, (size - shift) // 4)
    words = np.frombuffer(image.data, "<u4", count, region.offset + shift).astype(np.int64)
    places = np.arange(count, dtype=np.int64) * 4 + region.address + shift

    def immediate(shape: int) -> Links:
        at = np.flatnonzero(((words & 0x0F000000) == shape) & ((words >> 28) != 15))  # noqa: PLR2004
        return Links(places[at], places[at] + 8 + 4 * _signed(words[at] & 0xFFFFFF, 24))

    jumped = _arm_stubs(words, places)
    return Branches(immediate(0x0B000000), immediate(0x0A000000), _NOTHING, jumped, _NOTHING)


def _arm_stubs(words: Addresses, places: Addresses) -> Links:
    """Find the three instructions that jump to an import: two additions to the place, and a load."""
    if len(words) < 3:  # noqa: PLR2004
        return _NOTHING
    one, two, three = words[:-2], words[1:-1], words[2:]
    shape = ((one & 0xFFFFF000) == 0xE28FC000) & ((two & 0xFFFFF000) == 0xE28CC000)  # noqa: PLR2004
    at = np.flatnonzero(shape & ((three & 0xFFFFF000) == 0xE5BCF000))  # noqa: PLR2004
    slot = places[at] + 8 + _rotated(one[at]) + _rotated(two[at]) + (three[at] & 0xFFF)
    return Links(places[at], slot & 0xFFFFFFFF)


def _rotated(words: Addresses) -> Addresses:
    turn, low = (words >> 8 & 15) * 2, words & 0xFF
    return np.where(turn == 0, low, (low << (32 - turn)) & 0xFFFFFFFF)
