"""Addresses made harmless to click, and made whole again: one way there, one way back."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

import re2  # type: ignore[import-untyped]
from msgspec import Struct

from vedette.core.expressions import expression, late

_OPTIONS: Final = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_OPTIONS.log_errors = False

_SIGNS: Final = late(
    lambda: re2.compile(
        b"(?i)"
        + b"|".join(
            re.escape(one)
            for one in (
                b"hxxp",
                b"[.",
                b"(.)",
                b"{.}",
                b".]",
                b"[dot",
                b"(dot",
                b"{dot",
                b"[:]",
                b"[at]",
                b"[@]",
                b"(at)",
                b"{at}",
                b"(@)",
                b"[/]",
                b"[://]",
                b"fxp",
                b"hxtp",
                b"htxp",
            )
        ),
        _OPTIONS,
    )
)
"""What is in every text with a defanged address."""
_FANGS: Final = late(
    lambda: re2.compile(
        rb"(?i)\b(?:hxxps?|hxtps?|htxps?|h\*\*ps?|meows?|fxps?)\b"
        rb"|\[:\]//|\[://\]|:\[//\]|\[:\]\[/\]\[/\]|:\[/\]\[/\]"
        rb"| ?\[ ?(?:\.|dot) ?\] ?|\(\.\)|\{\.\}| ?\(dot\) ?|\{dot\}|\[\.|\.\]"
        rb"| ?[\[({] ?(?:@|at) ?[\])}] ?"
        rb"|\[:\]|\[/\]",
        _OPTIONS,
    )
)
_HOST: Final = expression(rb"[\w-]{1,63}[\[({ ]{0,2}(?:\.|dot)")
_HEX: Final = frozenset(bytes([one]) for one in b"0123456789abcdefABCDEF")
_SCHEMES: Final = {b"h": b"http", b"m": b"http", b"f": b"ftp"}


class View(Struct, frozen=True):
    """Bytes to search, and how to say where they stand in what they were made from."""

    data: bytes
    starts: tuple[int, ...] = (0,)
    """Where pieces begin here."""
    origins: tuple[int, ...] = (0,)
    """Where the same pieces begin there."""
    step: int = 1
    """Bytes there for one byte here: 2 in UTF-16."""
    fanged: frozenset[int] = frozenset()
    """Starts of the pieces before which something was made whole."""

    def origin(self, at: int) -> int:
        """Return where a byte of the view stands in the original."""
        piece = bisect_right(self.starts, at) - 1
        return self.origins[piece] + (at - self.starts[piece]) * self.step

    def was_defanged(self, start: int, end: int) -> bool:
        """Whether something between two places had been made harmless: somebody meant it as an indicator."""
        if not self.fanged:
            return False
        piece = bisect_right(self.starts, end) - 1
        return piece >= 0 and self.starts[piece] in self.fanged and self.starts[piece] > start


def refanged(view: View) -> View:
    """Return the same with every defanged address made whole, or the view itself where there is none."""
    if _SIGNS.search(view.data) is None:
        return view
    out, starts, origins, last = bytearray(), [0], [view.origin(0)], 0
    for match in _FANGS.finditer(view.data):
        start, end = match.span()
        what = _what(match.group())
        if not _stands(view.data, what, start, end):
            continue
        out += view.data[last:start]
        starts.append(len(out))
        origins.append(view.origin(start))
        out += _whole(what, match.group())
        starts.append(len(out))
        origins.append(
            view.origin(min(end, len(view.data) - 1)) if end < len(view.data) else view.origin(start)
        )
        last = end
    out += view.data[last:]
    return View(bytes(out), tuple(starts), tuple(origins), view.step, frozenset(starts[1:]))


def _stands(data: bytes, what: str, start: int, end: int) -> bool:
    """Whether it stands between the parts of an address, and not in a pattern or a list."""
    if what == "scheme":
        return data[end : end + 1] in (b":", b"[")
    if what in ("dot", "at"):
        spaced = data[start : start + 1] == b" "
        if spaced != (data[end - 1 : end] == b" ") or (
            what == "at" and spaced and not _HOST.match(data, end)
        ):
            return False
        return _word(data[start - 1 : start]) and _word(data[end : end + 1])
    if what == "port":
        return data[end : end + 1] in _HEX or b"[:]" in (data[end : end + 3], data[start - 3 : start])
    return True


def _word(one: bytes) -> bool:
    return one.isalnum() or one in (b"-", b"_")


def _what(found: bytes) -> str:
    """Return which part of an address was written in this way."""
    lowered = found.lower()
    if b"//" in found or found.count(b"/") > 1:
        return "colon"
    if b":" in found or b"/" in found:
        return "port" if b":" in found else "slash"
    if b"." in found or b"dot" in lowered:
        return "dot"
    return "at" if b"@" in found or b"at" in lowered else "scheme"


def _whole(what: str, found: bytes) -> bytes:
    if what == "scheme":
        lowered = found.lower()
        return _SCHEMES[lowered[:1]] + (b"s" if lowered.endswith(b"s") and lowered != b"meow" else b"")
    return {"colon": b"://", "dot": b".", "at": b"@", "port": b":"}.get(what, b"/")


def refang(text: str) -> str:
    """Return the text with its defanged addresses made whole.

    >>> refang("hxxps://evil[.]example[:]8080/a and joe[at]evil[.]example")
    'https://evil.example:8080/a and joe@evil.example'
    """
    return refanged(View(text.encode("utf-8", "surrogatepass"))).data.decode("utf-8", "surrogatepass")


def defang(text: str) -> str:
    """Return one address so that nobody opens it by a click; `refang` gives it back.

    >>> defang("https://evil.example/a.html")
    'hxxps://evil[.]example/a.html'
    """
    scheme, colon, rest = text.partition("://")
    if not colon:
        scheme, rest = "", text
    host, slash, path = rest.partition("/")
    host = host.replace("@", "[@]").replace(".", "[.]")
    if scheme.lower() in ("http", "https", "ftp"):
        scheme = {"http": "hxxp", "https": "hxxps", "ftp": "fxp"}[scheme.lower()]
    elif colon:
        colon = "[://]"
    if not scheme and host.count(":") > 1:
        host = host.replace(":", "[:]")
    return f"{scheme}{colon}{host}{slash}{path}"
