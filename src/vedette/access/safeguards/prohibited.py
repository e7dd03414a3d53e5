"""How surely a text asks for what nobody gets: high only where its words leave no other reading.

Something harmful, a verb that wants it made, and an end against others have to stand together, with nothing
of what defenders say beside them. The words are in `prohibited.toml`. What is missed here is met where
things are done: no capability does any of it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from msgspec import Struct, convert

from vedette.access.safeguards.phrases import Found, Phrases

SURE: Final = 95
"""All of it in one sentence."""
NEAR: Final = 92
"""The end stands in the sentence before or after."""
NAMED: Final = 55
"""It is wanted by name, and no end is told."""
HINTED: Final = 20
"""What it would do is told, and no end."""
CLAIMED: Final = 70
"""At most, where it is said to be an exercise."""
FRAMED: Final = 30
"""At most, where the sentence speaks as defenders do."""
AROUND: Final = 4
"""Taken off for each other sentence that speaks as defenders do, of two at most."""
REACH: Final = 9
"""Words between what wants something and the thing."""
_BOUNDARY: Final = 2
_THING: Final = len("name ")


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of thing nobody gets."""

    id: str
    says: str
    names: tuple[str, ...]
    acts: tuple[str, ...]
    ends: tuple[str, ...]
    make: tuple[str, ...] = ()
    """Verbs beside those that hold for all kinds."""
    examples: tuple[str, ...]
    safe: tuple[str, ...]


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All the words."""

    make: tuple[str, ...]
    ends: tuple[str, ...]
    aims: tuple[str, ...]
    """Ends that are enough for a thing by name, and not for what a thing would do."""
    away: tuple[str, ...]
    """After one of these a sentence speaks of something else than what is to be made."""
    relative: tuple[str, ...]
    """After these too, but for what the thing made would do."""
    joins: tuple[str, ...]
    """But not within these."""
    frames: tuple[str, ...]
    claims: tuple[str, ...]
    kind: tuple[Kind, ...]


@cache
def table() -> Table:
    """Return the words, as they lie beside this file."""
    text = (files("vedette.access.safeguards") / "prohibited.toml").read_text("utf-8")
    return convert(tomllib.loads(text), Table)


@cache
def _phrases() -> Phrases:
    words = table()
    groups: dict[str, tuple[str, ...]] = {
        "make": words.make,
        "end": words.ends,
        "aim": words.aims,
        "frame": words.frames,
        "claim": words.claims,
    }
    groups |= {"away": words.away, "relative": words.relative, "join": words.joins}
    for kind in words.kind:
        groups |= {f"name {kind.id}": kind.names, f"act  {kind.id}": kind.acts}
        groups |= {f"end {kind.id}": kind.ends, f"make {kind.id}": kind.make}
    return Phrases(groups)


class _Read(Struct, frozen=True):
    """What stands in one sentence, by group."""

    found: dict[str, list[Found]]
    framed: bool
    claimed: bool

    def of(self, what: str, kind: str) -> list[Found]:
        """Return what a sentence has of a group: of all kinds, and of this one."""
        return self.found.get(what, []) + self.found.get(f"{what} {kind}", [])


def prohibited(sentences: Sequence[Sequence[str]]) -> int:
    """Say from 0 to 100 how surely sentences (as words) ask for what nobody gets."""
    read = [_read(one) for one in sentences]
    framed = sum(one.framed for one in read)
    best = 0
    for place, one in enumerate(read):
        near = read[max(0, place - 1) : place + _BOUNDARY]
        kinds = {group[_THING:] for group in one.found if group.startswith(("name ", "act  "))}
        said = max((_wanted(one, near, kind) for kind in kinds), default=0)
        if said > FRAMED:
            said -= AROUND * min(_BOUNDARY, framed)
        best = max(best, said)
    return best


def _read(sentence: Sequence[str]) -> _Read:
    found: dict[str, list[Found]] = {}
    for one in _phrases().find(sentence):
        found.setdefault(one.group, []).append(one)
    ends = [one for group, some in found.items() if group.partition(" ")[0] in {"end", "aim"} for one in some]
    frames = [one for one in found.get("frame", ()) if not _within(one, ends)]
    claims = [one for one in found.get("claim", ()) if not _within(one, ends)]
    return _Read(found, bool(frames), bool(claims))


def _within(one: Found, others: Sequence[Found]) -> bool:
    """Tell whether a word belongs to a longer phrase: who evades detection does not detect."""
    return any(other.start <= one.start and one.end <= other.end for other in others)


def _wanted(one: _Read, near: Sequence[_Read], kind: str) -> int:
    """Say how surely a sentence asks for one kind of thing."""
    makes = one.of("make", kind)
    joins = one.found.get("join", ())
    away = [turn.start for turn in one.found.get("away", ()) if not _within(turn, joins)]
    relative = [turn.start for turn in one.found.get("relative", ()) if not _within(turn, joins)]
    name = _reached(makes, one.found.get(f"name {kind}", ()), [*away, *relative])
    act = _reached(makes, one.found.get(f"act  {kind}", ()), away)
    if not (name or act):
        return 0
    said = NAMED if name else HINTED
    if _ended(one, kind, name=name):
        said = SURE
    elif name and any(_ended(other, kind, name=True) and not other.framed for other in near):
        said = NEAR
    if one.framed:
        return min(said, FRAMED)
    return min(said, CLAIMED) if one.claimed or any(other.claimed for other in near) else said


def _ended(one: _Read, kind: str, *, name: bool) -> bool:
    """Tell whether a sentence tells an end that leaves no other reading."""
    return bool(one.of("end", kind) or (name and one.found.get("aim")))


def _reached(makes: Sequence[Found], things: Sequence[Found], away: Sequence[int]) -> bool:
    """Tell whether a verb stands shortly before one of the things, with nothing between that leads away."""
    return any(
        0 <= thing.start - make.end <= REACH and not any(make.end <= turn < thing.start for turn in away)
        for make in makes
        for thing in things
    )
