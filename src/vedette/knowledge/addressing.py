"""Texts that speak to a language model instead of a person: found by what they say, in a few languages.

Such a text in code, a log or a mail is there to steer whoever lets a model read it. A phrase alone proves
little: programs that talk to models hold prompts. What counts is a combination, close together: an order to
forget earlier orders; or somebody like a model addressed, or the marks of a dialogue, together with a verdict
or an act that is asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

from vedette.core.expressions import expression
from vedette.core.needles import Needles
from vedette.core.tables import table

WINDOW: Final = 3
"""Lines that are read together: such a text often goes over several."""
PIECE: Final = 600
"""Characters around a word that are read, where a line is longer."""
_NEAR: Final = 400
"""Characters between a word that speaks to somebody and a word of what is wanted."""
_MOST: Final = 100
"""Places of one text that are reported; one is enough to know."""
LOOKED: Final = 3000
"""Places of one text that are looked at, the first of them."""
_GAP: Final = r"[^\n]{0,50}?"
_LEADER: Final = expression(r"^[\s#/*;%!<>|\"'`~=+.-]{1,40}(?:rem\b|dnl\b|//)?[\s-]{0,8}")
_SPACE: Final = expression(r"\s+")
SPEAKS: Final = (
    "ignor", "disregard", "forget", "overlook", "override", "bypass", "assistant", "chatgpt", "gpt-",
    "claude", "gemini", "copilot", "language model", "llm", " ai ", "ai:", "ai,", "ai-", "a.i.",
    "reviewer", "analyst", "analyzer", "analyser", "scanner", "agent", "automated", "im_start",
    "[inst]", "<<sys", "<system", "system:", '"role"', "you are now", "instructions", "vergiss",
    "missacht", "sprachmodell", "olvida", "dimentica", "oublie",
)  # fmt: skip
"""One of these stands where somebody is spoken to, or told to forget; or one of the next."""
SPEAKS_ABROAD: Final = (
    "esqueça", "игнорир", "забудь", "忽略", "无视", "無視", "语言模型", "人工智能", "助手",
)  # fmt: skip
"""Those that are not written in ASCII."""
_CLOSE: Final = 64
"""More than the words that can begin within a word's length."""
_WANTS: Final = (
    "instruc", "prompt", "rule", "guideline", "polic", "benign", "safe", "clean", "harmless", "trusted",
    "legitim", "malicious", "vulnerab", "false positive", "false-positive", "flag", "report", "mention",
    "severity", "approved", "tool", "command", "secret", "credential", "password", "reveal",
    "anweisung", "vorgabe", "ungefährlich", "unbedenklich", "regla", "istruzion", "consigne", "instruç",
    "инструкц", "правил", "безопасн", "指令", "指示", "安全", "规则",
)  # fmt: skip
"""And one of these where something is wanted."""
_INVISIBLE: Final = frozenset({"Cf", "Cc", "Co", "Cs"})
_TAG: Final = 0xE0000
_TAGGED: Final = expression("[\U000e0020-\U000e007e]+")
"""Letters nobody sees, each standing for one of ASCII's."""


class Sort(StrEnum):
    """What such a text does."""

    OVERRIDE = "override"
    """Tells to forget earlier orders."""
    VERDICT = "verdict"
    """Wants something called harmless, or not told."""
    TASK = "task"
    """Wants something done."""


class Addressed(NamedTuple):
    """One place where a text speaks to a model."""

    line: int
    """Counts from 1: where it begins to."""
    sort: Sort
    sure: bool
    """Whether it also says whom it speaks to, or wants both to be obeyed and a verdict."""


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    made = table("vedette.knowledge", "addressing.toml")
    return {name: re.compile("|".join(one.replace("{}", _GAP) for one in made[name])) for name in made}


def addressed(text: str) -> Iterator[Addressed]:
    """Yield the places where a text speaks to a model, in order, none overlapping.

    Takes time linear in the text: words are found in one pass, and only where words of both sorts stand
    near each other is more than that read, in so many places at most.
    """
    low = seen(text).casefold()
    until, found, line, passed = -1, 0, 1, 0
    for place in _places(low):
        if place < until:
            continue
        said = _said(low, place)
        if said is None:  # words close behind it, on the same line, would have the same read once more
            until = _line_end(low, place, PIECE // 2)
            continue
        start, end, sort, sure = said
        if start < passed:
            continue
        line += low.count("\n", passed, start)
        passed, until, found = start, end, found + 1
        yield Addressed(line, sort, sure)
        if found >= _MOST:
            return


def _line_end(low: str, place: int, most: int) -> int:
    end = low.find("\n", place, place + most)
    return end if end >= 0 else place + most


def seen(text: str) -> str:
    """Return a text as a model reads it: letters nobody sees gone, or shown where each stands for a letter.

    Lines stay lines.
    """
    if text.isascii():
        return text
    return "\n".join(line if line.isascii() else _seen(line) for line in text.split("\n"))


def _seen(line: str) -> str:
    told = _TAGGED.sub(lambda run: f" {''.join(chr(ord(tag) - _TAG) for tag in run[0])} ", line)
    plain = unicodedata.normalize("NFKC", told)
    hidden = {ord(sign): None for sign in set(plain) if _is_hidden(sign)}
    return plain.translate(hidden) if hidden else plain


def _is_hidden(sign: str) -> bool:
    return sign != "\t" and unicodedata.category(sign) in _INVISIBLE


def _places(low: str) -> Iterator[int]:
    """Yield where a word that speaks to somebody stands near one of what is wanted, the first of them."""
    for place in spoken(low):
        around = low[max(0, place - _NEAR) : place + _NEAR]
        if any(word in around for word in _WANTS):
            yield place


def spoken(low: str) -> list[int]:
    """Return where words that speak to somebody stand, in order, the first of them; none on one like it."""
    passed: dict[str, int] = {}
    places: list[int] = []
    for place, word in sorted(islice(_speaking().places(low), 2 * LOOKED + _CLOSE)):
        if place >= passed.get(word, 0):
            passed[word] = place + len(word)
            places.append(place)
    if not low.isascii():
        places = sorted([*places[:LOOKED], *_found(low, SPEAKS_ABROAD)])
    return places[:LOOKED]


@cache
def _speaking() -> Needles:
    return Needles(SPEAKS)


def _found(low: str, words: Iterable[str]) -> list[int]:
    places: list[int] = []
    for word in words:
        at = low.find(word)
        while at >= 0:
            places.append(at)
            at = low.find(word, at + len(word))
    return sorted(places)


def _said(low: str, place: int) -> tuple[int, int, Sort, bool] | None:
    """Say what the lines around a place ask of a model, in as few of them as show it; nothing if nothing."""
    start = max(low.rfind("\n", 0, place) + 1, place - PIECE)
    end = place
    lines: list[str] = []
    for _ in range(WINDOW):
        begin = start if not lines else end + 1
        end = low.find("\n", max(begin, place))
        end = min(len(low) if end < 0 else end, max(begin, place) + PIECE)
        lines.append(_SPACE.sub(" ", _LEADER.sub("", low[begin:end])).strip())
        if (said := _weighed(" ".join(lines))) is not None:
            return (start, end, *said)
        if end >= len(low):
            break
    return None


def _weighed(words: str) -> tuple[Sort, bool] | None:
    forms = _forms()
    override = forms["override"].search(words) is not None
    to_whom = forms["addressee"].search(words) is not None or forms["marker"].search(words) is not None
    if not override and not to_whom:
        return None
    verdict = forms["verdict"].search(words) is not None
    task = not verdict and forms["task"].search(words) is not None
    if override:
        return (Sort.VERDICT if verdict else Sort.OVERRIDE), to_whom or verdict or task
    if verdict:
        return Sort.VERDICT, True
    return (Sort.TASK, False) if task else None
