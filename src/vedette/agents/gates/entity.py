"""That every name of a sentence stands in what it cites: ids, addresses, hosts, files, accounts, moments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from vedette.agents.gates.exhibits import Exhibit
from vedette.agents.gates.lexicon import lexicon, vocabulary
from vedette.agents.gates.literals import MONTHS, Literal, Sort, literals, masked, moments
from vedette.explain.checking.plain import stem

_CAPITAL: Final = "A-ZÄÖÜÁÉÍÓÚÑ"
_PROPER: Final = re.compile(
    rf"(?<=[\w,;:)'\u2019-] )(?P<name>[{_CAPITAL}][\w'\u2019-]*(?: [{_CAPITAL}][\w'\u2019-]*)*)"
)
_DIGITS: Final = re.compile(r"\d+")
_FREE: Final = frozenset(("i", "we", "utc", "ok", "it", "i'm"))
_DAY_OF: Final = 3


def fault(text: str, cited: Iterable[Exhibit], language: str = "en") -> str:
    """Say what name of a sentence is not in what it cites."""
    held = tuple(piece for one in cited for piece in one.texts)
    dates, clocks = moments(held)
    for one in literals(text):
        if one.sort is Sort.DATE:
            stands = _is_dated(one.text, dates)
        elif one.sort is Sort.CLOCK:
            stands = _is_clocked(one.text, clocks)
        else:
            stands = one.sort is Sort.NUMBER or occurs(_bare(one), held)
        if not stands:
            return f"{_shown(one.text)} is not in what it cites"
    for name in _names(text, language):
        if not occurs(name, held):
            return f"{_shown(name)} is not in what it cites"
    return ""


def occurs(name: str, held: Iterable[str]) -> bool:
    """Whether a name stands in some text as a whole: not as a part of a longer one."""
    pattern = _whole(name.casefold())
    return any(pattern.search(one.casefold()) for one in held)


@lru_cache(maxsize=4096)
def _whole(name: str) -> re.Pattern[str]:
    longer = r"[./]\w" if "/" in name or "\\" in name else r"\.\w"
    return re.compile(rf"(?<![\w.@-]){re.escape(name)}(?![\w@-]|{longer})")


def _bare(one: Literal) -> str:
    """Return a literal without the marks that quote it, or what it ends in by accident."""
    return one.text.strip('“”„«»`"').strip() if one.sort is Sort.QUOTE else one.text.rstrip(".:,")


def _names(text: str, language: str) -> Iterator[str]:
    """Return words that are names by where they stand: after a role, or with a capital within a sentence."""
    line = masked(text)
    ours = vocabulary(language)
    for match in _after_roles().finditer(line):
        if match["name"].isalpha() and stem(match["name"].casefold()) not in ours:
            yield match["name"]
    if language != "de":
        yield from (one["name"] for one in _PROPER.finditer(line) if one["name"].casefold() not in _FREE)


@lru_cache(maxsize=1)
def _after_roles() -> re.Pattern[str]:
    roles = "|".join(sorted(lexicon().roles["words"], key=len, reverse=True))
    called = r"(?:(?:named|called|namens|llamad[oa])\s+)?"
    return re.compile(rf"\b(?:{roles})\s+{called}(?P<name>[^\W\d_][\w.$-]*)", re.IGNORECASE)


def _is_dated(text: str, dates: frozenset[tuple[int, int, int]]) -> bool:
    """Whether a date as people write it is one of those; what leaves the year or day out must fit one."""
    word = next((MONTHS[one] for one in re.findall(r"[^\W\d_]+", text.casefold()) if one in MONTHS), 0)
    numbers = [int(one) for one in _DIGITS.findall(text)]
    if word:
        return any(d[1] == word and all(n in (d[0], d[2]) for n in numbers) for d in dates)
    if len(numbers) != _DAY_OF:
        return False
    year_first = tuple(numbers) if numbers[0] > 31 else tuple(reversed(numbers))  # noqa: PLR2004  days of a month
    return year_first in dates


def _is_clocked(text: str, clocks: frozenset[str]) -> bool:
    numbers = _DIGITS.findall(text)
    return len(numbers) > 1 and f"{int(numbers[0]):02}:{numbers[1]}" in clocks


def _shown(name: str) -> str:
    return ascii(name[:60])
