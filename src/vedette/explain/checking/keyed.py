"""A sentence made from a row: it must be that row, filled with what the first item it cites holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vedette.core.explanations import Sentence, Slot
from vedette.explain.checking.ground import Ground
from vedette.explain.checking.plain import normal
from vedette.explain.checking.rows import may_speak, may_stand
from vedette.explain.facts.item import Item
from vedette.explain.words.fillers import Filling
from vedette.explain.words.texts import Text

_MOST = 400
"""Things that may stand in one slot, before the rest is not looked at."""


def fault_of(sentence: Sentence, slot: Slot | None, ground: Ground) -> str:
    """Say what is wrong with a sentence that names its row; nothing where it stands. No slot: the title."""
    row, _, number = sentence.key.rpartition("/")
    variant = _variant(ground.texts.rows.get(row, ()), number)
    if variant is None:
        return "there is no such row"
    if (slot is None) is not row.startswith("title.") or (slot is not None and not may_stand(row, slot)):
        return "this row does not belong here"
    items = [ground.cited.get(one) for one in sentence.rests_on]
    if not items or None in items:
        return "it rests on nothing that is in the subject"
    return _spoken(sentence.text, row, variant, ground.cited[sentence.rests_on[0]], ground)


def _variant(variants: Sequence[Text], number: str) -> Text | None:
    known = {str(at): one for at, one in enumerate(variants)}
    return known.get(number)


def _spoken(text: str, row: str, variant: Text, item: Item, ground: Ground) -> str:
    if not may_speak(row, item, ground):
        return "what it cites does not say this"
    if not matches(text, variant, item, ground):
        return "a name, number, time or word is not what the cited item holds"
    return ""


def matches(text: str, variant: Text, item: Item, ground: Ground) -> bool:
    """Whether a text is a row filled with what an item holds."""
    filling = Filling(ground.texts, item)
    parts: list[str] = []
    for part in variant:
        if isinstance(part, str):
            parts.append(re.escape(normal(part)))
            continue
        allowed = list(dict.fromkeys(normal(one) for one in filling.slot(part, 0)))[:_MOST]
        if not allowed:
            return False
        parts.append(f"(?:{'|'.join(map(re.escape, allowed))})")
    return re.fullmatch("".join(parts), normal(text)) is not None
