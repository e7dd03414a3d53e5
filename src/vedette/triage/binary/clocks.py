"""Clocks asked twice with nothing called in between: code that measures whether it is stepped through."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from vedette.triage.binary.capabilities import plain
from vedette.triage.binary.machine.indirect import through_register
from vedette.triage.binary.machine.listing import Listing
from vedette.triage.binary.study import Study

ASKED_TWICE: Final = "time asked twice"
_CLOCKS: Final = frozenset({"GetTickCount", "GetTickCount64", "QueryPerformanceCounter", "timeGetTime"})
_SITES_MAX: Final = 200
_APART: Final = 256
"""Bytes between two calls."""


def asked_twice(known: Study) -> Iterator[tuple[str, int]]:
    """Give the name of the shape, and where a function asks one clock twice in a row; only for Windows."""
    if not known.image.windows:
        return
    functions = known.functions
    clocks = {address: name for address, full in functions.known() if (name := plain(full)) in _CLOCKS}
    column = np.fromiter(clocks, np.int64, len(clocks))
    slots = np.fromiter((one for one in clocks if one in known.image.slots), np.int64)
    by_owner: dict[tuple[int, str], set[int]] = {}
    for links, called in (
        (functions.calls.to(column), True),
        (functions.branches.references.to(slots), False),
    ):
        owners = functions.owners(links.sites[:_SITES_MAX]).tolist()
        for site, target, owner in zip(links.sites.tolist(), links.targets.tolist(), owners, strict=False):
            if owner >= 0:
                known_sites = by_owner.setdefault((owner, clocks[target]), set())
                known_sites.update([site] if called else through_register(_listed(known, owner), site))
    for (owner, _), sites in by_owner.items():
        for first, second in pairwise(sorted(sites)):
            if second - first <= _APART and _quiet(_listed(known, owner), first, second):
                yield ASKED_TWICE, first
                break


def _listed(known: Study, owner: int) -> Listing:
    return known.disassembler.listing(*known.functions.extent(owner))


def _quiet(listing: Listing, first: int, second: int) -> bool:
    """Tell whether nothing is called between two instructions, and no jump leads back."""
    low, high = listing.places.get(first), listing.places.get(second)
    if low is None or high is None:
        return False
    between = listing.instructions[low + 1 : high]
    joined = any(one[0] in listing.joints for one in (*between, listing.instructions[high]))
    return not joined and not any(one[2] in ("call", "jmp") for one in between)
