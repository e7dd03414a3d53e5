"""Python source bytes in, `Facts` out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.core.errors import BadInput, LimitHit
from vedette.lang.ir import Facts, at
from vedette.lang.python import expressions, statements
from vedette.lang.python.lowering import Lowering
from vedette.lang.python.parsing import parse

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_BROKEN_SHOWN: Final = 8


def lower(source: bytes) -> Facts:
    """Lower one file. A broken part is noted in `Facts.broken`; what stands around it is lowered still.

    Raises:
        LimitHit: the code is nested deeper than the interpreter's stack allows.
        BadInput: nothing in it could be read as Python.

    """
    root = parse(source).root_node
    lowering = Lowering(source, expressions.TABLE, statements.TABLE)
    try:
        body = lowering.block(root)
    except RecursionError:
        raise LimitHit(
            "nested too deeply to analyse", hint="split the expression or exclude the file"
        ) from None
    broken = tuple(_broken(root)) if root.has_error else ()
    if broken and not body:
        raise BadInput("not valid Python", hint="check that this is Python 3 source")
    lines = source.count(b"\n") + 1
    return Facts(body=body, lines=lines, broken=broken, called=frozenset(lowering.called))


def _broken(root: Syntax) -> list[int]:
    """Return the places of the first few error nodes, walking only into parts that hold one."""
    found: list[int] = []
    todo = [root]
    while todo and len(found) < _BROKEN_SHOWN:
        node = todo.pop()
        if node.is_error or node.is_missing:
            found.append(at(node.start_byte, node.end_byte))
        else:
            todo.extend(child for child in reversed(node.children) if child.has_error)
    return found
