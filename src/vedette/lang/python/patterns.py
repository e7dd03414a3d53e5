"""What a `case` pattern takes apart: which names it binds, and the way from the subject to each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.lang.ir import Node
from vedette.lang.python.grammar import kind
from vedette.lang.python.lowering import Lowering, parts

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_CASE_PATTERN: Final = kind("case_pattern")
_AS_PATTERN: Final = kind("as_pattern")
_UNION: Final = kind("union_pattern")
_CLASS: Final = kind("class_pattern")
_DICT: Final = kind("dict_pattern")
_KEYWORD: Final = kind("keyword_pattern")
_LIST: Final = kind("list_pattern")
_TUPLE: Final = kind("tuple_pattern")
_SPLAT: Final = kind("splat_pattern")
_DOTTED: Final = kind("dotted_name")
_NAME: Final = kind("identifier")
_DEPTH_MAX: Final = 12


def captures(low: Lowering, node: Syntax, way: tuple[Node, ...] = ()) -> Iterator[Node]:
    """Yield `(name, steps)` for every name a pattern binds.

    A step is `(".", name)`, `("()", position)` among a class's match arguments, `("[]", key expression)`,
    `("*", first, how many are left out at the end)`, or `("**", key expressions left out)`.
    """
    number = node.kind_id
    inside = _INSIDE.get(number)
    if number in (_DOTTED, _NAME):
        name = low.name(node)
        if "." not in name and name != "_":
            yield (name, way)
    elif inside is not None and len(way) <= _DEPTH_MAX:
        yield from inside(low, node, way)


def _of_parts(low: Lowering, node: Syntax, way: tuple[Node, ...]) -> Iterator[Node]:
    for inner in parts(node):
        yield from captures(low, inner, way)


def _of_choices(low: Lowering, node: Syntax, way: tuple[Node, ...]) -> Iterator[Node]:
    for inner in parts(node):
        if inner.kind_id != _DOTTED:  # a name here is a constant's
            yield from captures(low, inner, way)


def _of_class(low: Lowering, node: Syntax, way: tuple[Node, ...]) -> Iterator[Node]:
    for position, part in enumerate(parts(node)[1:]):
        inner = parts(part)
        if inner and inner[0].kind_id == _KEYWORD:
            name, value = parts(inner[0])[0], parts(inner[0])[-1]
            yield from captures(low, value, (*way, (".", low.name(name))))
        else:
            yield from captures(low, part, (*way, ("()", position)))


def _of_sequence(low: Lowering, node: Syntax, way: tuple[Node, ...]) -> Iterator[Node]:
    items = parts(node)
    after_star = False
    for position, part in enumerate(items):
        star = next((inner for inner in (part, *parts(part)) if inner.kind_id == _SPLAT), None)
        left = len(items) - position - 1
        if star is not None:
            after_star = True
            for name in parts(star):
                yield from captures(low, name, (*way, ("*", position, left)))
        else:
            index = -left - 1 if after_star else position
            yield from captures(low, part, (*way, ("[]", (0, low.at(part), index))))


def _of_dict(low: Lowering, node: Syntax, way: tuple[Node, ...]) -> Iterator[Node]:
    keys = tuple(low.expression(key) for key in node.children_by_field_name("key"))
    for key, value in zip(keys, node.children_by_field_name("value"), strict=False):
        yield from captures(low, value, (*way, ("[]", key)))
    for part in parts(node):
        if part.kind_id == _SPLAT:
            for name in parts(part):
                yield from captures(low, name, (*way, ("**", keys)))


_INSIDE: Final = {
    _CASE_PATTERN: _of_parts, _AS_PATTERN: _of_parts, _UNION: _of_choices, _CLASS: _of_class,
    _LIST: _of_sequence, _TUPLE: _of_sequence, _DICT: _of_dict,
}  # fmt: skip
