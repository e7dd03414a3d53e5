"""What a rule asks of an event, as a tree of plain structures: written to the cache, compiled to closures.

A field called "" stands for every value of the event: a keyword. Text is compared without case unless it
says `cased`.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

KEYWORD: Final = ""
How: TypeAlias = Literal["equals", "starts", "ends", "contains"]
Relation: TypeAlias = Literal["lt", "lte", "gt", "gte", "eq", "neq"]
MANY: Final = 0
"""In a glob: any number of any characters."""
ONE: Final = 1
"""In a glob: one character, whatever it is."""


class All(Struct, frozen=True, tag="all", array_like=True, gc=False):
    """Every one holds."""

    of: tuple[Node, ...]


class Some(Struct, frozen=True, tag="some", array_like=True, gc=False):
    """At least one holds."""

    of: tuple[Node, ...]


class Not(Struct, frozen=True, tag="not", array_like=True, gc=False):
    """It does not hold; what is absent does not hold either."""

    node: Node


class Text(Struct, frozen=True, tag="text", array_like=True, gc=False):
    """A value of the field stands so to one of these literals."""

    field: str
    how: How
    literals: tuple[str, ...]
    cased: bool = False


class Glob(Struct, frozen=True, tag="glob", array_like=True, gc=False):
    """A value of the field is as this: literals, and between them MANY and ONE."""

    field: str
    parts: tuple[str | int, ...]
    cased: bool = False


class Pattern(Struct, frozen=True, tag="pattern", array_like=True, gc=False):
    """A regular expression is found in a value of the field."""

    field: str
    pattern: str
    flags: str = ""
    """Of i, m and s."""


class Network(Struct, frozen=True, tag="network", array_like=True, gc=False):
    """A value of the field is an address in this network."""

    field: str
    network: str


class Compare(Struct, frozen=True, tag="compare", array_like=True, gc=False):
    """A value of the field is a number, and stands so to this one."""

    field: str
    relation: Relation
    number: float


class Moment(Struct, frozen=True, tag="moment", array_like=True, gc=False):
    """A value of the field is a time, and a part of it is this number."""

    field: str
    part: Literal["minute", "hour", "day", "week", "month", "year"]
    number: int


class Same(Struct, frozen=True, tag="same", array_like=True, gc=False):
    """A value of the field stands so to a value of another field."""

    field: str
    other: str
    how: How = "equals"


class Exists(Struct, frozen=True, tag="exists", array_like=True, gc=False):
    """The event has the field, whatever is in it."""

    field: str


class Null(Struct, frozen=True, tag="null", array_like=True, gc=False):
    """The event does not have the field, or has nothing in it. An empty text is something."""

    field: str


Leaf: TypeAlias = Text | Glob | Pattern | Network | Compare | Moment | Same | Exists | Null
Node: TypeAlias = All | Some | Not | Leaf

NOTHING: Final = Some(())
"""Holds for no event."""
EVERYTHING: Final = All(())
"""Holds for every event."""


def all_of(nodes: tuple[Node, ...]) -> Node:
    """Join by "and", without a needless level."""
    return nodes[0] if len(nodes) == 1 else All(nodes)


def any_of(nodes: tuple[Node, ...]) -> Node:
    """Join by "or"; literals asked of one field in one way become one question."""
    merged: dict[object, Node] = {}
    for node in nodes:
        if isinstance(node, Text):
            key: object = (node.field, node.how, node.cased)
            known = merged.get(key)
            literals = known.literals if isinstance(known, Text) else ()
            merged[key] = Text(node.field, node.how, literals + node.literals, node.cased)
        else:
            merged[len(merged)] = node
    return next(iter(merged.values())) if len(merged) == 1 else Some(tuple(merged.values()))


def fields_of(node: Node) -> frozenset[str]:
    """Return the names of all fields it asks for."""
    found: set[str] = set()
    _add_fields(node, found)
    return frozenset(found)


def _add_fields(node: Node, found: set[str]) -> None:
    match node:
        case All(of) | Some(of):
            for one in of:
                _add_fields(one, found)
        case Not(inner):
            _add_fields(inner, found)
        case Same(field, other):
            found.update((field, other))
        case _:
            found.add(node.field)


def renamed(node: Node, names: dict[str, str]) -> Node:
    """Ask the same of fields that are called otherwise elsewhere."""
    match node:
        case All(of):
            return All(tuple(renamed(one, names) for one in of))
        case Some(of):
            return Some(tuple(renamed(one, names) for one in of))
        case Not(inner):
            return Not(renamed(inner, names))
        case Same(field, other, how):
            return Same(names.get(field, field), names.get(other, other), how)
        case _:
            return _replace(node, names.get(node.field, node.field))


def _replace(leaf: Leaf, field: str) -> Leaf:
    return leaf if leaf.field == field else replace(leaf, field=field)
