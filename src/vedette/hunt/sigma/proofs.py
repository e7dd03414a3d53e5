"""Why a rule held: the fields whose values made it, the most telling first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Generic, TypeAlias, TypeVar

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
_Told: TypeAlias = tuple[int, str, str]
"""How telling a field is, its name, and what it holds."""
_Of = TypeVar("_Of")
_Made = TypeVar("_Made")
_STANDS: Final[dict[How, Callable[[str, str], bool]]] = {
    "contains": str.__contains__, "ends": str.endswith, "starts": str.startswith,
}  # fmt: skip
_KEPT_MAX: Final = 10_000
_ANYHOW: Final = ("CommandLine", "ScriptBlockText", "message", "Message", "EventID")
_SURE_LENGTH: Final = 1_000


def proofs(node: Node, look: Look, event: Event) -> tuple[Proof, ...]:
    """Name the few fields that best show why a tree holds for an event."""
    found: dict[str, tuple[int, str]] = {}
    told: list[_Told] = []
    _tell(node, look, told)
    for telling, name, text in told:
        weight = -1 if name in DULL else telling
        if name not in found or found[name][0] < weight:
            found[name] = (weight, text)
    ranked = sorted(found.items(), key=lambda one: (-one[1][0], one[0]))[:PROOFS_KEPT]
    shown = tuple([(_name_in(event, name, text), text) for name, (_, text) in ranked])
    return shown or tuple(_anything(look))[:1]


def _tell(node: Node, look: Look, told: list[_Told]) -> None:
    """Tell of a tree that holds what makes it."""
    match node:
        case Text():
            _tell_leaf(node, look, told)
        case All(of):
            for one in of:
                _tell(one, look, told)
        case Some(of):
            for one in of:
                if _compiled(one)(look):
                    _tell(one, look, told)
                    break
        case Not() | Null():
            pass
        case _:
            _tell_leaf(node, look, told)


class _Kept(Generic[_Of, _Made]):
    """Remembers what was made of parts of trees: the same few rules are shown again and again."""

    def __init__(self, make: Callable[[_Of], _Made]) -> None:
        self._known: dict[int, tuple[_Of, _Made]] = {}
        self._make = make

    def __call__(self, node: _Of) -> _Made:
        known = self._known.get(id(node))
        if known is not None and known[0] is node:
            return known[1]
        if len(self._known) >= _KEPT_MAX:
            self._known.clear()
        made = self._make(node)
        self._known[id(node)] = (node, made)
        return made


def _compile(node: Node) -> Holds:
    return late(node, frozenset())


def _longest_first(leaf: Text) -> list[str]:
    return sorted(map(str.casefold, leaf.literals), key=len, reverse=True)


_compiled: Final = _Kept(_compile)
_folded: Final = _Kept(_longest_first)


def _tell_leaf(leaf: Leaf, look: Look, told: list[_Told]) -> None:
    """Give the value a leaf holds for, and how telling it is: the longer the literal, the more."""
    name = leaf.field
    if name != KEYWORD and len(texts := look.raw(name)) == 1:
        told.append((_weight(leaf, texts[0]), name, texts[0]))
        return
    for name in look.fields if leaf.field == KEYWORD else (leaf.field,):
        for text in look.raw(name):
            if isinstance(leaf, Exists | Same) or _compiled(leaf)(_Alone(leaf.field, text)):
                told.append((_weight(leaf, text), name, text))
                break


class _Alone(Look):
    """A look at one text as if it were all there is."""

    __slots__ = ("_text",)

    def __init__(self, name: str, text: str) -> None:
        super().__init__({name: text})


def _weight(leaf: Leaf, text: str) -> int:
    match leaf:
        case Text(_, how, literals):
            return len(literals[0]) if len(literals) == 1 else _longest(_folded(leaf), how, text.casefold())
        case Glob(_, parts):
            return sum(len(part) for part in parts if isinstance(part, str))
        case Network():
            return len(text)
        case Exists():
            return 0
        case _:
            return min(len(text), _SURE_LENGTH) // 4 + 4


def _longest(literals: list[str], how: How, text: str) -> int:
    """Say how long the first literal is that stands so to a text: the longest come first."""
    if how == "equals":
        return len(text)
    stands = _STANDS[how]
    for literal in literals:
        if stands(text, literal):
            return len(literal)
    return 1


def _name_in(event: Event, name: str, text: str) -> str:
    """Find what the record itself calls it."""
    value = event.fields.get(name)
    if value == text or text in texts_of(value):
        return name
    return next((own for own, value in event.fields.items() if text in texts_of(value)), "")


def _anything(look: Look) -> Iterator[Proof]:
    for name in _ANYHOW:
        for text in look.raw(name):
            yield name, text
    yield "", ""
