"""Which language a text is written in: distinct tell-tales are counted, in whole scripts and in one line."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

from msgspec import Struct

from vedette.core.expressions import expression
from vedette.triage.identify.commands import command_scores
from vedette.triage.identify.settings import settings_kind
from vedette.triage.identify.vocabulary import EXACT, PIECES, SMALL
from vedette.triage.kinds import Kind

_WORD: Final = expression(r"[A-Za-z_]\w*(?:[-.][A-Za-z]\w*)?")
_PART: Final = expression(r"[-.]")
_SENTENCE: Final = expression(r"[a-z]{2,},? [a-z]{2,},? [a-z]{2,},? [a-z]{2,}")
_COMMENT: Final = expression(r"^[ \t]*(?:#|//|;|\*|rem |').*$", re.MULTILINE | re.IGNORECASE)
_FEW_LINES: Final = 400
"""Characters below which fewer tell-tales are enough."""
_SURE: Final = (4, 9)
"""Points for a short text and for a long one."""
_SETTINGS: Final = 3
"""What has the shape of settings has to have so many times the tell-tales to be a script."""
_TEXT_MOST: Final = 14
"""So much may speak for other texts: what imitates one is no less a script."""
_POSSIBLE: Final = 0.25
_PROSE_MOST: Final = 10
_PROSE_IN: Final = 3000
_CLOSE: Final = 0.6
"""What has this much of the best score is as plausible: the name decides."""


class Reading(Struct, frozen=True):
    """What a text reads like."""

    kind: Kind
    sure: float
    """How many times over there are enough tell-tales; below one, it is a guess."""
    close: frozenset[Kind]
    """All it plausibly is."""
    possible: frozenset[Kind]
    """All it may be, if its name says so."""


def language(text: str) -> Reading:
    """Return what a text reads like."""
    scores = _scores(text)
    if not scores:
        return Reading(settings_kind(text) or Kind.TEXT, 0, frozenset(), frozenset())
    (best, top) = max(scores.items(), key=lambda one: (one[1], one[0]))
    needed = (_SURE[0] if len(text) < _FEW_LINES else _SURE[1]) + _prose(text)
    close = frozenset(kind for kind, score in scores.items() if score >= top * _CLOSE)
    possible = frozenset(kind for kind, score in scores.items() if score >= top * _POSSIBLE)
    if top < needed * _SETTINGS and (data := settings_kind(text)) is not None:
        return Reading(data, top / needed, close, possible)
    if top < needed or best is Kind.TEXT:
        return Reading(Kind.TEXT, 0, close, possible)
    return Reading(best, top / needed, close, possible)


def _scores(text: str) -> Counter[Kind]:
    broken = _broken_words(text)
    for mark in broken:
        text = text.replace(mark, "")
    scores = command_scores(text)
    for mark, count in broken.items():
        scores[_BREAKING[mark]] += 2 * min(count, 4)
    words = set(_WORD.findall(text))
    for word in [one for one in words if not one.isidentifier()]:
        words.update(_PART.split(word))
    small = {one.lower() for one in words} & SMALL.keys()
    rows = [EXACT[word] for word in words & EXACT.keys()] + [SMALL[word] for word in small]
    rows += [PIECES[number][1] for number in _PIECES.within(text)]
    for row in rows:
        for kind, weight in row:
            scores[kind] += weight
    return _settled(scores, text)


_OWN_START: Final = expression(
    r"\s{0,99}(?:\$[\w:]+\s?[=.+\[]|[A-Z][a-z]+-[A-Z]\w+\s|\[[A-Z][\w.]*\]|param\s?\()"
)
"""How a script of PowerShell may begin and a batch file cannot, whatever programs of Windows it calls."""
_BREAKING: Final = {"`": Kind.POWERSHELL, "^": Kind.BATCH}
"""What may stand within a word there without changing it: words are broken with it to hide them."""
_BROKEN: Final = {
    "`": expression(r"(?<=[A-Za-z])`(?=[A-Za-z])(?![nrtabfv0]\b)"),
    "^": expression(r"(?<=[A-Za-z])\^(?=[A-Za-z])"),
}
_OFTEN: Final = 2
_FEW_LETTERS: Final = 16_384


def _broken_words(text: str) -> dict[str, int]:
    """Return the marks words are broken with, and how often."""
    found = {mark: len(_BROKEN[mark].findall(text)) for mark in _BREAKING if mark in text}
    return {mark: count for mark, count in found.items() if count >= _OFTEN}


class _Pieces:
    """Finds pieces in texts: one after another in the first letters, for making an automaton takes longer."""

    def __init__(self, few: int = _FEW_LETTERS) -> None:
        self._left = few
        """Letters in which pieces are still looked for one after another."""
        self._automaton: Any = None

    def within(self, text: str) -> set[int]:
        """Return the numbers of the pieces that stand in a text."""
        if self._automaton is None:
            self._left -= len(text)
            if self._left >= 0:
                return {number for number, (piece, _) in enumerate(PIECES) if piece in text}
            self._automaton = _automaton()
        return {number for _, number in self._automaton.iter(text)}


def _automaton() -> Any:  # noqa: ANN401  of a library without types
    import ahocorasick  # type: ignore[import-not-found]  # noqa: PLC0415  few texts pay for it

    made = ahocorasick.Automaton()
    for number, (piece, _) in enumerate(PIECES):
        made.add_word(piece, number)
    made.make_automaton()
    return made


_PIECES: Final = _Pieces()


def _settled(scores: Counter[Kind], text: str) -> Counter[Kind]:
    """Undo what languages lend each other: TypeScript is JavaScript too, VBScript much of VBA."""
    if scores[Kind.TYPESCRIPT] >= 6:  # noqa: PLR2004
        scores[Kind.TYPESCRIPT] += scores[Kind.JAVASCRIPT]
    if scores[Kind.PHP] and "<?" not in text and "$" not in text:
        scores[Kind.PHP] = 0
    if scores[Kind.POWERSHELL] and scores[Kind.POWERSHELL] < 6 and "$" not in text and "-" not in text:  # noqa: PLR2004
        scores[Kind.POWERSHELL] = 0
    if _OWN_START.match(text) or "$env:" in text.lower():
        scores[Kind.BATCH] //= 2
    scores[Kind.TEXT] = min(scores[Kind.TEXT], _TEXT_MOST)
    return +scores


def _prose(text: str) -> int:
    """Return how much more it takes where sentences stand: manuals speak of commands."""
    return min(_PROSE_MOST, 2 * sum(1 for _ in _SENTENCE.finditer(_COMMENT.sub("", text[:_PROSE_IN]))))
