"""Gate G1, values that carry nothing of what came in: lengths, truth values, text with no place for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from tree_sitter import Node

from vedette.agents.patching.syntax import text_of, walk

_FIXED = "string concatenated_string integer float true false none ellipsis"
_CONSTANTS = frozenset(_FIXED.split())
_MADE_OF = """
unary_operator parenthesized_expression not_operator comparison_operator boolean_operator binary_operator
list dictionary tuple set pair
"""
_COMPOSED = frozenset(_MADE_OF.split())
_BLAND = frozenset(("len", "bool", "type", "id", "hash", "isinstance", "hasattr", "callable", "any", "all"))
_SHAPING = frozenset(("str", "int", "float", "repr", "bytes", "ascii", "list", "tuple"))
_NO_PLACE = re.compile(r"%(?:\.0s|%)")
_PLACE = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[a-zA-Z(]")
_NOTHING_OF = re.compile(r"\[\s*(?:0\s*)?:\s*0\s*\]$")
_SAMPLES = (
    "hello",
    "a",
    "1",
    "localhost",
    "hello.txt",
    "a-b_c",
    "192.0.2.7",
    "x@example.org",
    "/home",
    "A B",
)
_LONGEST = 300


def is_constant(node: Node) -> bool:
    """Whether an expression is the same whatever comes in."""
    if node.type in _COMPOSED:
        return all(is_constant(one) for one in node.named_children)
    return node.type in _CONSTANTS and not any(one.type == "interpolation" for one in walk(node))


def is_emptied(node: Node) -> bool:
    """Whether an expression is fixed, or carries no more of what came in than its length or truth."""
    if is_constant(node):
        return True
    judge = _JUDGES.get(node.type)
    if judge is not None:
        return judge(node)
    return node.type in _COMPOSED and all(map(is_emptied, node.named_children))


def _is_emptied_text(node: Node) -> bool:
    return all(map(is_emptied, _values_in(node)))


def _is_nothing_of(node: Node) -> bool:
    return _NOTHING_OF.search(text_of(node)) is not None


def _values_in(text: Node) -> list[Node]:
    return [one.named_children[0] for one in walk(text) if one.type == "interpolation" and one.named_children]


def _given(call: Node) -> list[Node]:
    arguments = call.child_by_field_name("arguments")
    return [
        one.child_by_field_name("value") or one if one.type == "keyword_argument" else one
        for one in (arguments.named_children if arguments is not None else [])
    ]


def _is_emptied_call(call: Node) -> bool:
    function = call.child_by_field_name("function")
    name, given = text_of(function), _given(call)
    if name in _BLAND:
        return True
    if name in _SHAPING:
        return all(map(is_emptied, given))
    owner = function.child_by_field_name("object") if function is not None else None
    method = text_of(function).rpartition(".")[2]
    return owner is not None and _is_emptied_method(owner, method, given)


def _is_emptied_method(owner: Node, method: str, given: list[Node]) -> bool:
    if method == "format" and is_constant(owner):
        return "{" not in text_of(owner) or all(map(is_emptied, given))
    if method == "replace" and given:
        return text_of(given[0]) == text_of(owner)
    return is_emptied(owner) and all(map(is_emptied, given))


def _is_emptied_choice(node: Node) -> bool:
    """`x and ""` is fixed where x is anything; `x or ""` is x."""
    sides = node.named_children
    if text_of(node.child_by_field_name("operator")) == "and":
        return any(map(is_emptied, sides[1:]))
    return all(map(is_emptied, sides))


def _is_emptied_sum(node: Node) -> bool:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = text_of(node.child_by_field_name("operator"))
    if left is None or right is None:
        return False
    if sign == "%" and is_constant(left):
        return not _PLACE.search(_NO_PLACE.sub("", text_of(left))) or is_emptied(right)
    if sign == "*" and "0" in {text_of(left), text_of(right)}:
        return True
    return is_emptied(left) and is_emptied(right)


_JUDGES: dict[str, Callable[[Node], bool]] = {
    "call": _is_emptied_call,
    "subscript": _is_nothing_of,
    "boolean_operator": _is_emptied_choice,
    "binary_operator": _is_emptied_sum,
    "string": _is_emptied_text,
}


def matches_nothing(pattern: Node) -> bool:
    """Whether a fixed pattern fits none of some harmless words: a check by it turns everything away."""
    if not is_constant(pattern) or len(text_of(pattern)) > _LONGEST:
        return False
    try:
        value = ast.literal_eval(text_of(pattern))
        made = re.compile(value if isinstance(value, str) else "")
    except (ValueError, SyntaxError, re.error, RecursionError, MemoryError, OverflowError):
        return False
    return not any(found[0] for one in _SAMPLES if (found := made.search(one)))
