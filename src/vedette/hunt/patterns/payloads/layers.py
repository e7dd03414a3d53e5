"""Text as a server might come to see it: peeled of URL, HTML, escape and base64 layers, with bounded work.

Peeling stops after `LAYERS_MAX` layers or when nothing changes; each view is at most `TEXT_MAX` characters.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

TEXT_MAX: Final = 4_096
LAYERS_MAX: Final = 5
_PRINTABLE_SHARE: Final = 0.95

_PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
_PERCENT_RUN = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_PERCENT_U = re.compile(r"%u([0-9a-fA-F]{4})")
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|lt|gt|quot|apos|amp|colon|tab|newline|lpar|rpar)\b;?", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})")
_HEX_DOT = re.compile(r"0x(2e|2f|5c)", re.IGNORECASE)
_OVERLONG = re.compile(rb"[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xf0\x80[\x80-\xbf]{2}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_GAP = re.compile(r"[\x00-\x08\x0e-\x1f\u00ad\u200b-\u200f\u2060\ufeff]")


class View(NamedTuple):
    """One way to read a text."""

    layers: tuple[str, ...]
    """What was peeled off, outermost first."""
    text: str


def views(text: str) -> Iterator[View]:
    """Give a text as it is, and then with one layer after the other peeled off."""
    view = View((), _cut(text))
    yield view
    for _ in range(LAYERS_MAX):
        peeled = _peel(view)
        if peeled is None:
            break
        view = peeled
        yield view


def _cut(text: str) -> str:
    """Keep the beginning and the end: attacks stand at either."""
    if len(text) <= TEXT_MAX:
        return text
    return text[: TEXT_MAX - 1024] + text[-1024:]


def _peel(view: View) -> View | None:
    for name, decode in _WAYS:
        text = decode(view.text)
        if text is not None and text != view.text:
            return View((*view.layers, name), _cut(text))
    return None


def _percent(text: str) -> str | None:
    if "%" not in text:
        return None
    text = _PERCENT_U.sub(lambda found: chr(int(found[1], 16)), text)
    return _PERCENT_RUN.sub(lambda found: _words(bytes.fromhex(found[0].replace("%", ""))), text)


def _words(data: bytes) -> str:
    """Read bytes as lenient servers do: characters spelt longer than allowed are those characters."""
    data = _OVERLONG.sub(lambda found: _shortest(found[0]), data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _shortest(spelt: bytes) -> bytes:
    value = spelt[0] & (0x1F if len(spelt) == 2 else 0x0F)  # noqa: PLR2004
    for byte in spelt[1:]:
        value = value << 6 | byte & 0x3F
    return chr(value & 0xFFFF).encode("utf-8", "replace")


def _entities(text: str) -> str | None:
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else None


def _escapes(text: str) -> str | None:
    if "\\" not in text:
        return None
    return _ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    value = int(found[1] or found[2] or found[3], 16)
    return chr(value) if value < 0x110000 and not 0xD800 <= value < 0xE000 else ""  # noqa: PLR2004


def _hex_dots(text: str) -> str | None:
    return _HEX_DOT.sub(lambda found: chr(int(found[1], 16)), text) if "0x2" in text.lower() else None


def _gaps(text: str) -> str | None:
    """Drop characters that are there only to tear words apart, and read wide letters as plain ones."""
    return _GAP.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))


def _base64(text: str) -> str | None:
    """Read a text that is nothing but base64, where it holds readable text."""
    text = text.strip()
    if not _BASE64.fullmatch(text) or text.isalpha() or text.isdigit():
        return None
    try:
        data = base64.b64decode(
            text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=_alphabet(text)
        )
    except (binascii.Error, ValueError):
        return None
    readable = sum(32 <= byte < 127 or byte in b"\r\n\t" for byte in data)  # noqa: PLR2004
    return data.decode("latin-1") if data and readable >= _PRINTABLE_SHARE * len(data) else None


def _alphabet(text: str) -> bytes | None:
    return b"-_" if "-" in text or "_" in text else None


_WAYS: Final[tuple[tuple[str, Callable[[str], str | None]], ...]] = (
    ("percent-encoding", _percent),
    ("HTML entities", _entities),
    ("escapes", _escapes),
    ("hex", _hex_dots),
    ("invisible or wide characters", _gaps),
    ("base64", _base64),
)
