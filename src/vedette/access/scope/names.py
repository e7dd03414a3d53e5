"""Names of hosts: every spelling to its one ASCII form, or refused; and where a name's owner changes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

from vedette.access.scope.spelling import unclear

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_LONGEST = 253
_LONGEST_LABEL = 63
_ACE = "xn--"
# Only what DNS itself holds equal: other letters have small forms programs differ on.
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
# IDNA 2003 turns these into other letters or drops them, IDNA 2008 keeps them: two hosts, one spelling.
_DEVIATIONS = frozenset("ßς\u200c\u200d")
# Scripts that hold look-alikes of each other's letters.
_ALIKE = frozenset(("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "GEORGIAN", "LISU"))


def read_name(text: str, *, top: bool = False) -> str:
    """Return the canonical form of a host's name: lower case, ASCII (A-labels), no final dot.

    With `top`, a top-level domain is a name too.

    Raises:
        BadInput: it is no full name of a host, or programs differ on which one it is.

    """
    name = text.removesuffix(".")
    if len(name) > _LONGEST:  # its ASCII form is no shorter
        raise unclear(text, f"it is longer than the {_LONGEST} characters of a name", "check the name")
    labels = name.split(".")
    if len(labels) == 1 and not top:
        raise unclear(text, "a name without a dot means another host on every network", "write the full name")
    made = ".".join(_label(text, label) for label in labels)
    if len(made) > _LONGEST:
        raise unclear(text, f"it is longer than the {_LONGEST} characters of a name", "check the name")
    if not _TOP.fullmatch(made.rpartition(".")[2]):
        raise unclear(text, "its last part is no top-level domain", "write the full name of the host")
    return made


def within(name: str, apex: str) -> bool:
    """Tell whether a canonical name is another or lies below it."""
    return name == apex or name.endswith("." + apex)


def registrable(name: str) -> str | None:
    """Return the part of a name one owner registered (`example.co.uk`), or None for a public suffix."""
    found: str | None = _suffixes().privatesuffix(name)
    return found


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415  40 ms, and not everybody asks

    return PublicSuffixList()


def _label(text: str, label: str) -> str:
    if len(label) > _LONGEST_LABEL:
        raise unclear(text, f"a part of it is longer than {_LONGEST_LABEL} characters", "check the name")
    lower = label.translate(_LOWER)
    if not lower.isascii():
        return _ascii_form(text, lower)
    if not _LABEL.fullmatch(lower):
        what = f"{label[:63]!r} is no part of a name" if label else "a part of the name is empty"
        raise unclear(text, what, "write letters, digits and hyphens between single dots")
    if lower.startswith(_ACE):
        _check_ace(text, lower)
    return lower


def _ascii_form(text: str, label: str) -> str:
    import idna  # noqa: PLC0415  its tables are large, and most names are ASCII

    if kept := _DEVIATIONS.intersection(label):
        char = min(kept)
        raise unclear(
            text, f"the two standards for names read U+{ord(char):04X} differently", "write its xn-- form"
        )
    if any(char.isdigit() and not char.isascii() for char in label):
        raise unclear(text, "some programs read its digits as 0 to 9", "write digits as 0 to 9")
    _check_scripts(text, label)
    try:
        # strict: only "." parts labels; no mapping: what IDNA 2008 does not allow is refused, not mended.
        made = idna.encode(label, strict=True, uts46=False).decode("ascii")
    except (idna.IDNAError, UnicodeError, ValueError) as error:
        raise unclear(
            text,
            f"it is no international name (IDNA 2008): {error}",
            "write it in lower case, or its xn-- form",
        ) from error
    if not made.startswith(_ACE):
        raise unclear(text, "it is no international name (IDNA 2008)", "write its xn-- form")
    return made


def _check_ace(text: str, label: str) -> None:
    import idna  # noqa: PLC0415  as above

    try:
        unicode = idna.decode(label, strict=True, uts46=False)
        same = idna.encode(unicode, strict=True, uts46=False).decode("ascii") == label
    except (idna.IDNAError, UnicodeError, ValueError) as error:
        raise unclear(text, f"{label} is no xn-- form: {error}", "check the name") from error
    if not same:
        raise unclear(text, f"{label} is no xn-- form of anything", "check the name")
    _check_scripts(text, unicode)


def _check_scripts(text: str, label: str) -> None:
    scripts = {unicodedata.name(char, "").partition(" ")[0] for char in label} & _ALIKE
    if len(scripts) > 1:
        raise unclear(
            text,
            f"one part of it mixes letters of {' and '.join(sorted(scripts))}",
            "write the name in one script",
        )
