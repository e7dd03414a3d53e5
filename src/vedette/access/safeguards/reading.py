"""A text in, what it looks like out: numbers that lead to a question or a person's look, and to nothing else.

Pure, and linear in the text: at most 64 Ki characters of it are looked at.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final, NamedTuple

from vedette.access.safeguards.folding import bounded, fold
from vedette.access.safeguards.nouns import NOTHING_SAID, Signals
from vedette.access.safeguards.phrases import sentences
from vedette.access.safeguards.prohibited import prohibited
from vedette.access.safeguards.talk import talk
from vedette.knowledge.addressing import addressed

ADDRESSED_MOST: Final = 16 * 1024
"""Characters that are searched for words to models."""
_SURE: Final = 80
_UNSURE: Final = 40
_EACH: Final = 5
_PLACES: Final = 5
_FENCED: Final = re.compile(r"^(?:```|~~~)[^\n]*\n.*?(?:^(?:```|~~~)[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_QUOTED: Final = re.compile(r"^>[^\n]*$", re.MULTILINE)
_WISH: Final = 12
"""Characters somebody needs to say what they want with what they paste."""


class Reading(NamedTuple):
    """What a text looks like, and whether all of it was looked at."""

    signals: Signals
    whole: bool


def read(text: str) -> Reading:
    """Read a text; what is pasted between fences, or quoted, is what somebody has and not what they want."""
    if not text.strip():
        return Reading(NOTHING_SAID, whole=True)
    some, whole = bounded(text)
    folded = fold(_said(some))
    words = list(sentences(folded.text))
    said = talk(words)
    signals = Signals(
        prohibited=prohibited(words),
        intent=said.intent,
        injection=_injection(some),
        topic=said.topic,
        topic_sure=said.sure,
    )
    return Reading(signals, whole)


def _said(text: str) -> str:
    """Return what somebody says themselves; all of it, where that is next to nothing."""
    if "```" not in text and "~~~" not in text and ">" not in text:
        return text
    own = _QUOTED.sub("", _FENCED.sub("\n", text))
    return own if len(own.strip()) >= _WISH else text


def _injection(text: str) -> int:
    """Say how much of a text speaks to a model."""
    found = list(islice(addressed(text[:ADDRESSED_MOST]), _PLACES))
    if not found:
        return 0
    return (_SURE if any(one.sure for one in found) else _UNSURE) + _EACH * (len(found) - 1)
