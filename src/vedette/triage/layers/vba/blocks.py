"""Script blocks of HTML applications, Windows script files and style sheets, each with its language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vedette.core.expressions import expression
from vedette.triage.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance

_OPEN: Final = expression(r"<(?:\w{1,20}:)?script\b([^<>]{0,2000})>", re.IGNORECASE)
_CLOSE: Final = expression(r"</(?:\w{1,20}:)?script", re.IGNORECASE)
_LANGUAGE: Final = expression(r"""\b(?:language|type)\s*=\s*["']?\s*(?:text/)?([\w.]+)""", re.IGNORECASE)
_HANDLER: Final = expression(
    r"""\son[a-z]{3,20}\s*=\s*(?:"([^"<>]{4,20000})"|'([^'<>]{4,20000})')""", re.IGNORECASE
)
_CDATA: Final = expression(r"^\s*(?:<!\[CDATA\[|<!--|//<!\[CDATA\[)|(?:\]\]>|-->)\s*$")


class Block(NamedTuple):
    """The code of one block and where it stands."""

    code: str
    kind: Kind
    start: int
    end: int


def blocks(text: str, allowance: Allowance) -> Iterator[Block]:
    """Yield the script blocks of a text."""
    allowance.burn(len(text) // 8 + 1)
    low = text.lower()
    found = _OPEN.search(text) if "script" in low else None
    while found is not None:
        close = _CLOSE.search(text, found.end())
        end = close.start() if close is not None else len(text)
        code = _CDATA.sub("", _CDATA.sub("", text[found.end() : end]))
        if code.strip() and not found[1].endswith("/"):
            yield Block(code.strip("\r\n"), _kind(found[1]), found.end(), end)
        found = _OPEN.search(text, end)
    for handler in _HANDLER.finditer(text) if "vbscript:" in low else ():
        code = handler[1] or handler[2]
        if code.strip().lower().startswith("vbscript:"):
            yield Block(code.strip()[9:], Kind.VBSCRIPT, *handler.span())


def _kind(attributes: str) -> Kind:
    found = _LANGUAGE.search(attributes)
    name = found[1].lower() if found is not None else "javascript"
    if name.startswith("vb"):
        return Kind.VBSCRIPT
    if name.startswith("python"):
        return Kind.PYTHON
    return Kind.PERL if name.startswith("perl") else Kind.JAVASCRIPT
