"""String literals: plain, escaped, byte, interpolated, and written side by side."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from vedette.lang.ir import CONST, JOINED, Node
from vedette.lang.python.grammar import kind
from vedette.lang.python.lowering import Lowering, parts

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_INTERPOLATION: Final = kind("interpolation")
_CONTENT: Final = kind("string_content")
_CONVERSION: Final = kind("type_conversion")
_FORMAT_SPEC: Final = kind("format_specifier")
_QUOTES: Final = (b'"', b"'")
_ESCAPE: Final = re.compile(rb"""\\([\\'"abfnrtvxuUN\r\n0-3]|[4-7](?![0-7][0-7]))?""")
_BYTE_ESCAPE: Final = re.compile(rb"""\\([\\'"abfnrtvx\r\n0-3]|[4-7](?![0-7][0-7]))?""")
"""A backslash, and what may follow it in a text or in bytes."""
_TRIPLE: Final = (b'"""', b"'''")


def string(low: Lowering, node: Syntax) -> Node:
    """Lower one string literal."""
    text = low.source[node.start_byte : node.end_byte]
    if text[:1] in _QUOTES and b"\\" not in text:
        cut = 3 if text[:3] in _TRIPLE and len(text) >= 6 else 1  # noqa: PLR2004 - two times three quotes
        end = max(
            cut, len(text) - cut
        )  # a lone quote is a string for the parser: in C, too, it shall be empty
        return (CONST, low.at(node), text[cut:end].decode("utf-8", "replace"))
    prefix = text[: _quote_at(text)].lower()
    if b"f" in prefix or b"t" in prefix:
        return _interpolated(low, node, raw=b"r" in prefix)
    known = _BYTE_ESCAPE if b"b" in prefix else _ESCAPE
    return (CONST, low.at(node), _literal(text if b"r" in prefix else _tamed(text, known)))


def adjacent(low: Lowering, node: Syntax) -> Node:
    """Lower literals written side by side: one constant when all are, else one interpolated string."""
    pieces = [low.expression(child) for child in parts(node)]
    values = [piece[2] for piece in pieces if piece[0] == CONST]
    if len(values) == len(pieces):
        if all(type(value) is str for value in values):
            return (CONST, low.at(node), "".join(values))
        if all(type(value) is bytes for value in values):
            return (CONST, low.at(node), b"".join(values))
    return (JOINED, low.at(node), tuple(pieces))


def _quote_at(text: bytes) -> int:
    double, single = text.find(b'"'), text.find(b"'")
    return min(at for at in (double, single, len(text)) if at >= 0)


def _tamed(text: bytes, known: re.Pattern[bytes]) -> bytes:
    """Double a backslash that escapes nothing: Python keeps it as well, but with a warning for our user."""
    return known.sub(lambda match: match[0] if match[1] else b"\\\\", text)


def _literal(text: bytes) -> str | bytes:
    try:
        made = ast.parse(text.decode("utf-8", "replace"), mode="eval").body
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text.decode("utf-8", "replace")
    value = made.value if isinstance(made, ast.Constant) else None
    return value if isinstance(value, str | bytes) else text.decode("utf-8", "replace")


def _interpolated(low: Lowering, node: Syntax, *, raw: bool) -> Node:
    pieces: list[Node] = []
    for child in node.named_children:
        if child.kind_id == _INTERPOLATION:
            pieces.extend(
                low.expression(part)
                for part in parts(child)
                if part.kind_id not in (_CONVERSION, _FORMAT_SPEC)
            )
        elif child.kind_id == _CONTENT:
            pieces.append(
                (CONST, low.at(child), _content(low.source[child.start_byte : child.end_byte], raw=raw))
            )
    return (JOINED, low.at(node), tuple(pieces))


def _content(text: bytes, *, raw: bool) -> str:
    text = text.replace(b"{{", b"{").replace(b"}}", b"}")
    if raw or b"\\" not in text:
        return text.decode("utf-8", "replace")
    try:
        tamed = _tamed(text, _ESCAPE).decode("utf-8", "replace")
        return tamed.encode("latin-1", "backslashreplace").decode("unicode_escape")
    except UnicodeDecodeError:
        return text.decode("utf-8", "replace")
