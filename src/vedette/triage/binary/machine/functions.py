"""Functions: where they start and end, what they are called, and who calls whom."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

import numpy as np

from vedette.triage.binary.image import Image
from vedette.triage.binary.machine.branches import Addresses, Branches, Links, branches, code_of

_PADDING: Final = frozenset(b"\xcc\x90\xc3\x00")
_CANDIDATES_MAX: Final = 200_000
_FEW_CALLERS: Final = 2
_WITHIN_MAX: Final = 4000
_PROLOGUES: Final = (
    b"\x55\x8b\xec", b"\x8b\xff\x55", b"\x55\x89\xe5", b"\x55\x48\x89\xe5", b"\xf3\x0f\x1e\xfa",
    b"\xf3\x0f\x1e\xfb", b"\x48\x83\xec", b"\x48\x89\x5c\x24", b"\x40\x53", b"\x83\xec", b"\x81\xec",
)  # fmt: skip


class Functions:
    """The functions of one image."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self.branches: Branches = branches(image)
        self.stubs = _stubs(image, self.branches)
        self.starts, self.ends = _extents(image, self.branches, self.stubs)
        self.calls = self._calls()
        self._at: list[int] = self.starts.tolist()

    def __len__(self) -> int:
        return len(self._at)

    def _calls(self) -> Links:
        """Return calls to something known: a function, or an import through a stub or a slot."""
        slots = np.fromiter(self.image.slots, np.int64, len(self.image.slots))
        stubs = np.fromiter(self.stubs, np.int64, len(self.stubs))
        known = np.concatenate([self.starts, stubs])
        direct, tails = self.branches.calls.to(known), self.branches.jumps.to(known)
        through = self.branches.through.to(slots)
        sites = np.concatenate([direct.sites, tails.sites, through.sites])
        targets = np.concatenate([direct.targets, tails.targets, through.targets])
        order = np.argsort(sites, kind="stable")
        links = Links(sites[order], targets[order])
        for one in code_of(self.image):
            if one.name.startswith(".plt"):
                kept = (links.sites < one.address) | (links.sites >= one.address + one.stored)
                links = Links(links.sites[kept], links.targets[kept])
        return links

    def name(self, address: int) -> str:
        """Return the name of a function or import, or its address where it has none."""
        known = self.stubs.get(address) or self.image.slots.get(address) or self.image.names.get(address)
        if known:
            return known.partition("@")[0]
        return "the entry" if address == self.image.entry else f"sub_{address:x}"

    def known(self) -> Iterator[tuple[int, str]]:
        """Give every address that has a name, and the name: stubs, slots and named functions."""
        for table in (self.stubs, self.image.slots, self.image.names):
            for address, name in table.items():
                yield address, name.partition("@")[0]

    def index(self, address: int) -> int | None:
        """Return the number of the function an address lies in."""
        at = bisect_right(self._at, address) - 1
        return at if at >= 0 and address < self.ends[at] else None

    def extent(self, number: int) -> tuple[int, int]:
        """Return where a function starts and ends."""
        return self._at[number], int(self.ends[number])

    def within(self, links: Links, number: int) -> list[tuple[int, int]]:
        """Return the links whose sites lie in one function, or the first few thousand."""
        low, high = np.searchsorted(links.sites, self.extent(number)).tolist()
        high = min(high, low + _WITHIN_MAX)
        return list(zip(links.sites[low:high].tolist(), links.targets[low:high].tolist(), strict=True))

    def owners(self, sites: Addresses) -> Addresses:
        """Return the number of the function of each site; -1 where it lies in none."""
        if not len(self.starts):
            return np.full(len(sites), -1, np.int64)
        at = np.searchsorted(self.starts, sites, side="right") - 1
        inside = (at >= 0) & (sites < self.ends[np.maximum(at, 0)])
        return np.where(inside, at, -1)


def _stubs(image: Image, found: Branches) -> dict[int, str]:
    """Return the short pieces of code that only jump to an import, by where they are called."""
    slots = np.fromiter(image.slots, np.int64, len(image.slots))
    links = found.jumps_through.to(slots)
    made: dict[int, str] = {}
    for site, slot in zip(links.sites.tolist(), links.targets.tolist(), strict=True):
        name = image.slots[slot]
        made[site] = name
        if image.architecture in ("x86-64", "x86"):
            before = image.bytes_at(site - 5, 5)
            bound = 1 if before[-1:] == b"\xf2" else 0
            marked = before[: len(before) - bound][-4:] in (b"\xf3\x0f\x1e\xfa", b"\xf3\x0f\x1e\xfb")
            made[site - bound - 4 * marked] = name
    return made


def _extents(image: Image, found: Branches, stubs: dict[int, str]) -> tuple[Addresses, Addresses]:
    starts = {*image.starts, *image.names}
    if image.entry:
        starts.add(image.entry)
    starts.update(_called(image, found.calls, starts))
    real = [one for one in code_of(image) if not one.name.startswith(".plt")]
    parts = sorted((one.address, one.address + one.stored) for one in real)
    kept, ends = [], []
    ordered = sorted(one for one in starts if one not in stubs)
    edges = [low for low, _ in parts]
    for number, start in enumerate(ordered):
        at = bisect_right(edges, start) - 1
        if at < 0 or start >= parts[at][1]:
            continue
        following = ordered[number + 1] if number + 1 < len(ordered) else parts[at][1]
        end = min(following, parts[at][1])
        size = image.sizes.get(start, 0)
        kept.append(start)
        ends.append(min(end, start + size) if size else end)
    return np.array(kept, np.int64), np.array(ends, np.int64)


def _called(image: Image, calls: Links, known: set[int]) -> list[int]:
    """Return targets of calls that look like functions nobody listed."""
    targets, counts = np.unique(calls.targets, return_counts=True)
    fixed = image.architecture in ("AArch64", "ARM")
    made = []
    pairs = zip(targets.tolist()[:_CANDIDATES_MAX], counts.tolist()[:_CANDIDATES_MAX], strict=True)
    for target, count in pairs:
        if target in known or image.region(target) is None:
            continue
        if fixed:
            if not target % 4 and (count >= _FEW_CALLERS or not image.starts):
                made.append(target)
        elif _begins(image, target, count):
            made.append(target)
    return made


def _begins(image: Image, target: int, count: int) -> bool:
    raw = image.bytes_at(target - 1, 6)
    if len(raw) < 6:  # noqa: PLR2004
        return False
    padded = raw[0] in _PADDING and raw[0:2] != b"\0\0"
    return (padded and count >= _FEW_CALLERS) or (padded and raw[1:].startswith(_PROLOGUES))
