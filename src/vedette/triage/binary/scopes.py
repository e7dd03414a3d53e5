"""What each function of an executable, and the whole of it, calls and holds of what rows ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from vedette.triage.binary.capabilities import Scope, decisive, plain, vocabulary
from vedette.triage.binary.clocks import asked_twice
from vedette.triage.binary.kernel_calls import kernel_calls
from vedette.triage.binary.machine.branches import Links
from vedette.triage.binary.machine.indirect import through_register
from vedette.triage.binary.shapes import shaped
from vedette.triage.binary.study import Study
from vedette.triage.binary.telling import Hit, looked_up, strings

_ASKED: Final = 64
_CALLEES_MAX: Final = 400
_SITES_MAX: Final = 100
"""Calls of one function whose constants are looked for."""


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
    asked: int = 0
    """Calls whose constants were looked for."""


@dataclass(slots=True)
class Scopes:
    """All scopes of one executable."""

    whole: Place
    functions: list[Place]
    reaching: list[Place]
    """Functions with those they call themselves."""

    def of(self, scope: str) -> list[Place]:
        """Return the scopes of a kind."""
        return {"file": [self.whole], "function": self.functions}.get(scope, self.reaching)


def scopes(known: Study) -> Scopes:
    """Return the whole file, and every function that has something of what rows ask for."""
    hits, names = strings(known), looked_up(known)
    image = known.image
    whole = _empty()
    whole.scope.exports, whole.scope.kind = frozenset(image.exports), image.kind
    whole.scope.strings = set(hits)
    whole.hits = {pattern: found[0] for pattern, found in hits.items()}
    whole.scope.calls = {plain(one.name) for one in image.imports} & vocabulary()
    whole.scope.calls |= {plain(name) for name in (*names.values(), *known.hashed[1].values())}
    whole.scope.calls |= kernel_calls(image) & vocabulary()
    whole.scope.arguments |= {name: set(values) for name, values in known.image.given.items()}
    if not known.functions.starts.size:
        return Scopes(whole, [], [])
    places: dict[int, Place] = {}
    _add_calls(known, places)
    _add_names(known, places, names | known.hashed[1])
    _add_strings(known, places, hits)
    _add_shapes(known, places, whole)
    for place in places.values():
        for name, values in place.scope.arguments.items():
            whole.scope.arguments.setdefault(name, set()).update(values)
    return Scopes(whole, [places[owner] for owner in sorted(places)], list(_reaching(known, places)))


def _empty(name: str = "", owner: int = -1) -> Place:
    return Place(Scope(calls=set(), strings=set(), shapes=set(), arguments={}), name, owner)


def _place(known: Study, places: dict[int, Place], owner: int) -> Place:
    if owner not in places:
        places[owner] = _empty(known.functions.name(known.functions.extent(owner)[0]), owner)
    return places[owner]


def _add_calls(known: Study, places: dict[int, Place]) -> None:
    functions = known.functions
    wanted = {address: name for address, full in functions.known() if (name := plain(full)) in vocabulary()}
    column = np.fromiter(wanted, np.int64, len(wanted))
    taken = functions.branches.references.to(np.fromiter(known.image.slots, np.int64, len(known.image.slots)))
    for links, called in ((functions.calls.to(column), True), (taken.to(column), False)):
        for site, target, owner in _owned(known, links):
            place, name = _place(known, places, owner), wanted[target]
            place.scope.calls.add(name)
            if name in decisive() and place.asked < _SITES_MAX:
                for one in [site] if called else _later(known, owner, site):
                    _add_arguments(known, place, name, one)


def _later(known: Study, owner: int, load: int) -> Iterator[int]:
    """Give calls of what is loaded into a register at a place."""
    yield from through_register(known.disassembler.listing(*known.functions.extent(owner)), load)


def _owned(known: Study, links: Links) -> Iterator[tuple[int, int, int]]:
    """Give links that lie in a function: the site, the target, and which function."""
    owners = known.functions.owners(links.sites).tolist()
    for site, target, owner in zip(links.sites.tolist(), links.targets.tolist(), owners, strict=True):
        if owner >= 0:
            yield site, target, owner


def _add_arguments(known: Study, place: Place, name: str, site: int) -> None:
    place.asked += 1
    values = known.constants.arguments(site, known.functions.extent(place.owner))
    for number in decisive()[name]:
        told = place.scope.arguments.setdefault(f"{name}.{number}", set())
        if len(told) < _ASKED and number < len(values) and values[number] is not None:
            told.add(str(values[number]))


def _add_names(known: Study, places: dict[int, Place], names: dict[int, str]) -> None:
    """Count functions looked up by a name or hash as called where that is used, or stands in code."""
    by_address = {at: name for offset, name in names.items() if (at := known.image.address(offset))}
    column = np.fromiter(by_address, np.int64, len(by_address))
    for _, target, owner in _owned(known, known.functions.branches.references.to(column)):
        _place(known, places, owner).scope.calls.add(plain(by_address[target]))
    for address, name in by_address.items():
        at = known.functions.index(address)
        if at is not None:
            _place(known, places, at).scope.calls.add(plain(name))


def _add_strings(known: Study, places: dict[int, Place], hits: dict[str, list[Hit]]) -> None:
    by_address: dict[int, list[tuple[str, Hit]]] = {}
    for pattern, found in hits.items():
        for hit in found[:_ASKED]:
            address = known.image.address(hit.offset)
            if address is None:
                continue
            if hit.built:
                owner = known.functions.index(address)
                if owner is not None:
                    _hold(_place(known, places, owner), pattern, hit)
            else:
                by_address.setdefault(address, []).append((pattern, hit))
    column = np.fromiter(by_address, np.int64, len(by_address))
    for _, target, owner in _owned(known, known.functions.branches.references.to(column)):
        for pattern, hit in by_address[target]:
            _hold(_place(known, places, owner), pattern, hit)


def _hold(place: Place, pattern: str, hit: Hit) -> None:
    place.scope.strings.add(pattern)
    place.hits.setdefault(pattern, hit)


def _add_shapes(known: Study, places: dict[int, Place], whole: Place) -> None:
    for name, address in (*shaped(known), *asked_twice(known)):
        whole.scope.shapes.add(name)
        owner = known.functions.index(address)
        if owner is not None:
            place = _place(known, places, owner)
            place.scope.shapes.add(name)
            place.shapes.setdefault(name, known.image.offset(address) or 0)


def _reaching(known: Study, places: dict[int, Place]) -> Iterator[Place]:
    """Give every function together with those it calls, where two of them have something."""
    starts = {known.functions.extent(owner)[0]: owner for owner in places}
    called: dict[int, set[int]] = {}
    links = known.functions.calls.to(np.fromiter(starts, np.int64, len(starts)))
    for _, target, owner in _owned(known, links):
        if len(called.setdefault(owner, set())) < _CALLEES_MAX:
            called[owner].add(starts[target])
    for owner in sorted({*called, *places}):
        parts = [places[one] for one in (owner, *sorted(called.get(owner, ()))) if one in places]
        yield parts[0] if len(parts) == 1 and parts[0].owner == owner else _together(known, owner, parts)


def _together(known: Study, owner: int, parts: list[Place]) -> Place:
    made = _empty(known.functions.name(known.functions.extent(owner)[0]), owner)
    for one in parts:
        made.scope.calls |= one.scope.calls
        made.scope.strings |= one.scope.strings
        made.scope.shapes |= one.scope.shapes
        for name, values in one.scope.arguments.items():
            made.scope.arguments.setdefault(name, set()).update(values)
        made.hits = {**one.hits, **made.hits}
        made.shapes = {**one.shapes, **made.shapes}
    return made
