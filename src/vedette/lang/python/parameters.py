"""Parameter lists of functions and lambdas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.lang.ir import Node
from vedette.lang.python.grammar import field, kind
from vedette.lang.python.lowering import Lowering, parts

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_NAME: Final = field("name")
_TYPE: Final = field("type")
_VALUE: Final = field("value")
_IDENTIFIER: Final = kind("identifier")
_LIST_SPLAT: Final = kind("list_splat_pattern")
_DICT_SPLAT: Final = kind("dictionary_splat_pattern")
_BARE_STAR: Final = kind("keyword_separator")


def parameters(low: Lowering, node: Syntax | None) -> tuple[Node, ...]:
    """Lower a parameter list."""
    if node is None:
        return ()
    return tuple([made for child in parts(node) if (made := _parameter(low, child)) is not None])


def _parameter(low: Lowering, node: Syntax) -> Node | None:
    number = node.kind_id
    if number == _IDENTIFIER:
        return ("", low.name(node), None, None, low.at(node))
    if number == _BARE_STAR:
        return ("*only", "", None, None, low.at(node))
    if number in (_LIST_SPLAT, _DICT_SPLAT):
        return (*_starred(low, node), None, None, low.at(node))
    named = node.child_by_field_id(_NAME)
    if named is None:
        named = next(iter(parts(node)), None)
        if named is None or number not in _TYPED:
            return None
    annotation = node.child_by_field_id(_TYPE)
    default = node.child_by_field_id(_VALUE)
    return (
        *_starred(low, named),
        low.expression(annotation) if annotation is not None else None,
        low.expression(default) if default is not None else None,
        low.at(node),
    )


def _starred(low: Lowering, node: Syntax) -> tuple[str, str]:
    if node.kind_id == _LIST_SPLAT:
        return "*", low.name(node.named_children[0])
    if node.kind_id == _DICT_SPLAT:
        return "**", low.name(node.named_children[0])
    return "", low.name(node)


_TYPED: Final = (kind("typed_parameter"), kind("default_parameter"), kind("typed_default_parameter"))
