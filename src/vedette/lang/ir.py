"""The intermediate form: what every language is lowered to, and all the code engine ever sees.

A node is a plain tuple, `(op, at, ...)`: tuples cost a tenth of objects to make, and go to the cache as they
are. `at` packs where the node stands: byte offset and length, see `at`, `start_of`, `end_of`. Control flow
stays structured: branches and loops hold blocks, and a block is a tuple of statements.

Expressions                                          Statements
  CONST value                                          ASSIGN targets value annotation
  NAME name                                            AUGMENT target operator value
  ATTR object name                                     EXPR value
  INDEX object index                                   RETURN value
  SLICE low high step                                  IF test then else
  CALL function arguments keywords                     WHILE test body else
  BINARY operator left right                           FOR target iterable body else
  BOOL operator left right                             TRY body handlers else finally
  NOT value                                            WITH items body
  UNARY operator value                                 BREAK / CONTINUE
  COMPARE operators values                             RAISE value
  TERNARY test then else                               FUNCTION name params body decorators end returns flags
  JOINED parts            (an interpolated string)     CLASS name bases body decorators end
  SEQUENCE kind items     (list, tuple, set)           IMPORT (bound name, dotted path)...
  DICT (key or None, value)...                         FROM level module (name, bound name)...
  COMPREHENSION kind clauses element                   MATCH subject (patterns, guard, body, bound)...
  LAMBDA function                                      DELETE targets
  WALRUS name value                                    GLOBAL names / NONLOCAL names
  STAR value / YIELD value / UNKNOWN parts             ASSERT test

A `None` value means: not there. `bound` are the names a pattern binds, see `lang.python.patterns`. A handler
is `(type or None, bound name or None, body)`; a `with` item is `(value, target or None)`; a clause is
`("for", target, iterable)` or `("if", test, None)`; a parameter is `(star, name, annotation or None, default
or None, at)` with star one of "", "*", "**", "*only" (the bare star).
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from msgspec import Struct

Node: TypeAlias = tuple[Any, ...]
Block: TypeAlias = tuple[Node, ...]

CONST: Final = 0
NAME: Final = 1
ATTR: Final = 2
INDEX: Final = 3
SLICE: Final = 4
CALL: Final = 5
BINARY: Final = 6
BOOL: Final = 7
NOT: Final = 8
UNARY: Final = 9
COMPARE: Final = 10
TERNARY: Final = 11
JOINED: Final = 12
SEQUENCE: Final = 13
DICT: Final = 14
COMPREHENSION: Final = 15
LAMBDA: Final = 16
WALRUS: Final = 17
STAR: Final = 18
YIELD: Final = 19
UNKNOWN: Final = 20
ASSIGN: Final = 21
AUGMENT: Final = 22
EXPR: Final = 23
RETURN: Final = 24
IF: Final = 25
WHILE: Final = 26
FOR: Final = 27
TRY: Final = 28
WITH: Final = 29
BREAK: Final = 30
CONTINUE: Final = 31
RAISE: Final = 32
FUNCTION: Final = 33
CLASS: Final = 34
IMPORT: Final = 35
FROM: Final = 36
MATCH: Final = 37
DELETE: Final = 38
GLOBAL: Final = 39
NONLOCAL: Final = 40
ASSERT: Final = 41
OP_COUNT: Final = 42
OP_NAMES: Final = (
    "const", "name", "attr", "index", "slice", "call", "binary", "bool", "not", "unary", "compare", "ternary",
    "joined", "sequence", "dict", "comprehension", "lambda", "walrus", "star", "yield", "unknown",
    "assign", "augment", "expr", "return", "if", "while", "for", "try", "with", "break", "continue", "raise",
    "function", "class", "import", "from", "match", "delete", "global", "nonlocal", "assert",
)  # fmt: skip

ASYNC: Final = 1
GENERATOR: Final = 2

LENGTH_BITS: Final = 20
LENGTH_MAX: Final = (1 << LENGTH_BITS) - 1


def operands(node: Node) -> list[Node]:
    """Return what a chain of one operator, `a and b and c` or `a + b + c`, is made of, in order."""
    op, sign, found = node[0], node[2], []
    while node[0] == op and node[2] == sign:
        found.append(node[4])
        node = node[3]
    found.append(node)
    found.reverse()
    return found


def at(start: int, end: int) -> int:
    """Pack a place: from byte `start` to byte `end`."""
    length = end - start
    return start << LENGTH_BITS | min(length, LENGTH_MAX)


def start_of(place: int) -> int:
    """Return the byte offset where a place starts."""
    return place >> LENGTH_BITS


def end_of(place: int) -> int:
    """Return the byte offset where a place ends."""
    return (place >> LENGTH_BITS) + (place & LENGTH_MAX)


class Facts(Struct, frozen=True):
    """One file, lowered: all that is ever asked of its text again, but for quotes."""

    body: Block
    lines: int
    broken: tuple[int, ...] = ()
    """Places the parser could not make sense of; what stands around them was lowered."""
    called: frozenset[str] = frozenset()
    """The last names of what it calls; those called as decorators with an @ in front as well."""


def show(block: Block, indent: str = "") -> str:
    """Return a block as text, one statement a line: for tests and debugging."""
    return "\n".join(_show_statement(node, indent) for node in block)


def _show_statement(node: Node, indent: str) -> str:
    blocks: list[Block] = []
    words = [_show_part(part, blocks) for part in node[2:]]
    head = f"{indent}{OP_NAMES[node[0]]} {' '.join(words)}".rstrip()
    return "\n".join([head, *(show(block, indent + "  ") for block in blocks)])


def _show_part(part: object, blocks: list[Block]) -> str:
    if isinstance(part, tuple):
        if part and all(_is_node(item) and item[0] >= ASSIGN for item in part):
            blocks.append(part)
            return f"[{len(blocks)}]"
        if _is_node(part):
            inner = " ".join(_show_part(item, blocks) for item in part[2:])
            return f"({OP_NAMES[part[0]]} {inner})"
        return "(" + ", ".join(_show_part(item, blocks) for item in part) + ")"
    return repr(part) if not isinstance(part, int) or isinstance(part, bool) else str(part)


def _is_node(part: object) -> bool:
    return isinstance(part, tuple) and len(part) > 1 and type(part[0]) is int and type(part[1]) is int
