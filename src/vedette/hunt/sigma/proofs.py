"""Why a rule held: the fields whose values made it, the most telling first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from vedette.hunt.event import Event
from vedette.hunt.sigma.closures import Holds, late
from vedette.hunt.sigma.nodes import (
    KEYWORD,
    All,
    Exists,
    Glob,
    How,
    Leaf,
    Network,
    Node,
    Not,
    Null,
    Same,
    Some,
    Text,
)
from vedette.hunt.sigma.values import Look, texts_of

Proof: TypeAlias = tuple[str, str]
"""A field of the record, and what it holds; of something the record calls otherwise, no field."""
PROOFS_KEPT: Final = 2
DULL: Final = frozenset({"EventID", "Channel", "Provider_Name", "EventType", "event_type", "eventSource"})
"""Fields that say what sort of record it is, and nothing of this case: shown when there is nothing better."""
_COMPILED_MAX: Final = 10_000
_ANYHOW: Final = ("CommandLine", "ScriptBlockText", "message", "Message", "EventID")
_SURE_LENGTH: Final = 1_000


def proofs(node: Node, look: Look, event: Event) -> tuple[Proof, ...]:
    """Name the few fields that best show why a tree holds for an event."""
    found: dict[str, tuple[int, str]] = {}
    for telling, name, text in _told(node, look):
        weight = -1 if name in DULL else telling
        if name not in found or found[name][0] < weight:
            found[name] = (weight, text)
    ranked = sorted(found.items(), key=lambda one: (-one[1][0], one[0]))[:PROOFS_KEPT]
    told = tuple((_name_in(event, name, text), text) for name, (_, text) in ranked)
    return told or tuple(_anything(look))[:1]


def _told(node: Node, look: Look) -> Iterator[tuple[int, str, str]]:
    """Tell of a tree that holds what makes it."""
    match node:
        case All(of):
            for one in of:
                yield from _told(one, look)
        case Some(of):
            first = next((one for one in of if _compiled(one)(look)), None)
            if first is not None:
                yield from _told(first, look)
        case Not() | Null():
            return
        case _:
            yield from _of_leaf(node, look)


class _Compiled:
    """Remembers what trees were compiled to: the same few rules are shown again and again."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Node, Holds]] = {}

    def __call__(self, node: Node) -> Holds:
        known = self._known.get(id(node))
        if known is not None and known[0] is node:
            return known[1]
        if len(self._known) >= _COMPILED_MAX:
            self._known.clear()
        holds = late(node, frozenset())
        self._known[id(node)] = (node, holds)
        return holds


_compiled: Final = _Compiled()


def _of_leaf(leaf: Leaf, look: Look) -> Iterator[tuple[int, str, str]]:
    """Give the value a leaf holds for, and how telling it is: the longer the literal, the more."""
    if leaf.field != KEYWORD and len(texts := look.raw(leaf.field)) == 1:
        yield _weight(leaf, texts[0]), leaf.field, texts[0]
        return
    for name in look.fields if leaf.field == KEYWORD else (leaf.field,):
        for text in look.raw(name):
            if isinstance(leaf, Exists | Same) or _compiled(leaf)(_Alone(leaf.field, text)):
                yield _weight(leaf, text), name, text
                break


class _Alone(Look):
    """A look at one text as if it were all there is."""

    __slots__ = ("_text",)

    def __init__(self, name: str, text: str) -> None:
        super().__init__({name: text})


def _weight(leaf: Leaf, text: str) -> int:
    match leaf:
        case Text(_, how, literals):
            folded = text.casefold()
            return max((len(one) for one in literals if _stands(folded, how, one.casefold())), default=1)
        case Glob(_, parts):
            return sum(len(part) for part in parts if isinstance(part, str))
        case Network():
            return len(text)
        case Exists():
            return 0
        case _:
            return min(len(text), _SURE_LENGTH) // 4 + 4


def _stands(text: str, how: How, literal: str) -> bool:
    if how == "contains":
        return literal in text
    if how == "ends":
        return text.endswith(literal)
    return text.startswith(literal) if how == "starts" else text == literal


def _name_in(event: Event, name: str, text: str) -> str:
    """Find what the record itself calls it."""
    if text in texts_of(event.fields.get(name)):
        return name
    return next((own for own, value in event.fields.items() if text in texts_of(value)), "")


def _anything(look: Look) -> Iterator[Proof]:
    for name in _ANYHOW:
        for text in look.raw(name):
            yield name, text
    yield "", ""
