"""Python expressions, each kind of node by its own small function."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vedette.lang.ir import (
    ATTR,
    BINARY,
    BOOL,
    CALL,
    COMPARE,
    COMPREHENSION,
    CONST,
    DICT,
    INDEX,
    LAMBDA,
    NAME,
    NOT,
    RETURN,
    SEQUENCE,
    SLICE,
    STAR,
    TERNARY,
    UNARY,
    UNKNOWN,
    WALRUS,
    YIELD,
    Node,
)
from vedette.lang.python.grammar import field, kind
from vedette.lang.python.lowering import COMMENT, ExpressionTable, Lowering, none, pair, parts
from vedette.lang.python.parameters import parameters
from vedette.lang.python.strings import adjacent, string

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_KEYWORD_ARGUMENT: Final = kind("keyword_argument")
_DICT_SPLAT: Final = kind("dictionary_splat")
_GENERATOR: Final = kind("generator_expression")
_PAIR: Final = kind("pair")
_FOR_IN: Final = kind("for_in_clause")
_IF_CLAUSE: Final = kind("if_clause")
_PARAMETERS: Final = field("parameters")
_BODY: Final = field("body")
_OBJECT: Final = field("object")
_ATTRIBUTE: Final = field("attribute")
_CALLED: Final = field("function")
_ARGUMENTS: Final = field("arguments")
_NAME: Final = field("name")
_KEY: Final = field("key")
_VALUE: Final = field("value")
_DIGITS_MAX: Final = 64
_NAMED: Final = (NAME, ATTR)


def _unknown(low: Lowering, node: Syntax) -> Node:
    """Keep the parts of an expression of a kind nobody knows."""
    return (UNKNOWN, low.at(node), low.expressions(node.named_children))


def _attribute(low: Lowering, node: Syntax) -> Node:
    owner, name = pair(node, _OBJECT, _ATTRIBUTE)
    return (ATTR, low.at(node), low.by_kind[owner.kind_id](low, owner), low.name(name))


def _call(low: Lowering, node: Syntax) -> Node:
    called, given = pair(node, _CALLED, _ARGUMENTS)
    table = low.by_kind
    function = table[called.kind_id](low, called)
    if function[0] in _NAMED:
        low.called.add(function[-1])
    if given.kind_id == _GENERATOR:
        return (CALL, low.at(node), function, (low.expression(given),), ())
    arguments: list[Node] = []
    keywords: list[tuple[str | None, Node]] = []
    for child in given.named_children:
        number = child.kind_id
        if number == _KEYWORD_ARGUMENT:
            name, value = pair(child, _NAME, _VALUE)
            keywords.append((low.name(name), table[value.kind_id](low, value)))
        elif number == _DICT_SPLAT:
            keywords.append((None, low.expression(parts(child)[0])))
        elif number != COMMENT:
            arguments.append(table[number](low, child))
    return (CALL, low.at(node), function, tuple(arguments), tuple(keywords))


def _subscript(low: Lowering, node: Syntax) -> Node:
    inner = parts(node)
    index = (
        low.expression(inner[1])
        if len(inner) == 2  # noqa: PLR2004 - the object and one index
        else (SEQUENCE, low.at(node), "tuple", tuple([low.expression(part) for part in inner[1:]]))
    )
    return (INDEX, low.at(node), low.expression(inner[0]), index)


def _slice(low: Lowering, node: Syntax) -> Node:
    bounds: list[Node | None] = [None, None, None]
    index = 0
    for child in node.children:
        if child.type == ":":
            index += 1
        elif child.is_named and child.kind_id != COMMENT and index < len(bounds):
            bounds[index] = low.expression(child)
    return (SLICE, low.at(node), *bounds)


def _integer(low: Lowering, node: Syntax) -> Node:
    text = low.source[node.start_byte : node.end_byte]
    if len(text) > _DIGITS_MAX:
        return (UNKNOWN, low.at(node), ())
    try:
        return (CONST, low.at(node), int(text, 0))
    except ValueError:
        return _number(low, node)


def _number(low: Lowering, node: Syntax) -> Node:
    text = low.source[node.start_byte : node.end_byte][:_DIGITS_MAX].replace(b"_", b"")
    try:
        return (CONST, low.at(node), float(text))
    except ValueError:  # a complex number, an octal of Python 2: a number, but nobody compares it
        return (UNKNOWN, low.at(node), ())


def _true(low: Lowering, node: Syntax) -> Node:
    return (CONST, low.at(node), True)


def _false(low: Lowering, node: Syntax) -> Node:
    return (CONST, low.at(node), False)


def _none(low: Lowering, node: Syntax) -> Node:
    return none(low.at(node))


def _inner(low: Lowering, node: Syntax) -> Node:
    inner = parts(node)
    return low.expression(inner[0]) if inner else none(low.at(node))


def _binary(low: Lowering, node: Syntax) -> Node:
    # a chain such as a + b + c + … leans left and may be thousands long: walk down it, not into it
    chain: list[tuple[Syntax, str, Syntax]] = []
    number = node.kind_id
    while True:
        children = [child for child in node.children if child.kind_id != COMMENT]
        chain.append((node, children[1].type, children[2]))
        if children[0].kind_id != number:
            break
        node = children[0]
    left = low.expression(children[0])
    for outer, operator, right in reversed(chain):
        left = (BINARY, low.at(outer), operator, left, low.expression(right))
    return left


def _bool(low: Lowering, node: Syntax) -> Node:
    children = [child for child in node.children if child.kind_id != COMMENT]
    return (BOOL, low.at(node), children[1].type, low.expression(children[0]), low.expression(children[2]))


def _not(low: Lowering, node: Syntax) -> Node:
    return (NOT, low.at(node), low.expression(parts(node)[-1]))


def _unary(low: Lowering, node: Syntax) -> Node:
    value = low.expression(node.children[-1])
    operator = node.children[0].type
    if operator == "-" and value[0] == CONST and type(value[2]) in (int, float):
        return (CONST, low.at(node), -value[2])
    return (UNARY, low.at(node), operator, value)


def _compare(low: Lowering, node: Syntax) -> Node:
    operators: list[str] = []
    values: list[Node] = []
    words: list[str] = []
    for child in node.children:
        if not child.is_named:
            words.append(child.type)
        elif child.kind_id != COMMENT:
            if words:
                operators.append(" ".join(words))
                words = []
            values.append(low.expression(child))
    return (COMPARE, low.at(node), tuple(operators), tuple(values))


def _ternary(low: Lowering, node: Syntax) -> Node:
    then, test, other = parts(node)[:3]
    return (TERNARY, low.at(node), low.expression(test), low.expression(then), low.expression(other))


def _list(low: Lowering, node: Syntax) -> Node:
    return (SEQUENCE, low.at(node), "list", low.expressions(node.named_children))


def _tuple(low: Lowering, node: Syntax) -> Node:
    return (SEQUENCE, low.at(node), "tuple", low.expressions(node.named_children))


def _set(low: Lowering, node: Syntax) -> Node:
    return (SEQUENCE, low.at(node), "set", low.expressions(node.named_children))


def _dict(low: Lowering, node: Syntax) -> Node:
    items: list[tuple[Node | None, Node]] = []
    for child in node.named_children:
        if child.kind_id == _PAIR:
            key, value = pair(child, _KEY, _VALUE)
            items.append((low.expression(key), low.expression(value)))
        elif child.kind_id == _DICT_SPLAT:
            items.append((None, low.expression(parts(child)[0])))
    return (DICT, low.at(node), tuple(items))


def _comprehension(low: Lowering, node: Syntax, made: str) -> Node:
    clauses: list[tuple[str, Node, Node | None]] = []
    element: Node | None = None
    for child in parts(node):
        number = child.kind_id
        if number == _FOR_IN:
            target, iterable = parts(child)[:2]
            clauses.append(("for", low.expression(target), low.expression(iterable)))
        elif number == _IF_CLAUSE:
            clauses.append(("if", low.expression(parts(child)[-1]), None))
        elif number == _PAIR:
            both = tuple([low.expression(part) for part in parts(child)])
            element = (SEQUENCE, low.at(child), "tuple", both)
        else:
            element = low.expression(child)
    place = low.at(node)
    return (COMPREHENSION, place, made, tuple(clauses), element or none(place))


def _list_comprehension(low: Lowering, node: Syntax) -> Node:
    return _comprehension(low, node, "list")


def _set_comprehension(low: Lowering, node: Syntax) -> Node:
    return _comprehension(low, node, "set")


def _dict_comprehension(low: Lowering, node: Syntax) -> Node:
    return _comprehension(low, node, "dict")


def _lambda(low: Lowering, node: Syntax) -> Node:
    place = low.at(node)
    body = node.child_by_field_id(_BODY)
    value = low.expression(body) if body is not None else none(place)
    given = parameters(low, node.child_by_field_id(_PARAMETERS))
    return (LAMBDA, place, (given, ((RETURN, value[1], value),)))


def _walrus(low: Lowering, node: Syntax) -> Node:
    name, value = parts(node)[:2]
    return (WALRUS, low.at(node), low.name(name), low.expression(value))


def _star(low: Lowering, node: Syntax) -> Node:
    return (STAR, low.at(node), _inner(low, node))


def _await(low: Lowering, node: Syntax) -> Node:
    return low.expression(parts(node)[-1])


def _yield(low: Lowering, node: Syntax) -> Node:
    low.yields = True
    inner = parts(node)
    return (YIELD, low.at(node), low.expression(inner[-1]) if inner else none(low.at(node)))


_KNOWN: Final = {
    kind(name): function
    for names, function in (
        ("identifier dotted_name", Lowering.identifier),
        ("attribute member_type", _attribute),
        ("call", _call),
        ("subscript generic_type", _subscript),
        ("slice", _slice),
        ("string", string),
        ("concatenated_string", adjacent),
        ("integer", _integer),
        ("float", _number),
        ("true", _true),
        ("false", _false),
        ("none ellipsis", _none),
        ("parenthesized_expression type as_pattern constrained_type type_parameter", _inner),
        ("binary_operator", _binary),
        ("boolean_operator", _bool),
        ("not_operator", _not),
        ("unary_operator", _unary),
        ("comparison_operator", _compare),
        ("conditional_expression", _ternary),
        ("list list_pattern", _list),
        ("tuple expression_list pattern_list tuple_pattern", _tuple),
        ("set", _set),
        ("dictionary", _dict),
        ("list_comprehension generator_expression", _list_comprehension),
        ("set_comprehension", _set_comprehension),
        ("dictionary_comprehension", _dict_comprehension),
        ("lambda", _lambda),
        ("named_expression", _walrus),
        ("list_splat list_splat_pattern parenthesized_list_splat", _star),
        ("await", _await),
        ("yield", _yield),
    )
    for name in names.split()
}
TABLE: ExpressionTable = defaultdict(lambda: _unknown, _KNOWN)
