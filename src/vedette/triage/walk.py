"""From one thing handed in to everything in it: members of containers and layers, breadth first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct, field

from vedette.core.digest import sha256
from vedette.core.errors import LimitHit
from vedette.core.nouns import Lines, Skipped
from vedette.triage import layers, unpack
from vedette.triage.allowance import Allowance
from vedette.triage.causes import skip
from vedette.triage.identify import identify
from vedette.triage.kinds import SCRIPTS, Kind
from vedette.triage.peeled import Peeled
from vedette.triage.sample import INSIDE, LAYER, Sample

_LOOKED_INTO: Final = SCRIPTS | {Kind.TEXT, Kind.PYTHON_CODE, Kind.SVG, Kind.XML}
"""Kinds a layer may lie under."""


class Found(Struct, frozen=True, kw_only=True):
    """A sample, and where in its parent's text it was carried, if it was decoded."""

    sample: Sample
    depth: int = 0
    place: Lines | None = None
    layer: bool = False
    whole: bool = False
    """Whether it is its parent's text again, made readable."""


def fault(error: Exception) -> str:
    """Say that something of ours broke; nesting too deep is no fault, nor is a library that is not there."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, ModuleNotFoundError):
        return f"{error.name} is not installed: pip install 'vedette[triage]'"
    return f"a fault in vedette: {type(error).__name__}"


class Walk(Struct):
    """One way through one thing. What could not be looked into is in `skipped` when it is over."""

    allowance: Allowance
    passwords: tuple[str, ...] = ()
    skipped: list[Skipped] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    """What is to be said of members, by their names: which password opened them."""
    _opened: set[str] = field(default_factory=set)
    """Digests of what was looked into: nothing is twice, or a quine would have no end."""

    def through(self, name: str, data: bytes) -> Iterator[Found]:
        """Yield what was handed in, and everything in it."""
        yield from self._all([Found(sample=Sample(name=name, data=data, kind=identify(data, name)))])

    def through_folder(self, name: str, files: Sequence[tuple[str, bytes]]) -> Iterator[Found]:
        """Yield a folder that is one thing, an unpacked package: a list of digests stands for the whole."""
        listed = "".join(f"{sha256(data)} {path}\n" for path, data in files)
        folder = Sample(name=name, data=listed.encode("utf-8", "surrogateescape"), kind=Kind.FOLDER)
        yield from self._all(
            [Found(sample=folder), *(self._file(folder, path, data) for path, data in files)]
        )

    def _file(self, folder: Sample, path: str, data: bytes) -> Found:
        name = f"{folder.name}{INSIDE}{path}"
        sample = Sample(name=name, data=data, kind=identify(data, path), parent=folder.name)
        return Found(sample=sample, depth=1)

    def _all(self, first: Sequence[Found]) -> Iterator[Found]:
        waiting = deque(first)
        while waiting:
            found = waiting.popleft()
            yield found
            if found.sample.digest in self._opened:
                continue
            self._opened.add(found.sample.digest)
            if found.depth >= self.allowance.bounds.depth:
                if found.sample.kind in unpack.HANDLES:
                    self._skip(found.sample, f"more than {self.allowance.bounds.depth} layers deep")
                continue
            waiting.extend(self._inside(found))

    def _inside(self, found: Found) -> list[Found]:
        """Return what lies in one thing; a limit that is hit ends it and is told."""
        made: list[Found] = []
        try:
            for one in self._next(found):
                made.append(one)  # noqa: PERF402  what came before a limit was hit is kept
        except LimitHit as error:
            self._skip(found.sample, error, partial=True)
        except Exception as error:  # noqa: BLE001  what one thing breaks must cost no other
            self._skip(found.sample, fault(error), partial=True)
        return made

    def _next(self, found: Found) -> Iterator[Found]:
        if found.sample.kind in unpack.HANDLES:
            yield from self._members(found)
        if found.sample.kind in _LOOKED_INTO:
            for number, one in enumerate(layers.peel(found.sample, self.allowance), 1):
                self.allowance.take_layer()
                yield self._layer(found, one, number)

    def _members(self, found: Found) -> Iterator[Found]:
        parent = found.sample
        for one in unpack.members(parent, self.allowance, self.passwords):
            if isinstance(one, Skipped):
                self.skipped.append(one)
                continue
            self.allowance.take_sample()
            name = f"{parent.name}{INSIDE}{one.name}"
            if one.note:
                self.notes[name] = one.note
            sample = Sample(name=name, data=one.data, kind=identify(one.data, one.name), parent=parent.name)
            yield Found(sample=sample, depth=found.depth + 1)

    def _layer(self, found: Found, one: Peeled, number: int) -> Found:
        parent = found.sample
        name = f"{parent.name}{LAYER}{number}"
        kind = one.kind if one.kind is not None else identify(one.data, name)
        sample = Sample(
            name=name,
            data=one.data,
            kind=kind,
            parent=parent.name,
            steps=one.steps,
            carried=not one.whole,
        )
        return Found(sample=sample, depth=found.depth + 1, place=one.place, layer=True, whole=one.whole)

    def _skip(self, sample: Sample, why: str | Exception, *, partial: bool = False) -> None:
        self.skipped.append(skip(sample.name, why, partial=partial))
