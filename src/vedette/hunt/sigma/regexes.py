"""Regular expressions of strangers, over texts of strangers: in linear time, or bounded.

google-re2 takes most. What it can't say (looking around, referring back) goes to Python's engine when the
pattern has no repetition within a repetition, and then over few characters only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, TypeAlias

import re2  # type: ignore[import-untyped]

from vedette.core.errors import BadInput

Search: TypeAlias = Callable[[str], bool]

PATTERN_CHARS: Final = 10_000
BACKTRACKING_CHARS: Final = {0: 65_536, 1: 16_384, 2: 2_048, 3: 256}
"""How much text is looked at by the number of unbounded repetitions: the cost is a power of it."""
_LONG: Final = re.compile(r"\.\{(\d{1,6}),\}")
"""A pattern that asks for length alone."""
_MEMO_CHARS: Final = 200
_MEMO_MAX: Final = 128
"""Answers a pattern remembers, and how long their texts are at most."""
_LITERAL_CHARS: Final = 2
_NESTED: Final = re.compile(r"[*+}][^()]*\)(?:[*+]|\{\d+,\d*\})")
_UNBOUNDED: Final = re.compile(r"(?<!\\)(?:[*+]|\{\d+,\})")


@lru_cache(maxsize=8_192)
def searcher(pattern: str, flags: str) -> Search:
    """Make a search of a pattern.

    Raises:
        BadInput: it is not one, or nobody can bound what it costs.

    """
    if len(pattern) > PATTERN_CHARS:
        raise BadInput("a regular expression is longer than 10,000 characters", hint="split it")
    prefix = f"(?{flags})" if flags else ""
    if (length := _LONG.fullmatch(pattern)) is not None:
        return _long(int(length[1]), across_lines="s" in flags)
    fast = _linear(prefix + pattern)
    if fast is None:
        return _backtracking(pattern, prefix)
    if "$" not in pattern or "m" in flags:
        return fast
    return _before_last_newline(fast)


def _linear(pattern: str) -> Search | None:
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error:
        return None
    search: Callable[[bytes], Any] = compiled.search
    memo: dict[str, bool] = {}

    def found(text: str) -> bool:
        known = memo.get(text)
        if known is None:
            # It reads bytes twice as fast; halves of characters, which it will not take, are replaced.
            known = search(text.encode("utf-8", "replace")) is not None
            if len(text) <= _MEMO_CHARS:
                if len(memo) >= _MEMO_MAX:
                    memo.clear()
                memo[text] = known
        return known

    return found


def _long(size: int, *, across_lines: bool) -> Search:
    """Look for so many characters of whatever kind: re2 would make a state of each, and take its time."""
    if across_lines:
        return lambda text: len(text) >= size
    return lambda text: len(text) >= size and any(len(line) >= size for line in text.split("\n"))


def _before_last_newline(search: Search) -> Search:
    """Let `$` also match before a newline that ends the text, as everywhere but in re2."""

    def found(text: str) -> bool:
        return search(text) or (text[-1:] == "\n" and search(text[:-1]))

    return found


def _backtracking(pattern: str, prefix: str) -> Search:
    try:
        compiled = re.compile(prefix + pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise BadInput(
            f"a regular expression cannot be understood: {error}", hint="see its syntax in docs/sigma.md"
        ) from error
    power = len(_UNBOUNDED.findall(pattern))
    if _NESTED.search(pattern) or power not in BACKTRACKING_CHARS:
        raise BadInput(
            "a regular expression looks around or back, and repeats so much that it could take for ever",
            hint="write it without lookarounds, or with fewer repetitions",
        )
    limit = BACKTRACKING_CHARS[power]
    return lambda text: compiled.search(text[:limit]) is not None


_PLAIN: Final = re.compile(r"(?:[^\\.^$*+?{}\[\]()|]|\\[^\w\s])+")
_RARE: Final = frozenset("`^{}~@#!;&<>$%")
"""Characters so rare in logs that one of them tells something."""
_VERBOSE: Final = re.compile(r"\(\?[a-z]*x|\(\?[a-zA-Z-]*\)[*+?{]")
"""Where spaces mean nothing; and what is repeated behind flags, for that is what stands before them."""
_COUNT: Final = re.compile(r"\{\d*,?\d*\}")


def literals_of(pattern: str) -> tuple[str, ...]:
    """Name a text that is in whatever this pattern finds, case aside; nothing where that is hard to say."""
    outside = _outside(pattern)
    if "|" in outside or _VERBOSE.search(pattern):
        return ()
    longest = ""
    for found in _PLAIN.finditer(outside):
        literal = re.sub(r"\\(.)", r"\1", found.group())
        follower = pattern[found.end() : found.end() + 1]
        literal = literal[:-1] if follower and follower in "*?{" else literal
        if len(literal) >= _LITERAL_CHARS or not _RARE.isdisjoint(literal):
            longest = max(longest, literal, key=len)
    return (longest,) if longest else ()


_REPEATED: Final = re.compile(r"(?:[\].]|\\[dsw])\{(\d{1,4})(?:,\d*)?\}(?![*?+{])")
"""A class of characters, or any of them, so many times."""


def shortest_of(pattern: str) -> int:
    """Say how many characters whatever this pattern finds has at least, as far as counts tell it."""
    outside = _outside(pattern)
    if "|" in outside or "\\Q" in pattern or _VERBOSE.search(pattern):
        return 0
    counted = (found for found in _REPEATED.finditer(pattern) if outside[found.start(1) - 1] == "{")
    return sum(int(found[1]) for found in counted)


_BEGINNINGS: Final = frozenset({"[", "[^"})


def _outside(pattern: str) -> str:
    """Blank out groups, classes, counts, and every escape that stands for more than one character."""
    shown: list[str] = []
    depth, escaped, opened = 0, False, ""
    for char in _COUNT.sub(lambda found: "{" + "." * (len(found.group()) - 2) + "}", pattern):
        hidden = depth > 0 or opened != ""
        if escaped:
            plain = not char.isalnum() and not hidden
            shown[-1:] = ["\\", char] if plain else [".", "."]
            escaped = False
            continue
        escaped = char == "\\"
        shown.append("." if hidden or char in "()[]" else char)
        if opened:  # the beginning of a class, where a bracket that would end it is one of its members
            opened = "" if char == "]" and opened not in _BEGINNINGS else (opened + char)[:3]
        elif char == "[":
            opened = char
        else:
            depth += (char == "(") - (char == ")")
    return "".join(shown)
