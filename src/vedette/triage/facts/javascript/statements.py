"""JavaScript statements in terms of the intermediate form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.lang import ir
from vedette.lang.ir import Node
from vedette.triage.facts.javascript.expressions import signature
from vedette.triage.facts.javascript.lowering import Lowering, Statement
from vedette.triage.facts.javascript.patterns import bind

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_METHODS: Final = {"method_definition", "field_definition", "public_field_definition"}


def _expression(low: Lowering, node: Syntax, out: list[Node]) -> None:
    inner = [one for one in node.named_children if one.type != "comment"]
    out += [(ir.EXPR, low.at(one), low.expression(one)) for one in inner]


def _declaration(low: Lowering, node: Syntax, out: list[Node]) -> None:
    for one in node.named_children:
        name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
        if name is not None and value is not None:
            made = low.expression(value)
            out += low.before
            low.before.clear()
            bind(low, name, made, out)


def _function(low: Lowering, node: Syntax, out: list[Node]) -> None:
    name = node.child_by_field_name("name")
    given, body = signature(low, node)
    out.append(
        (ir.FUNCTION, low.at(node), low.text(name) if name is not None else "", given, body, (), 0, None, 0)
    )


def _class(low: Lowering, node: Syntax, out: list[Node]) -> None:
    name = node.child_by_field_name("name")
    body: list[Node] = []
    inner = node.child_by_field_name("body")
    for one in inner.named_children if inner is not None else ():
        if one.type in _METHODS:
            _in_class(low, one, body)
    heritage = [one for one in node.named_children if one.type == "class_heritage"]
    bases = tuple(low.expression(one.named_children[0]) for one in heritage if one.named_children)
    called = low.text(name) if name is not None else f"%{low.at(node)}"
    out.append((ir.CLASS, low.at(node), called, bases, tuple(body), (), 0))


def _in_class(low: Lowering, node: Syntax, out: list[Node]) -> None:
    name = node.child_by_field_name("name") or node.child_by_field_name("property")
    called = low.text(name).lstrip("#") if name is not None else ""
    if node.type == "method_definition":
        given, body = signature(low, node)
        this = ("", "this", None, None, low.at(node))
        out.append((ir.FUNCTION, low.at(node), called, (this, *given), body, (), 0, None, 0))
    elif (value := node.child_by_field_name("value")) is not None:
        target = (ir.NAME, low.at(node), called)
        out.append((ir.ASSIGN, low.at(node), (target,), low.expression(value), None))


def _return(low: Lowering, node: Syntax, out: list[Node]) -> None:
    inner = node.named_children
    out.append((ir.RETURN, low.at(node), low.expression(inner[0]) if inner else low.none(node)))


def _if(low: Lowering, node: Syntax, out: list[Node]) -> None:
    test = low.expression(node.child_by_field_name("condition"))
    then, other = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
    otherwise = low.block(other.named_children[0]) if other is not None and other.named_children else ()
    out.append((ir.IF, low.at(node), test, low.block(then), otherwise))


def _loop(low: Lowering, node: Syntax, out: list[Node]) -> None:
    start = node.child_by_field_name("initializer")
    if start is not None:
        low.statement(start, out)
    test = low.expression(node.child_by_field_name("condition"))
    body = low.block(node.child_by_field_name("body"))
    out.append((ir.WHILE, low.at(node), test, body, ()))


def _each(low: Lowering, node: Syntax, out: list[Node]) -> None:
    left = node.child_by_field_name("left")
    place = low.at(node)
    item = (ir.NAME, place, f"%{place}")
    first: list[Node] = []
    if left is not None:
        bind(low, left, item, first)
    iterable = low.expression(node.child_by_field_name("right"))
    body = low.block(node.child_by_field_name("body"))
    out.append((ir.FOR, place, item, iterable, (*first, *body), ()))


def _try(low: Lowering, node: Syntax, out: list[Node]) -> None:
    handler, final = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
    handlers: tuple[Node, ...] = ()
    if handler is not None:
        name = handler.child_by_field_name("parameter")
        bound = low.text(name) if name is not None and name.type == "identifier" else None
        handlers = ((None, bound, low.block(handler.child_by_field_name("body"))),)
    last = low.block(final.child_by_field_name("body")) if final is not None else ()
    out.append((ir.TRY, low.at(node), low.block(node.child_by_field_name("body")), handlers, (), last))


def _switch(low: Lowering, node: Syntax, out: list[Node]) -> None:
    out.append((ir.EXPR, low.at(node), low.expression(node.child_by_field_name("value"))))
    body = node.child_by_field_name("body")
    for case in body.named_children if body is not None else ():
        made: list[Node] = []
        for one in case.children_by_field_name("body"):
            low.statement(one, made)
        out.append((ir.IF, low.at(case), low.none(case), tuple(made), ()))


def _import(low: Lowering, node: Syntax, out: list[Node]) -> None:
    source = node.child_by_field_name("source")
    if source is None:
        return
    module = low.text(source).strip("'\"`").removeprefix("node:")
    for clause in (one for one in node.named_children if one.type == "import_clause"):
        for one in clause.named_children:
            _imported(low, one, module, out)


def _imported(low: Lowering, node: Syntax, module: str, out: list[Node]) -> None:
    place = low.at(node)
    match node.type:
        case "identifier":
            out.append((ir.IMPORT, place, ((low.text(node), module),)))
        case "namespace_import" if node.named_children:
            out.append((ir.IMPORT, place, ((low.text(node.named_children[0]), module),)))
        case "named_imports":
            names = tuple(
                _specified(low, one) for one in node.named_children if one.type == "import_specifier"
            )
            out.append((ir.FROM, place, 0, module, names))
        case _:
            pass


def _specified(low: Lowering, node: Syntax) -> tuple[str, str]:
    name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
    first = low.text(name) if name is not None else ""
    return first, low.text(alias) if alias is not None else first


def _inside(low: Lowering, node: Syntax, out: list[Node]) -> None:
    for one in node.named_children:
        low.statement(one, out)


def _block(low: Lowering, node: Syntax, out: list[Node]) -> None:
    out += low.block(node)


TABLE: Final[dict[str, Statement]] = {
    kind: made
    for kinds, made in (
        ("expression_statement", _expression),
        ("lexical_declaration variable_declaration", _declaration),
        ("function_declaration generator_function_declaration", _function),
        ("class_declaration class", _class),
        ("return_statement throw_statement", _return),
        ("if_statement", _if),
        ("while_statement do_statement for_statement", _loop),
        ("for_in_statement", _each),
        ("try_statement", _try),
        ("switch_statement", _switch),
        ("import_statement", _import),
        ("statement_block program ERROR", _block),
        ("export_statement labeled_statement with_statement else_clause", _inside),
    )
    for kind in kinds.split()
}
