"""JavaScript expressions in terms of the intermediate form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from vedette.core.expressions import expression
from vedette.lang import ir
from vedette.lang.ir import Node
from vedette.triage.facts.javascript.lowering import Expression, Lowering
from vedette.triage.facts.javascript.patterns import bind, parameters

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_ESCAPE: Final = expression(
    r"\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|(\r\n|[\s\S]))"
)
_LETTERS: Final = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "0": "",
    "\n": "",
    "\r\n": "",
}
_BOOLS: Final = {"&&", "||", "??"}
_COMPARES: Final = {"==", "===", "!=", "!==", "<", ">", "<=", ">=", "in", "instanceof"}
_NUMBER_CHARS: Final = 40


def unescaped(text: str) -> str:
    """Return what a text in quotes reads."""

    def put(match: re.Match[str]) -> str:
        digits = match[1] or match[2] or match[3]
        if digits:
            number = int(digits, 16)
            return chr(number) if number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else "\ufffd"  # noqa: PLR2004  surrogates
        return _LETTERS.get(match[4], match[4])

    return _ESCAPE.sub(put, text)


def _string(low: Lowering, node: Syntax) -> Node:
    return (ir.CONST, low.at(node), unescaped(low.text(node)[1:-1]))


def _template(low: Lowering, node: Syntax) -> Node:
    parts: list[Node] = []
    text = low.text(node)
    if "${" not in text:
        return (ir.CONST, low.at(node), unescaped(text[1:-1]))
    for one in node.named_children:
        if one.type == "template_substitution":
            parts += [low.expression(part) for part in one.named_children[:1]]
        else:
            parts.append((ir.CONST, low.at(one), unescaped(low.text(one))))
    return (ir.JOINED, low.at(node), tuple(parts))


def _number(low: Lowering, node: Syntax) -> Node:
    text = low.text(node).replace("_", "").rstrip("n")[:_NUMBER_CHARS]
    try:
        return (ir.CONST, low.at(node), int(text, 0))
    except ValueError:
        return low.none(node)


def _name(low: Lowering, node: Syntax) -> Node:
    return (ir.NAME, low.at(node), low.text(node))


def _member(low: Lowering, node: Syntax) -> Node:
    name = node.child_by_field_name("property")
    owner = low.expression(node.child_by_field_name("object"))
    return (ir.ATTR, low.at(node), owner, low.text(name).lstrip("#") if name is not None else "")


def _subscript(low: Lowering, node: Syntax) -> Node:
    owner = low.expression(node.child_by_field_name("object"))
    return (ir.INDEX, low.at(node), owner, low.expression(node.child_by_field_name("index")))


def _call(low: Lowering, node: Syntax) -> Node:
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    given = node.child_by_field_name("arguments")
    made = low.expression(function)
    if given is None:
        return (ir.CALL, low.at(node), made, (), ())
    if given.type == "template_string":
        return (ir.CALL, low.at(node), made, (low.expression(given),), ())
    arguments = tuple(low.expression(one) for one in given.named_children if one.type != "comment")
    return (ir.CALL, low.at(node), made, arguments, ())


def _binary(low: Lowering, node: Syntax) -> Node:
    """Lower a chain without going as deep as it is long."""
    chain: list[Syntax] = []
    while node.type == "binary_expression":
        chain.append(node)
        node = node.child_by_field_name("left") or node.named_children[0]
    made = low.expression(node)
    for one in reversed(chain):
        sign = one.child_by_field_name("operator")
        made = _operated(low, one, low.text(sign) if sign is not None else "", made)
    return made


def _operated(low: Lowering, node: Syntax, sign: str, left: Node) -> Node:
    place, right = low.at(node), low.expression(node.child_by_field_name("right"))
    if sign in _BOOLS:
        return (ir.BOOL, place, sign, left, right)
    if sign in _COMPARES:
        return (ir.COMPARE, place, (sign,), (left, right))
    return (ir.BINARY, place, sign, left, right)


def _unary(low: Lowering, node: Syntax) -> Node:
    sign = low.text(node.children[0])
    return (ir.UNARY, low.at(node), sign, low.expression(node.named_children[-1]))


def _ternary(low: Lowering, node: Syntax) -> Node:
    fields = ("condition", "consequence", "alternative")
    return (ir.TERNARY, low.at(node), *(low.expression(node.child_by_field_name(name)) for name in fields))


def _assignment(low: Lowering, node: Syntax) -> Node:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    value = low.expression(right)
    if left is None:
        return value
    low.declares = None
    bind(low, left, value, low.before)
    low.declares = "let"
    return value if left.type.endswith("_pattern") else low.expression(left)


def _augmented(low: Lowering, node: Syntax) -> Node:
    left = low.expression(node.child_by_field_name("left"))
    sign = node.child_by_field_name("operator")
    value = low.expression(node.child_by_field_name("right"))
    low.before.append((ir.AUGMENT, low.at(node), left, low.text(sign) if sign is not None else "", value))
    return left


def _array(low: Lowering, node: Syntax) -> Node:
    return (ir.SEQUENCE, low.at(node), "list", tuple(low.expression(one) for one in node.named_children))


def _object(low: Lowering, node: Syntax) -> Node:
    items: list[tuple[Node | None, Node]] = []
    for one in node.named_children:
        match one.type:
            case "pair":
                items.append(
                    (
                        key(low, one.child_by_field_name("key")),
                        low.expression(one.child_by_field_name("value")),
                    )
                )
            case "shorthand_property_identifier":
                items.append(((ir.CONST, low.at(one), low.text(one)), _name(low, one)))
            case "spread_element":
                items.append((None, low.expression(one.named_children[0] if one.named_children else None)))
            case "method_definition":
                items.append((key(low, one.child_by_field_name("name")), function(low, one)))
            case _:
                pass
    return (ir.DICT, low.at(node), tuple(items))


def key(low: Lowering, node: Syntax | None) -> Node:
    """Lower the name of a property."""
    if node is None:
        return (ir.CONST, 0, None)
    if node.type == "computed_property_name":
        return low.expression(node.named_children[0])
    if node.type == "string":
        return _string(low, node)
    return (ir.CONST, low.at(node), low.text(node))


def function(low: Lowering, node: Syntax) -> Node:
    """Lower a function that is a value."""
    given, body = signature(low, node)
    return (ir.LAMBDA, low.at(node), (given, body))


def signature(low: Lowering, node: Syntax) -> tuple[tuple[tuple[Any, ...], ...], ir.Block]:
    """Return a function's parameters and body; one that is left out gives back what it is given."""
    if low.quiet(node):
        place = low.at(node)
        every = (ir.NAME, place, "%given")
        return (("*", "%given", None, None, place),), ((ir.RETURN, place, every),)
    first: list[Node] = []
    saved, low.before = low.before, []
    given = parameters(
        low, node.child_by_field_name("parameters") or node.child_by_field_name("parameter"), first
    )
    first = [*low.before, *first]
    low.before = saved
    return given, low.body(node.child_by_field_name("body"), first)


def _class(low: Lowering, node: Syntax) -> Node:
    low.statement(node, low.before)
    name = node.child_by_field_name("name")
    return (ir.NAME, low.at(node), low.text(name) if name is not None else f"%{low.at(node)}")


def _inner(low: Lowering, node: Syntax) -> Node:
    inner = [one for one in node.named_children if one.type != "comment"]
    for one in inner[:-1]:
        low.before.append((ir.EXPR, low.at(one), low.expression(one)))
    return low.expression(inner[-1]) if inner else low.none(node)


def _spread(low: Lowering, node: Syntax) -> Node:
    return (ir.STAR, low.at(node), _inner(low, node))


def _none(low: Lowering, node: Syntax) -> Node:
    return low.none(node)


TABLE: Final[dict[str, Expression]] = {
    kind: made
    for kinds, made in (
        ("string", _string),
        ("template_string", _template),
        ("number", _number),
        ("identifier shorthand_property_identifier shorthand_property_identifier_pattern", _name),
        ("property_identifier statement_identifier this super import undefined", _name),
        ("private_property_identifier", _name),
        ("member_expression", _member),
        ("subscript_expression", _subscript),
        ("call_expression new_expression", _call),
        ("binary_expression", _binary),
        ("unary_expression update_expression", _unary),
        ("ternary_expression", _ternary),
        ("assignment_expression", _assignment),
        ("augmented_assignment_expression", _augmented),
        ("array", _array),
        ("object", _object),
        ("arrow_function function_expression generator_function function method_definition", function),
        ("class class_declaration", _class),
        ("parenthesized_expression sequence_expression await_expression yield_expression", _inner),
        ("spread_element", _spread),
        ("true false null regex meta_property", _none),
    )
    for kind in kinds.split()
}
