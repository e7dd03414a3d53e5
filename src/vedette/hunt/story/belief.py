"""How sure we are of an attack, and why, in words: what independent things say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from vedette.core.nouns import Confidence
from vedette.hunt.signal import Signal
from vedette.hunt.story.grouping import tactics
from vedette.hunt.story.ties import CONFIDENCES, is_strong
from vedette.knowledge.techniques import TACTICS

MANY: Final = 3
_STEADY: Final = 0.6
"""Share of steps that go forward in the order of tactics: by chance it would be a half."""


def belief(signals: Sequence[Signal]) -> tuple[Confidence, tuple[str, ...]]:
    """Say how sure we are.

    Strong: some signal is strong by itself and another independent one agrees. Likely: one of the two.
    """
    reasons = tuple(_reasons(signals))
    surest = max((one.confidence for one in signals if is_strong(one)), key=CONFIDENCES.index)
    agreeing = len({one.rule for one in signals if is_strong(one)})
    if CONFIDENCES.index(surest) >= CONFIDENCES.index(Confidence.STRONG) and agreeing > 1:
        return Confidence.STRONG, reasons
    if agreeing >= MANY and len(_tactics(signals)) >= MANY:
        return Confidence.STRONG, reasons
    return Confidence.LIKELY, reasons


def in_order(signals: Sequence[Signal]) -> bool:
    """Whether the steps go forward along the tactics more than chance would make them."""
    steps = [TACTICS.index(named[0]) for one in signals if (named := _known(one)) and one.first is not None]
    moves = [after - before for before, after in pairwise(steps) if after != before]
    return len(moves) >= MANY - 1 and sum(move > 0 for move in moves) / len(moves) >= _STEADY


def _known(signal: Signal) -> list[str]:
    return [one for one in tactics(signal) if one in TACTICS]


def _tactics(signals: Sequence[Signal]) -> set[str]:
    return {named[0] for one in signals if is_strong(one) and (named := _known(one))}


def _reasons(signals: Sequence[Signal]) -> Iterator[str]:
    strong = [one for one in signals if is_strong(one)]
    rules = {one.rule for one in strong}
    yield (
        f"{len(rules)} different rules and patterns agree"
        if len(rules) > 1
        else "one rule or pattern alone says so"
    )
    if len(steps := _tactics(signals)) > 1:
        yield f"they cover {len(steps)} stages of an attack"
    logs = {place.source for one in strong for place in one.places}
    if len(logs) > 1:
        yield f"{len(logs)} logs or captures show it independently"
    kinds = {one.rule.partition(":")[0] for one in strong}
    if len(kinds) > 1:
        yield "both what single records say and what many add up to"
    if in_order(signals):
        yield "the steps come in the order attacks take"
