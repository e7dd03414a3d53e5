"""How a script is written: signs that nobody is meant to read it, and places it names. No parser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from vedette.core.expressions import expression
from vedette.core.text import Positions
from vedette.triage.fact import Act, Fact

READ_BYTES: Final = 1 << 20
_SIGNS: Final[tuple[tuple[str, bytes, int], ...]] = (
    ("names every thing _0x and digits", rb"\b_0x[0-9a-f]{4,6}\b", 12),
    ("hides code far to the right", rb"\S[ ]?;?[ \t]{120,4000}[^\s#/*][^\n]{8}", 1),
    ("is wrapped by a protector of Python code", rb"\b(__pyarmor__|pyarmor_runtime|pytransform)\b", 1),
    ("names things by rows of underscores", rb"\b(_{5,40}|[lI]{8,60}|O0[O0]{6,60})\s?[=(\[]", 2),
    ("writes its words as escapes", rb"(\\x[0-9a-fA-F]{2}|\\[0-7]{3}){6,400}", 3),
    (
        "calls through an escaped word",
        rb"\b(eval|exec|getattr|__import__)\(\s?[bru]?[\"'](\\x[0-9a-f]{2}|\\[0-7]{3}){3}",
        1,
    ),
    ("carries long encoded blobs", rb"[\"'][A-Za-z0-9+/]{120}[A-Za-z0-9+/=\r\n]{0,100000}[\"']", 5),
)
"""What it says of a script, the pattern, and how often that must stand there."""
_LOOKALIKE: Final = expression(r"[^\W\d_\x00-\x7f]{3,60}(?=\()")
_PLACES: Final = expression(
    rb"https?://(?:(?:ptb\.|canary\.)?discord(?:app)?\.com/api/webhooks/|api\.telegram\.org/bot|webhook\.site/|"
    rb"pastebin\.com/raw/|transfer\.sh/|bit\.ly/|tinyurl\.com/|[a-z0-9-]{1,40}\.(?:ngrok\.io|oast\.\w+|interact\.sh|"
    rb"burpcollaborator\.net|trycloudflare\.com|pipedream\.net))[^\s\"'<>]{0,120}"
)
_QUOTE: Final = 200
_NAMED: Final = 20


@cache
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)


def looks(data: bytes) -> Iterator[Fact]:
    """Yield how it is written, and the places its texts name that anybody can rent."""
    data = data[:READ_BYTES]
    positions = Positions(data)
    for says, pattern, least in _SIGNS:
        found = next((one for n, one in enumerate(_compiled(pattern).finditer(data), 1) if n >= least), None)
        if found is not None:
            yield _fact(positions, found.span(), Act.OBFUSCATED, says)
    if (span := _alike(data)) is not None:
        yield _fact(positions, span, Act.OBFUSCATED, "calls names written in letters that only look alike")
    for number, one in enumerate(_PLACES.finditer(data)):
        if number < _NAMED:
            target = one[0].decode("ascii", "replace")
            yield _fact(positions, one.span(), Act.CONNECTS, f"names {target}", target)


def _alike(data: bytes) -> tuple[int, int] | None:
    if data.isascii():
        return None
    text = data.decode("utf-8", "replace")
    for one in _LOOKALIKE.finditer(text):
        if unicodedata.normalize("NFKC", one[0]).isascii():
            start = len(text[: one.start()].encode())
            return start, start + len(one[0].encode())
    return None


def _fact(positions: Positions, span: tuple[int, int], act: Act, says: str, target: str = "") -> Fact:
    start, end = positions.boundary(span[0]), positions.boundary(min(span[1], span[0] + _QUOTE))
    return Fact(
        act=act,
        place=positions.place(start, end),
        quote=positions.quote(start, end),
        says=says,
        target=target,
        how="looks",
        sure=act is Act.OBFUSCATED,
    )
