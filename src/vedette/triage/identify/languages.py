"""Which language a text is written in: distinct tell-tales are counted, in whole scripts and in one line."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from vedette.triage.identify.settings import settings_kind
from vedette.triage.identify.vocabulary import EXACT, PIECES, SMALL
from vedette.triage.kinds import Kind

_WORD: Final = re.compile(r"[A-Za-z_]\w*(?:[-.][A-Za-z]\w*)?")
_PART: Final = re.compile(r"[-.]")
_SENTENCE: Final = re.compile(r"[a-z]{2,},? [a-z]{2,},? [a-z]{2,},? [a-z]{2,}")
_FEW_LINES: Final = 400
"""Characters below which fewer tell-tales are enough."""
_SURE: Final = (4, 9)
"""Points for a short text and for a long one."""
_CLOSE: Final = 0.6
"""What has this much of the best score is as plausible: the name decides."""


def language(text: str) -> tuple[Kind, bool, frozenset[Kind]]:
    """Return what a text reads like, whether that is sure, and all it plausibly is."""
    scores = _scores(text)
    if not scores:
        return settings_kind(text) or Kind.TEXT, False, frozenset()
    (best, top) = max(scores.items(), key=lambda one: (one[1], one[0]))
    needed = _SURE[0] if len(text) < _FEW_LINES else _SURE[1]
    close = frozenset(kind for kind, score in scores.items() if score >= top * _CLOSE)
    if top < needed + _prose(text):
        return settings_kind(text) or Kind.TEXT, False, close
    if top < needed * 3 and (data := settings_kind(text)) is not None:
        return data, True, close
    return best, True, close


def _scores(text: str) -> Counter[Kind]:
    words = set(_WORD.findall(text))
    for word in [one for one in words if not one.isidentifier()]:
        words.update(_PART.split(word))
    scores: Counter[Kind] = Counter()
    for word in words & EXACT.keys():
        for kind, weight in EXACT[word]:
            scores[kind] += weight
    for word in {one.lower() for one in words} & SMALL.keys():
        for kind, weight in SMALL[word]:
            scores[kind] += weight
    for piece, kind, weight in PIECES:
        if piece in text:
            scores[kind] += weight
    return _settled(scores, text)


def _settled(scores: Counter[Kind], text: str) -> Counter[Kind]:
    """Undo what languages lend each other: TypeScript is JavaScript too, VBScript much of VBA."""
    if scores[Kind.TYPESCRIPT] >= 6:  # noqa: PLR2004
        scores[Kind.TYPESCRIPT] += scores[Kind.JAVASCRIPT]
    if scores[Kind.PHP] and "<?" not in text and "$" not in text:
        scores[Kind.PHP] = 0
    if scores[Kind.POWERSHELL] and scores[Kind.POWERSHELL] < 6 and "$" not in text and "-" not in text:  # noqa: PLR2004
        scores[Kind.POWERSHELL] = 0
    return +scores


def _prose(text: str) -> int:
    """Return how much more it takes where sentences stand: manuals speak of commands."""
    return min(12, 2 * sum(1 for _ in _SENTENCE.finditer(text)))
