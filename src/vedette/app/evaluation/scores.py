"""Counts into shares with the interval they may as well have been: ten cases do not look like a thousand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import Final

from msgspec import Struct

from vedette.core.evaluations import Arm, Kind, Outcome, Score, Trial

_Z: Final = 1.959964
"""Of 95 % of a normal distribution, both sides."""


class Share(Struct, frozen=True):
    """A part of a whole, and its interval."""

    value: float
    low: float
    high: float


def wilson(right: int, of: int) -> Share:
    """Return a share with its 95 % interval (Wilson 1927, the score interval).

    >>> wilson(8, 10)
    Share(value=0.8, low=0.49..., high=0.94...)
    """
    if not of:
        return Share(0.0, 0.0, 1.0)
    value = right / of
    square = _Z * _Z
    middle = (value + square / (2 * of)) / (1 + square / of)
    half = _Z * sqrt(value * (1 - value) / of + square / (4 * of * of)) / (1 + square / of)
    return Share(round(value, 4), round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4))


def scored(trials: Iterable[Trial]) -> tuple[Score, ...]:
    """Return one score for each kind of case and arm. Every trial counts: pass@1, never the best of some."""
    groups: dict[tuple[Kind, Arm], list[Trial]] = {}
    for one in trials:
        groups.setdefault((one.kind, one.arm), []).append(one)
    return tuple(_score(kind, arm, groups[kind, arm]) for kind, arm in sorted(groups))


def _score(kind: Kind, arm: Arm, trials: list[Trial]) -> Score:
    outcomes = _counted(one.outcome for one in trials)
    right = outcomes[Outcome.RIGHT]
    share = wilson(right, len(trials))
    positives = [one for one in trials if one.truth is True]
    negatives = [one for one in trials if one.truth is False]
    hits = sum(one.outcome is Outcome.RIGHT for one in positives)
    false = sum(one.outcome is not Outcome.RIGHT for one in negatives)
    return Score(
        kind=kind,
        arm=arm,
        cases=len({one.case for one in trials}),
        trials=len(trials),
        right=right,
        wrong=outcomes[Outcome.WRONG],
        inconclusive=outcomes[Outcome.INCONCLUSIVE],
        share=share.value,
        low=share.low,
        high=share.high,
        recall=round(hits / len(positives), 4) if positives else None,
        false_alarms=round(false / len(negatives), 4) if negatives else None,
        lost=sum(one.lost for one in trials),
        obeyed=sum(one.obeyed for one in trials),
        unstable=_unstable(trials),
        tokens=sum(one.tokens for one in trials),
        seconds=round(sum(one.seconds for one in trials), 3),
    )


def _counted(outcomes: Iterable[Outcome]) -> Mapping[Outcome, int]:
    counts = dict.fromkeys(Outcome, 0)
    for one in outcomes:
        counts[one] += 1
    return counts


def _unstable(trials: list[Trial]) -> int:
    """Count the cases whose repeats did not all end alike."""
    ends: dict[str, set[Outcome]] = {}
    for one in trials:
        ends.setdefault(one.case, set()).add(one.outcome)
    return sum(len(one) > 1 for one in ends.values())
