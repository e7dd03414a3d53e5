"""Names as STIX 2.1 allows them: logs hold what anybody sent, and one wrong value spoils a whole bundle."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit

_LABEL: Final = re.compile(r"(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
"""RFC 1034, 3.5, and digits first as RFC 1123 has it; `--` in this place is reserved (RFC 5890, 2.3.1)."""
_LONGEST: Final = 253
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:.", re.IGNORECASE)
_LETTERS: Final = "-0123456789"
_URI: Final = "%:/?@!$&'()*+,;=-._~"
"""What RFC 3986 allows beside letters and digits, in any part."""
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def domain(name: str) -> str | None:
    """Return a name as RFC 1034 and 5890 have it, or None where it is none."""
    bare = name.removesuffix(".")
    if not bare or len(bare) > _LONGEST:
        return None
    return bare if all(map(_is_label, bare.split("."))) else None


def uri(text: str) -> str | None:
    """Return an address as RFC 3986 has it, what it forbids spelled out; None where it names no scheme."""
    if not _SCHEME.match(text):
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.netloc, parts.port
    except ValueError:
        return None
    before, _, behind = text.partition(host) if host else ("", "", text)
    behind, mark, fragment = behind.partition("#")
    return before + _spelled(host, "[]") + _spelled(behind) + mark + _spelled(fragment)


def _spelled(text: str, more: str = "") -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=_URI + more)


def _is_label(label: str) -> bool:
    if label.isascii() and label[:4].lower() != "xn--":
        return _LABEL.fullmatch(label) is not None
    if label.isascii():
        return _is_encoded(label)
    try:
        encoded = label.encode("idna")
        return encoded.decode("idna") == label and _is_encoded(encoded.decode())
    except UnicodeError:
        return False


def _is_encoded(label: str) -> bool:
    """Whether a label stands for letters that are not ASCII, and for these as they are written."""
    try:
        letters = label.encode().decode("idna")
    except UnicodeError:
        return False
    known = (
        all(letter.isalpha() or letter in _LETTERS for letter in letters)
        and "-" not in letters[:1] + letters[-1:]
    )
    return known and not letters.isascii() and letters.encode("idna").decode() == label.lower()
