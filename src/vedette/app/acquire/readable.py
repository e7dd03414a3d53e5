"""The bytes of a source file in, out why nobody reads them, or what has to be said of how they were read."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from vedette.core.limits import Limits
from vedette.core.text import cookie, decode

_TOKEN = re.compile(rb"\w+|[^\w \t\r]")
_REORDERING = re.compile(rb"\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
"""The signs that embed, override or isolate a direction, in UTF-8. Plain marks of one are everyday text."""


def refusal(data: bytes, limits: Limits) -> str | None:
    """Say why a file is not read at all, or None where it is."""
    if b"\0" in data:
        return "holds NUL bytes: not source text"
    if len(data) > limits.tokens and _tokens(data, limits.tokens + 1) > limits.tokens:
        return f"more than {limits.tokens} words and signs: the limit for one file"
    return None


def _tokens(data: bytes, most: int) -> int:
    """Count words, signs and ends of lines, up to some number: memory and time go by these, not by bytes."""
    return sum(1 for _ in islice(_TOKEN.finditer(data), most))


def oddity(data: bytes) -> str | None:
    """Say what is odd about the letters of a file that is read all the same, or None for most."""
    declared = cookie(data)
    if declared in (None, "utf-8") and data.isascii():
        return None
    odd = _undecodable(data, declared)
    return odd if odd is not None or declared not in (None, "utf-8") else _reordered(data)


def _undecodable(data: bytes, declared: str | None) -> str | None:
    """Say why Python would refuse the file's letters, if it would."""
    marked = data.startswith(codecs.BOM_UTF8)
    if declared is None:
        return None if (at := _not_utf8(data)) is None else _not_as(data, at, "and no line declares a coding")
    if marked and declared != "utf-8":
        return f"begins with the mark of UTF-8 and declares {declared}: read as UTF-8, against Python's rules"
    if declared == "utf-8":
        return None if (at := _not_utf8(data)) is None else _not_as(data, at, "though it declares that")
    return _not_declared(data, declared)


def _not_utf8(data: bytes) -> int | None:
    """Return where the first byte is that is no UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None


def _not_as(data: bytes, at: int, why: str) -> str:
    line = data.count(b"\n", 0, at) + 1
    return f"not UTF-8 (byte {data[at]:#04x} on line {line}), {why}: read as Latin-1, against Python's rules"


def _not_declared(data: bytes, declared: str) -> str | None:
    """Say why a declared coding was not believed, if it was not."""
    try:
        codecs.lookup(declared)
        text = data.decode(declared)
    except LookupError:
        return f"declares the coding {declared}, which Python does not know: {_read_as(data)}"
    except (UnicodeError, ValueError):
        return f"declares the coding {declared} and is not in it: {_read_as(data)}"
    if text != decode(data):
        return (
            f"declares the coding {declared}, in which its first lines mean something else: {_read_as(data)}"
        )
    return None


def _read_as(data: bytes) -> str:
    return f"read as {'UTF-8' if _not_utf8(data) is None else 'Latin-1'}, against Python's rules"


def _reordered(data: bytes) -> str | None:
    """Say where text is shown in another order than it runs in, if somewhere."""
    found = _REORDERING.search(data)
    if found is None:
        return None
    line = data.count(b"\n", 0, found.start()) + 1
    return (
        f"a sign that reorders text (U+{ord(found[0].decode()):04X} on line {line}): "
        "read in the order it runs, which is not the order editors show"
    )
