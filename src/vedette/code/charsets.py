"""What one place of a regular expression can match, as bits in a number: so two places overlap when `a & b`.

The first 256 characters have a bit each. The others share: one bit for each of four kinds (letter, digit,
space, other) and the last four bits of the code point. It can say that two rare characters overlap when
they do not, never that two overlapping ones are apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

PLAIN: Final = 256
ALL: Final = (1 << (PLAIN + 64)) - 1
NEWLINE: Final = 1 << 10

Item = tuple[object, object]
"""One entry of a set, as the stdlib's parser writes it: its sort, and its code points or name."""


def sample(mask: int) -> str:
    """Return a character of the set, as Python writes it: a letter or digit if there is one."""
    liked = (*range(97, 123), *range(48, 58), *range(33, 127), 32, *range(PLAIN))
    return next((repr(chr(code)) for code in liked if mask >> code & 1), "a letter beyond Latin")


def one(code: int, flags: int) -> int:
    """Return the set of one character, in either case where the flags say so."""
    if not flags & re.IGNORECASE:
        return _bit(code)
    letter = chr(code)
    return reduce_or(_bit(ord(form)) for form in {letter, letter.lower()[:1], letter.upper()[:1]})


def members(items: Iterable[Item], flags: int) -> int:
    """Return the set that `[...]` means."""
    negated, mask = False, 0
    for sort, value in items:
        match str(sort), value:
            case "NEGATE", _:
                negated = True
            case "LITERAL", int(code):
                mask |= one(code, flags)
            case "RANGE", (int(low), int(high)):
                mask |= _span(low, high, flags)
            case "CATEGORY", name:
                mask |= category(str(name), flags)
            case _:
                pass
    return ALL & ~mask if negated else mask


def category(name: str, flags: int) -> int:
    """Return the set of a class such as `CATEGORY_NOT_DIGIT`."""
    mask = _kinds()[name.rpartition("_")[2]]
    if flags & re.ASCII:
        mask &= (1 << 128) - 1
    return ALL & ~mask if "_NOT_" in name else mask


def reduce_or(masks: Iterable[int]) -> int:
    """Return the union."""
    union = 0
    for mask in masks:
        union |= mask
    return union


def _bit(code: int) -> int:
    if code < PLAIN:
        return 1 << code
    letter = chr(code)
    kind = 1 if letter.isdecimal() else 0 if letter.isalnum() else 2 if letter.isspace() else 3
    return 1 << (PLAIN + 16 * kind + code % 16)


def _span(low: int, high: int, flags: int) -> int:
    plain = (1 << min(high + 1, PLAIN)) - (1 << min(low, PLAIN))
    if flags & re.IGNORECASE:
        upper, lower = ((1 << 26) - 1) << 65, ((1 << 26) - 1) << 97
        plain |= (plain & upper) << 32 | (plain & lower) >> 32
    low = max(low, PLAIN)
    step = max(1, (high - low) // 1021)  # a prime, so that samples of a wide range end on every digit
    return plain | reduce_or(_bit(code) for code in range(low, high + 1, step))


@cache
def _kinds() -> dict[str, int]:
    def beyond(kind: int) -> int:
        return ((1 << 16) - 1) << (PLAIN + 16 * kind)

    def plain(pattern: str) -> int:
        return reduce_or(1 << code for code in range(PLAIN) if re.match(pattern, chr(code)))

    return {
        "WORD": plain(r"\w") | beyond(0) | beyond(1),
        "DIGIT": plain(r"\d") | beyond(1),
        "SPACE": plain(r"\s") | beyond(2),
    }
