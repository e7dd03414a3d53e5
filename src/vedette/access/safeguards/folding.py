"""A text as somebody would read it aloud: no letters nobody sees, no look-alikes, no digits for letters.

What is encoded is decoded once. Takes time linear in the text, and looks at so much of it at most.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from vedette.knowledge.addressing import seen

MOST: Final = 64 * 1024
"""Characters of a text that are looked at: three quarters of its beginning, one of its end."""
_END: Final = MOST // 4
_BLOCKS: Final = 8
"""Encoded blocks of one text that are decoded."""
_BLOCK: Final = 8 * 1024
_ENCODED: Final = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,8192}={0,2}(?![A-Za-z0-9+/=])")
_READABLE: Final = 0.95
"""Share of characters that are printable in what somebody wrote."""
_ALIKE: Final = str.maketrans(  # the letters are what this is about
    "аеорсухіјѕԁһӏԛԝѵґкмтвнАЕОРСУХІЈЅԀҺӀКМТВНαεοριντυκχγΑΕΟΡΙΝΤΥΚΧΒΗΜΖ\u2019",
    "aeopcyxijsdhlqwvrkmtbhAEOPCYXIJSDHIKMTBHaeopivtukxyAEOPINTYKXBHMZ'",
)
"""Letters of other alphabets that look like Latin ones."""
_LEET: Final = str.maketrans("4031579@$!", "aoeistgasi")
_MIXED: Final = re.compile(
    r"(?<![\w.@/$!-])(?=[a-z0-9@$!]{0,40}[a-z])(?=[a-z]{0,40}[0-9@$!])[a-z0-9@$!]{4,40}(?![\w@/$!-])"
)
"""A word of letters and of signs that stand for some."""
_LONG: Final = 7
"""Letters of a word from which one sign in it is taken for a letter."""
_LEET_SIGNS: Final = frozenset("4031579@$!")
_SPACED: Final = re.compile(r"(?<![a-z0-9])[a-z](?:([ ._*-])[a-z])(?:\1[a-z]){3,40}(?![a-z0-9])")
"""A word with its letters set apart."""
_APART: Final = re.compile(r"[ ._*-]")
_MARKS: Final = "Mn"


class Folded(NamedTuple):
    """A text, ready to be read."""

    text: str
    """In lower case; what was encoded stands at its end, on lines of its own."""
    whole: bool
    """Whether all of it was looked at."""


def fold(text: str) -> Folded:
    """Return a text as it is to be read."""
    some, whole = bounded(text)
    return Folded("\n".join(_plain(one) for one in (some, *_decoded(some))), whole)


def bounded(text: str) -> tuple[str, bool]:
    """Return what of a text is looked at, and whether that is all of it."""
    if len(text) <= MOST:
        return text, True
    return f"{text[: MOST - _END - 1]}\n{text[-_END:]}", False


def _plain(text: str) -> str:
    """Return one text without disguise."""
    low = (text if text.isascii() else _latin(seen(text))).casefold()
    joined = _SPACED.sub(lambda found: _APART.sub("", found[0]), low)
    return _MIXED.sub(_spelt, joined)


def _latin(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.translate(_ALIKE))
    return "".join(sign for sign in parts if unicodedata.category(sign) != _MARKS)


def _spelt(found: re.Match[str]) -> str:
    """Return a word with letters for signs that stand for some; others as they are."""
    word = found[0]
    signs = [sign for sign in word if not sign.isalpha()]
    plain = word[-1] == "!" or word.rstrip("0123456789").isalpha()
    if plain or not set(signs) <= _LEET_SIGNS or (len(signs) == 1 and len(word) < _LONG):
        return word
    return word.translate(_LEET)


def _decoded(text: str) -> Iterator[str]:
    for found in _first(_ENCODED.finditer(text), _BLOCKS):
        try:
            data = base64.b64decode(found[0] + "=" * (-len(found[0]) % 4), validate=True)
            words = data.decode()
        except (binascii.Error, ValueError):
            continue
        readable = sum(sign.isprintable() or sign in "\n\t" for sign in words)
        if " " in words and readable >= _READABLE * len(words):
            yield words


def _first(found: Iterator[re.Match[str]], most: int) -> Iterator[re.Match[str]]:
    for _, one in zip(range(most), found, strict=False):
        yield one
