"""What can be found: terms, weaknesses, techniques, and what helps against them, in the words each has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec
from msgspec import Struct

from vedette.knowledge.consequences import consequence
from vedette.knowledge.countermeasures import everything
from vedette.knowledge.glossary import Glossary
from vedette.knowledge.mitigations import everything_named
from vedette.knowledge.tables import rows
from vedette.knowledge.techniques import techniques
from vedette.knowledge.weaknesses import weaknesses

NAME: Final = 3.0
EVERYDAY: Final = 3.0
SAYS: Final = 1.5
SAID: Final = 3.0
MORE: Final = 0.5
_ENTERPRISE: Final = "enterprise"
_KINDS: Final = {"TA": "tactic", "DC": "log data"}


class Entry(Struct, frozen=True, kw_only=True):
    """One thing that can be found."""

    id: str
    kind: str
    name: str
    says: str = ""
    """In a sentence, for who reads the answer."""
    texts: tuple[tuple[float, str], ...] = ()
    """What it is found by, and how much that counts."""
    names: tuple[str, ...] = ()
    """All ways it is called."""
    special: bool = False
    """Whether it is about phones or plants only: of two that fit as well, the other goes first."""
    family: str
    """The same for entries of which an answer needs only a few."""


class Described(Struct, frozen=True, kw_only=True):
    """What a catalogue says of something, known here or not."""

    id: str
    kind: str
    name: str
    says: str


def entries(described: Sequence[Described] = ()) -> tuple[Entry, ...]:
    """Return all of them, found by what catalogues say of them as well."""
    known = {one.id: one for one in _shipped()}
    for each in described:
        one = known.get(each.id)
        if one is None:
            texts = ((NAME, each.name), (MORE, each.says))
            one = Entry(
                id=each.id,
                kind=each.kind,
                name=each.name,
                says=each.says,
                texts=texts,
                names=(each.name, each.id),
                family=each.id,
            )
        else:
            one = msgspec.structs.replace(one, texts=(*one.texts, (MORE, each.says)))
        known[each.id] = one
    return tuple(known.values())


def _shipped() -> tuple[Entry, ...]:
    found = (*_terms(), *_weaknesses(), *_techniques(), *_named(), *_countermeasures())
    put = _sayings()
    return tuple(
        msgspec.structs.replace(one, texts=(*one.texts, (SAID, put[one.id]))) if one.id in put else one
        for one in found
    )


def said(ident: str) -> str:
    """Return how people who are no experts put it; nothing where nobody has said."""
    return _sayings().get(ident, "")


@lru_cache(maxsize=1)
def _sayings() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("sayings.tsv")}


def _terms() -> Iterator[Entry]:
    for one in Glossary.load("en").terms:
        texts = (
            (NAME, one.name),
            (EVERYDAY, " ".join(one.also)),
            (EVERYDAY, one.plain),
            (SAYS, one.meaning),
        )
        yield Entry(
            id=one.term,
            kind="term",
            name=one.name,
            says=one.meaning,
            texts=texts,
            names=one.forms,
            family=one.term,
        )


def _weaknesses() -> Iterator[Entry]:
    for one in weaknesses():
        texts = (
            (NAME, one.name),
            (SAYS, one.consequence),
            (MORE, f"{one.matters} {one.fix} {one.meanwhile}"),
        )
        yield Entry(
            id=one.id, kind="weakness", name=one.name, says=one.consequence, texts=texts, family=one.id
        )


def _techniques() -> Iterator[Entry]:
    names = {one.id: one.name for one in techniques()}
    for one in techniques():
        parent = one.id.partition(".")[0]
        above = names[parent] if parent != one.id and parent in names else ""
        told = consequence(one.id, one.tactics)
        own = told.level == "exact"
        texts = (
            (NAME, one.name),
            (SAYS, above),
            (SAYS if own else 0.0, told.means),
            (MORE, " ".join(one.tactics).replace("-", " ")),
            (MORE if own else 0.0, f"{told.matters} {told.prevent}"),
        )
        yield Entry(
            id=one.id,
            kind="technique",
            name=_full(f"{above}: {one.name}" if above else one.name, (one.matrix,)),
            special=one.matrix != _ENTERPRISE,
            says=told.means if own else "",
            texts=texts,
            names=(one.name, one.id),
            family=names.get(parent, one.id),
        )


def _named() -> Iterator[Entry]:
    for one in everything_named():
        kind = _KINDS.get(one.id[:2], "mitigation")
        yield Entry(
            id=one.id,
            kind=kind,
            name=_full(one.name, one.matrices),
            special=_ENTERPRISE not in one.matrices,
            says=said(one.id),
            texts=((NAME, one.name),),
            names=(one.name, one.id),
            family=one.name,
        )


def _full(name: str, matrices: tuple[str, ...]) -> str:
    return name if _ENTERPRISE in matrices else f"{name} ({matrices[0].replace('ics', 'ICS')})"


def _countermeasures() -> Iterator[Entry]:
    for one in everything():
        texts = ((NAME, one.name), (MORE, one.tactic))
        yield Entry(
            id=one.id,
            kind="countermeasure",
            name=one.name,
            says=said(one.id),
            texts=texts,
            names=(one.name, one.id),
            family=one.id,
        )
