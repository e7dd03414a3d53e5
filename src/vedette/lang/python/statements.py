"""Python statements, each kind of node by its own small function that appends to the block being made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.lang.ir import (
    ASSERT,
    ASSIGN,
    ASYNC,
    ATTR,
    AUGMENT,
    BREAK,
    CALL,
    CLASS,
    CONST,
    CONTINUE,
    DELETE,
    EXPR,
    FOR,
    FROM,
    FUNCTION,
    GENERATOR,
    GLOBAL,
    IF,
    IMPORT,
    MATCH,
    NONLOCAL,
    RAISE,
    RETURN,
    TRY,
    WHILE,
    WITH,
    Block,
    Node,
)
from vedette.lang.python.grammar import field, kind
from vedette.lang.python.lowering import COMMENT, Lowering, StatementTable, none, parts
from vedette.lang.python.parameters import parameters
from vedette.lang.python.patterns import captures

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_ASSIGNMENT: Final = kind("assignment")
_AUGMENTED: Final = kind("augmented_assignment")
_STRING: Final = kind("string")
_BLOCK: Final = kind("block")
_ELSE: Final = kind("else_clause")
_FINALLY: Final = kind("finally_clause")
_EXCEPT: Final = kind("except_clause")
_AS_PATTERN: Final = kind("as_pattern")
_AS_TARGET: Final = kind("as_pattern_target")
_WITH_CLAUSE: Final = kind("with_clause")
_CASE: Final = kind("case_clause")
_CASE_PATTERN: Final = kind("case_pattern")
_UNION_PATTERN: Final = kind("union_pattern")
_IF_CLAUSE: Final = kind("if_clause")
_ALIASED: Final = kind("aliased_import")
_DOTTED: Final = kind("dotted_name")
_WILDCARD: Final = kind("wildcard_import")
_DECORATOR: Final = kind("decorator")
_FUNCTION: Final = kind("function_definition")
_KEYWORD_ARGUMENT: Final = kind("keyword_argument")
_RELATIVE: Final = kind("relative_import")

_LEFT: Final = field("left")
_RIGHT: Final = field("right")
_TYPE: Final = field("type")
_VALUE: Final = field("value")
_CONDITION: Final = field("condition")
_CONSEQUENCE: Final = field("consequence")
_ALTERNATIVE: Final = "alternative"
_BODY: Final = field("body")
_NAME: Final = field("name")
_PARAMETERS: Final = field("parameters")
_RETURNS: Final = field("return_type")
_SUPERCLASSES: Final = field("superclasses")
_DEFINITION: Final = field("definition")
_SUBJECT: Final = field("subject")
_MODULE_NAME: Final = field("module_name")


def _body(low: Lowering, node: Syntax | None) -> Block:
    return low.block(node) if node is not None else ()


def _optional(low: Lowering, node: Syntax | None) -> Node | None:
    return low.by_kind[node.kind_id](low, node) if node is not None else None


def _last_block(low: Lowering, node: Syntax | None) -> Block:
    return low.block(node.named_children[-1]) if node is not None and node.named_children else ()


def _expression_statement(low: Lowering, node: Syntax, out: list[Node]) -> None:
    for child in node.named_children:
        number = child.kind_id
        if number == _ASSIGNMENT:
            _assignment(low, child, out)
        elif number == _AUGMENTED:
            left, operator, right = [part for part in child.children if part.kind_id != COMMENT][:3]
            value = low.expression(right)
            out.append((AUGMENT, low.at(child), low.expression(left), operator.type[:-1], value))
        elif number not in (_STRING, COMMENT):
            out.append((EXPR, low.at(child), low.expression(child)))


def _assignment(low: Lowering, node: Syntax, out: list[Node]) -> None:
    targets: list[Node] = []
    annotation: Node | None = None
    place = low.at(node)
    value: Syntax | None = node
    while value is not None and value.kind_id == _ASSIGNMENT:
        left = value.child_by_field_id(_LEFT)
        if left is not None:
            targets.append(low.by_kind[left.kind_id](low, left))
        typed = value.child_by_field_id(_TYPE)
        annotation = low.expression(typed) if typed is not None else annotation
        value = value.child_by_field_id(_RIGHT)
    out.append((ASSIGN, place, tuple(targets), _optional(low, value), annotation))


def _return(low: Lowering, node: Syntax, out: list[Node]) -> None:
    inner = parts(node)
    out.append((RETURN, low.at(node), low.expression(inner[0]) if inner else none(low.at(node))))


def _if(low: Lowering, node: Syntax, out: list[Node]) -> None:
    other: Block = ()
    for branch in reversed(node.children_by_field_name(_ALTERNATIVE)):
        is_else = branch.kind_id == _ELSE
        other = _last_block(low, branch) if is_else else (_branch(low, branch, other),)
    out.append(_branch(low, node, other))


def _branch(low: Lowering, node: Syntax, other: Block) -> Node:
    test = _optional(low, node.child_by_field_id(_CONDITION)) or none(low.at(node))
    return (IF, low.at(node), test, _body(low, node.child_by_field_id(_CONSEQUENCE)), other)


def _while(low: Lowering, node: Syntax, out: list[Node]) -> None:
    test = _optional(low, node.child_by_field_id(_CONDITION)) or none(low.at(node))
    other = _last_block(low, node.child_by_field_name(_ALTERNATIVE))
    out.append((WHILE, low.at(node), test, _body(low, node.child_by_field_id(_BODY)), other))


def _for(low: Lowering, node: Syntax, out: list[Node]) -> None:
    target, iterable = node.child_by_field_id(_LEFT), node.child_by_field_id(_RIGHT)
    if target is None or iterable is None:
        return
    body = _body(low, node.child_by_field_id(_BODY))
    other = _last_block(low, node.child_by_field_name(_ALTERNATIVE))
    out.append((FOR, low.at(node), low.expression(target), low.expression(iterable), body, other))


def _try(low: Lowering, node: Syntax, out: list[Node]) -> None:
    body: Block = ()
    handlers: list[tuple[Node | None, str | None, Block]] = []
    other: Block = ()
    final: Block = ()
    for child in node.named_children:
        number = child.kind_id
        if number == _BLOCK:
            body = low.block(child)
        elif number == _EXCEPT:
            handlers.append(_handler(low, child))
        elif number == _ELSE:
            other = _last_block(low, child)
        elif number == _FINALLY:
            final = _last_block(low, child)
    out.append((TRY, low.at(node), body, tuple(handlers), other, final))


def _handler(low: Lowering, node: Syntax) -> tuple[Node | None, str | None, Block]:
    caught: Node | None = None
    bound: str | None = None
    body: Block = ()
    for child in parts(node):
        if child.kind_id == _BLOCK:
            body = low.block(child)
        elif child.kind_id == _AS_PATTERN:
            inner = parts(child)
            caught, bound = low.expression(inner[0]), low.name(inner[-1])
        elif caught is None:
            caught = low.expression(child)
        else:  # except Error as name, in the grammar's newer form
            bound = low.name(child)
    return caught, bound, body


def _with(low: Lowering, node: Syntax, out: list[Node]) -> None:
    items: list[tuple[Node, Node | None]] = []
    body: Block = ()
    for child in node.named_children:
        if child.kind_id == _WITH_CLAUSE:
            items.extend(_with_item(low, parts(item)[0]) for item in parts(child) if parts(item))
        elif child.kind_id == _BLOCK:
            body = low.block(child)
    out.append((WITH, low.at(node), tuple(items), body))


def _with_item(low: Lowering, node: Syntax) -> tuple[Node, Node | None]:
    if node.kind_id != _AS_PATTERN:
        return low.expression(node), None
    inner = parts(node)
    target = inner[-1]
    if target.kind_id == _AS_TARGET and target.named_children:
        target = target.named_children[0]
    return low.expression(inner[0]), low.expression(target)


def _function(low: Lowering, node: Syntax, out: list[Node], decorators: tuple[Node, ...] = ()) -> None:
    name = node.child_by_field_id(_NAME)
    if name is None:
        return
    outer, low.yields = low.yields, False
    body = _body(low, node.child_by_field_id(_BODY))
    flags = (GENERATOR if low.yields else 0) | (ASYNC if node.children[0].type == "async" else 0)
    low.yields = outer
    given = parameters(low, node.child_by_field_id(_PARAMETERS))
    returns = _optional(low, node.child_by_field_id(_RETURNS))
    place = low.at(name)
    out.append((FUNCTION, place, low.name(name), given, body, decorators, node.end_byte, returns, flags))


def _class(low: Lowering, node: Syntax, out: list[Node], decorators: tuple[Node, ...] = ()) -> None:
    name, above = node.child_by_field_id(_NAME), node.child_by_field_id(_SUPERCLASSES)
    if name is None:
        return
    bases = tuple(low.expression(c) for c in parts(above) if c.kind_id != _KEYWORD_ARGUMENT) if above else ()
    body = _body(low, node.child_by_field_id(_BODY))
    out.append((CLASS, low.at(name), low.name(name), bases, body, decorators, node.end_byte))


def _decorated(low: Lowering, node: Syntax, out: list[Node]) -> None:
    decorators = tuple(
        low.expression(inner[0])
        for child in node.named_children
        if child.kind_id == _DECORATOR and (inner := parts(child))
    )
    low.called.update(f"@{mark[2][-1]}" for mark in decorators if mark[0] == CALL and mark[2][0] == ATTR)
    definition = node.child_by_field_id(_DEFINITION)
    if definition is not None:
        (_function if definition.kind_id == _FUNCTION else _class)(low, definition, out, decorators)


def _import(low: Lowering, node: Syntax, out: list[Node]) -> None:
    bound: list[tuple[str, str]] = []
    for child in node.named_children:
        if child.kind_id == _ALIASED:
            inner = parts(child)
            bound.append((low.name(inner[-1]), low.name(inner[0])))
        elif child.kind_id == _DOTTED:
            first = low.name(child).partition(".")[0]
            bound.append((first, first))
    out.append((IMPORT, low.at(node), tuple(bound)))


def _from(low: Lowering, node: Syntax, out: list[Node]) -> None:
    module = node.child_by_field_id(_MODULE_NAME)
    text = "".join(low.name(module).split()) if module is not None else "__future__"
    name = text.lstrip(".")
    bound: list[tuple[str, str]] = []
    for child in node.named_children:
        if module is not None and child.start_byte == module.start_byte:
            continue
        if child.kind_id == _ALIASED:
            inner = parts(child)
            bound.append((low.name(inner[0]), low.name(inner[-1])))
        elif child.kind_id == _DOTTED:
            bound.append((low.name(child), low.name(child)))
        elif child.kind_id == _WILDCARD:
            bound.append(("*", "*"))
    out.append((FROM, low.at(node), len(text) - len(name), name, tuple(bound)))


def _match(low: Lowering, node: Syntax, out: list[Node]) -> None:
    subject = node.child_by_field_id(_SUBJECT)
    cases = [
        _case(low, case)
        for block in node.named_children
        if block.kind_id == _BLOCK
        for case in block.named_children
        if case.kind_id == _CASE
    ]
    test = low.expression(subject) if subject is not None else none(low.at(node))
    out.append((MATCH, low.at(node), test, tuple(cases)))


def _case(low: Lowering, node: Syntax) -> Node:
    """Lower one case: constant patterns (None: anything matches), guard, block, and the names it binds."""
    patterns: list[Node] | None = []
    guard: Node | None = None
    body: Block = ()
    bound: list[Node] = []
    for child in parts(node):
        if child.kind_id == _CASE_PATTERN:
            bound.extend(captures(low, child))
            made = _patterns(low, child)
            patterns = None if made is None or patterns is None else [*patterns, *made]
        elif child.kind_id == _IF_CLAUSE:
            guard = low.expression(parts(child)[-1])
        elif child.kind_id == _BLOCK:
            body = low.block(child)
    return (None if patterns is None else tuple(patterns), guard, body, tuple(bound))


def _patterns(low: Lowering, node: Syntax) -> list[Node] | None:
    inner = parts(node)
    if not inner or (inner[0].kind_id == _DOTTED and b"." not in low.source_of(inner[0])):
        return None  # `_`, or a name that takes whatever comes
    choices = parts(inner[0]) if inner[0].kind_id == _UNION_PATTERN else inner[:1]
    return [low.expression(choice) for choice in choices]


def _raise(low: Lowering, node: Syntax, out: list[Node]) -> None:
    inner = parts(node)
    out.append((RAISE, low.at(node), low.expression(inner[0]) if inner else none(low.at(node))))


def _delete(low: Lowering, node: Syntax, out: list[Node]) -> None:
    out.append((DELETE, low.at(node), low.expressions(node.named_children)))


def _assert(low: Lowering, node: Syntax, out: list[Node]) -> None:
    inner = parts(node)
    out.append((ASSERT, low.at(node), low.expression(inner[0]) if inner else (CONST, low.at(node), True)))


def _break(low: Lowering, node: Syntax, out: list[Node]) -> None:
    out.append((BREAK, low.at(node)))


def _continue(low: Lowering, node: Syntax, out: list[Node]) -> None:
    out.append((CONTINUE, low.at(node)))


def _global(low: Lowering, node: Syntax, out: list[Node]) -> None:
    out.append((GLOBAL, low.at(node), tuple(low.name(child) for child in node.named_children)))


def _nonlocal(low: Lowering, node: Syntax, out: list[Node]) -> None:
    out.append((NONLOCAL, low.at(node), tuple(low.name(child) for child in node.named_children)))


def _python2_print(low: Lowering, node: Syntax, out: list[Node]) -> None:
    out.extend((EXPR, low.at(child), low.expression(child)) for child in parts(node))


TABLE: StatementTable = {
    kind(name): function
    for name, function in (
        ("expression_statement", _expression_statement),
        ("return_statement", _return),
        ("if_statement", _if),
        ("while_statement", _while),
        ("for_statement", _for),
        ("try_statement", _try),
        ("with_statement", _with),
        ("function_definition", _function),
        ("class_definition", _class),
        ("decorated_definition", _decorated),
        ("import_statement", _import),
        ("import_from_statement", _from),
        ("future_import_statement", _from),
        ("match_statement", _match),
        ("raise_statement", _raise),
        ("delete_statement", _delete),
        ("assert_statement", _assert),
        ("break_statement", _break),
        ("continue_statement", _continue),
        ("global_statement", _global),
        ("nonlocal_statement", _nonlocal),
        ("print_statement", _python2_print),
        ("exec_statement", _python2_print),
    )
}
