"""How a script is written: signs that nobody is meant to read it, and places it names. No parser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from msgspec import Struct

from vedette.core.expressions import expression
from vedette.core.text import Positions
from vedette.triage.fact import Act, Fact

READ_BYTES: Final = 1 << 20
_ALIKE: Final = bytes.maketrans(b"\tIO", b" l0")
"""Letters of a kind as one of them: rows of them are found by plain search then."""
_ESCAPES: Final = (b"\\x", *(b"\\%d" % digit for digit in range(8)))


class _Sign(Struct, frozen=True):
    says: str
    """What it says of a script."""
    pattern: bytes
    least: int
    """How often that must stand there."""
    parts: tuple[bytes, ...] = ()
    """One of these stands in every text that has it, letters of a kind taken for one."""
    escapes: int = 0
    """So many escapes stand in every text that has it."""

    def may(self, alike: bytes, escapes: int) -> bool:
        """Whether it may be there; a no is certain, and cheap."""
        return escapes >= self.escapes and (not self.parts or any(part in alike for part in self.parts))


_SIGNS: Final = (
    _Sign("names every thing _0x and digits", rb"\b_0x[0-9a-f]{4,6}\b", 12, (b"_0x",)),
    _Sign("hides code far to the right", rb"\S[ ]?;?[ \t]{120,4000}[^\s#/*][^\n]{8}", 1, (b" " * 120,)),
    _Sign(
        "is wrapped by a protector of Python code",
        rb"\b(__pyarmor__|pyarmor_runtime|pytransform)\b",
        1,
        (b"pyarmor", b"pytransform"),
    ),
    _Sign(
        "names things by rows of underscores",
        rb"\b(_{5,40}|[lI]{8,60}|O0[O0]{6,60})\s?[=(\[]",
        2,
        (b"_____", b"l" * 8, b"0" * 8),
    ),
    _Sign("writes its words as escapes", rb"(\\x[0-9a-fA-F]{2}|\\[0-7]{3}){6,400}", 3, escapes=18),
    _Sign(
        "calls through an escaped word",
        rb"\b(eval|exec|getattr|__import__)\(\s?[bru]?[\"'](\\x[0-9a-f]{2}|\\[0-7]{3}){3}",
        1,
        (b"eval", b"exec", b"getattr", b"__import__"),
        escapes=3,
    ),
    _Sign("carries long encoded blobs", rb"[\"'][A-Za-z0-9+/]{120}[A-Za-z0-9+/=\r\n]{0,100000}[\"']", 5),
)
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
    alike, escapes = data.translate(_ALIKE), sum(map(data.count, _ESCAPES)) if b"\\" in data else 0
    for sign in _SIGNS:
        if sign.may(alike, escapes) and (span := _last_of(sign, data)) is not None:
            yield _fact(positions, span, Act.OBFUSCATED, sign.says)
    if (span := _alike(data)) is not None:
        yield _fact(positions, span, Act.OBFUSCATED, "calls names written in letters that only look alike")
    for number, one in enumerate(_PLACES.finditer(data)):
        if number < _NAMED:
            target = one[0].decode("ascii", "replace")
            yield _fact(positions, one.span(), Act.CONNECTS, f"names {target}", target)


def _last_of(sign: _Sign, data: bytes) -> tuple[int, int] | None:
    """Return where a sign stands often enough."""
    every = enumerate(_compiled(sign.pattern).finditer(data), 1)
    return next((one.span() for number, one in every if number >= sign.least), None)


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
