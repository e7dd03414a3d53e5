"""What each function of an executable, and the whole of it, calls and holds of what rows ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from vedette.triage.binary.capabilities import Scope, capabilities, patterns, plain, vocabulary
from vedette.triage.binary.machine.branches import Links, code_of
from vedette.triage.binary.study import Study

_HITS_MAX: Final = 4000
_ASKED: Final = 64
_SHAPES: Final = {
    "process block": (
        b"\x64\xa1\x30\x00\x00\x00", b"\x64\x8b\x15\x30\x00\x00\x00", b"\x64\x8b\x0d\x30\x00\x00\x00",
        b"\x64\x8b\x1d\x30\x00\x00\x00", b"\x64\x8b\x52\x30", b"\x64\x8b\x50\x30", b"\x65\x48\x8b\x52\x60",
        b"\x65\x48\x8b\x14\x25\x60\x00\x00\x00", b"\x65\x48\x8b\x04\x25\x60\x00\x00\x00",
    ),
    "rotate by 13": tuple(bytes((0xC1, 0xC8 + register, 13)) for register in range(8)),
}  # fmt: skip
"""Instructions by their bytes: loads of the block that names all loaded libraries, and the usual hash."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A string some row asks for, and where it stands in the file."""

    offset: int
    length: int
    text: str


@dataclass(slots=True)
class Place:
    """One scope, and where the parts of it stand."""

    scope: Scope
    name: str = ""
    """Of the function; empty for the file."""
    owner: int = -1
    hits: dict[str, Hit] = field(default_factory=dict)
    """Strings by the pattern that found them."""
    shapes: dict[str, int] = field(default_factory=dict)
    """Offsets of instructions."""


def scopes(known: Study) -> list[Place]:
    """Return the whole file, then every function that has something of what rows ask for."""
    hits = strings(known)
    whole = Place(Scope(calls=set(), strings=set(hits), shapes=set(), arguments={}))
    whole.hits = {pattern: found[0] for pattern, found in hits.items()}
    whole.scope.calls = {plain(one.name) for one in known.image.imports} & vocabulary()
    places: dict[int, Place] = {}
    if not known.functions.starts.size:
        return [whole]
    _add_calls(known, places)
    _add_strings(known, places, hits)
    for name, at in _shaped(known):
        whole.scope.shapes.add(name)
        owner = known.functions.index(at)
        if owner is not None:
            place = _place(known, places, owner)
            place.scope.shapes.add(name)
            place.shapes[name] = known.image.offset(at) or 0
    for place in places.values():
        for name, values in place.scope.arguments.items():
            whole.scope.arguments.setdefault(name, set()).update(values)
    return [whole, *(places[owner] for owner in sorted(places))]


def strings(known: Study) -> dict[str, list[Hit]]:
    """Return the strings that rows ask for, by pattern."""
    whole, each = patterns()
    found: dict[str, list[Hit]] = {}
    count = 0
    for mask in [*known.masks.narrow, *known.masks.wide]:
        for match in whole.finditer(mask.text):
            start, line = mask.line(*match.span())
            text = line.decode("ascii", "replace")
            hit = Hit(mask.offset(start), len(line) * mask.step, text)
            found.setdefault(each[match.lastindex - 1], []).append(hit)
            count += 1
            if count >= _HITS_MAX:
                return found
    return found


def _place(known: Study, places: dict[int, Place], owner: int) -> Place:
    if owner not in places:
        name = known.functions.name(known.functions.extent(owner)[0])
        places[owner] = Place(Scope(calls=set(), strings=set(), shapes=set(), arguments={}), name, owner)
    return places[owner]


def _add_calls(known: Study, places: dict[int, Place]) -> None:
    functions = known.functions
    wanted = {address: name for address, full in functions.known() if (name := plain(full)) in vocabulary()}
    column = np.fromiter(wanted, np.int64, len(wanted))
    taken = functions.branches.references.to(np.fromiter(known.image.slots, np.int64, len(known.image.slots)))
    for links, called in ((functions.calls.to(column), True), (taken.to(column), False)):
        owners = functions.owners(links.sites).tolist()
        rows = zip(links.sites.tolist(), links.targets.tolist(), owners, strict=True)
        for site, target, owner in rows:
            if owner >= 0:
                place, name = _place(known, places, owner), wanted[target]
                place.scope.calls.add(name)
                if called and name in _decisive():
                    _add_arguments(known, place, name, site)


def _decisive() -> frozenset[str]:
    """Return the functions whose constants some row asks for."""
    return frozenset(name for row in capabilities() for name in row.arguments)


def _add_arguments(known: Study, place: Place, name: str, site: int) -> None:
    told = place.scope.arguments.setdefault(name, set())
    if len(told) < _ASKED:
        values = known.constants.arguments(site, known.functions.extent(place.owner))
        first = values[:1] if name in ("ptrace", "SetWindowsHookEx") else values[2:4]
        told.update(str(value) for value in first if value is not None)


def _add_strings(known: Study, places: dict[int, Place], hits: dict[str, list[Hit]]) -> None:
    by_address = {
        address: (pattern, hit)
        for pattern, found in hits.items()
        for hit in found[:_ASKED]
        if (address := known.image.address(hit.offset)) is not None
    }
    column = np.fromiter(by_address, np.int64, len(by_address))
    links: Links = known.functions.branches.references.to(column)
    for target, owner in zip(
        links.targets.tolist(), known.functions.owners(links.sites).tolist(), strict=True
    ):
        if owner >= 0:
            pattern, hit = by_address[target]
            place = _place(known, places, owner)
            place.scope.strings.add(pattern)
            place.hits.setdefault(pattern, hit)


def _shaped(known: Study) -> Iterator[tuple[str, int]]:
    """Find instructions by their bytes; only Windows has such a block."""
    if not known.image.windows or known.image.architecture not in ("x86", "x86-64"):
        return
    for region in code_of(known.image):
        for name, forms in _SHAPES.items():
            for form in forms:
                at, seen = known.image.data.find(form, region.offset, region.offset + region.stored), 0
                while at >= 0 and seen < _ASKED:
                    yield name, region.address + at - region.offset
                    at = known.image.data.find(form, at + 1, region.offset + region.stored)
                    seen += 1
