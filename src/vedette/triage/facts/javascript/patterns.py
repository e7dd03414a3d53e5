"""Destructuring as plain assignments: `const { a, b: [c] } = x` is three of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vedette.lang import ir
from vedette.lang.ir import Node
from vedette.triage.facts.javascript.lowering import Lowering

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def bind(low: Lowering, target: Syntax, value: Node, out: list[Node]) -> None:
    """Assign a value to a pattern."""
    match target.type:
        case "object_pattern" | "array_pattern":
            holder = _held(low, target, value, out)
            for number, one in enumerate(target.named_children):
                _part(low, target.type, one, (holder, number), out)
        case "assignment_pattern":
            bind(low, target.child_by_field_name("left") or target, value, out)
        case "rest_pattern":
            bind(low, target.named_children[0], value, out) if target.named_children else None
        case _:
            out.append((ir.ASSIGN, low.at(target), (low.expression(target),), value, low.declares))


def _held(low: Lowering, target: Syntax, value: Node, out: list[Node]) -> Node:
    if value[0] == ir.NAME:
        return value
    place = low.at(target)
    name = (ir.NAME, place, f"%{place}")
    out.append((ir.ASSIGN, place, (name,), value, "let"))
    return name


def _part(low: Lowering, kind: str, one: Syntax, held: tuple[Node, int], out: list[Node]) -> None:
    holder, number = held
    place = low.at(one)
    if kind == "array_pattern":
        bind(low, one, (ir.INDEX, place, holder, (ir.CONST, place, number)), out)
    elif one.type == "pair_pattern":
        key, inner = one.child_by_field_name("key"), one.child_by_field_name("value")
        if key is not None and inner is not None:
            bind(low, inner, (ir.ATTR, place, holder, low.text(key).strip("'\"")), out)
    elif one.type == "rest_pattern":
        bind(low, one, holder, out)
    else:
        name = low.text(one.child_by_field_name("left") or one)
        target = (ir.NAME, place, name)
        out.append((ir.ASSIGN, place, (target,), (ir.ATTR, place, holder, name), low.declares))


def parameters(low: Lowering, node: Syntax | None, out: list[Node]) -> tuple[tuple[Any, ...], ...]:
    """Lower parameters; what they take apart is assigned at the start of the body, in `out`."""
    if node is None:
        return ()
    given = node.named_children if node.type == "formal_parameters" else [node]
    return tuple(_parameter(low, one, out) for one in given if one.type != "comment")


def _parameter(low: Lowering, node: Syntax, out: list[Node]) -> tuple[Any, ...]:
    place, default, star = low.at(node), None, ""
    if node.type == "assignment_pattern":
        right = node.child_by_field_name("right")
        default = low.expression(right)
        node = node.child_by_field_name("left") or node
    if node.type == "rest_pattern" and node.named_children:
        star, node = "*", node.named_children[0]
    if node.type == "identifier":
        return (star, low.text(node), None, default, place)
    bind(low, node, (ir.NAME, place, f"%{place}"), out)
    return (star, f"%{place}", None, default, place)
