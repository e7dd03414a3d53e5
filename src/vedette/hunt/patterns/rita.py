"""The beacon score of RITA v5, computed for comparison: a column beside our own figures, alone no verdict.

Source: the published formulas of RITA 5.1 (`analysis/beacons.go`), written anew. Four parts, a quarter each:

* times: mean of 1 - |Bowley skewness| and (median - MAD) / median of the intervals that are not zero;
* sizes: the same of what the source sent;
* histogram: the better of 1 - CV over 24 bars, and how well two heights explain them (11 bars at least);
* duration: the better of covered time and longest run of bars over 12 (6 bars at least).

It says 1.0 of a clock asking a time server, which is why it decides nothing here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import Final

from vedette.hunt.patterns.bounded import mad, median

BARS: Final = 24
WINDOW: Final = 24 * 3600
"""Seconds at the end of the data that are looked at."""
_FEWEST_INTERVALS: Final = 3
_LEAST_SPREAD: Final = 10
"""Below this distance of the quartiles their skewness counts as none."""
_BARS_FOR_TWO_HEIGHTS: Final = 11
_BARS_FOR_DURATION: Final = 6
_IDEAL_RUN: Final = 12
_ALIKE: Final = 0.05
"""Bars whose heights differ by this share of the highest count as equal."""


@dataclass(frozen=True, slots=True)
class Score:
    """The four parts, and what they add up to."""

    times: float
    sizes: float
    histogram: float
    duration: float

    @property
    def whole(self) -> float:
        """Return the score."""
        return round((self.times + self.sizes + self.histogram + self.duration) / 4, 3)


def score(times: Sequence[int], sizes: Sequence[float], first: int, last: int) -> Score | None:
    """Score sorted times in seconds and bytes sent, within the time the data spans; None of too few."""
    intervals = sorted(b - a for a, b in pairwise(times) if b > a)
    if len(intervals) < _FEWEST_INTERVALS or len(sizes) < _FEWEST_INTERVALS or last <= first:
        return None
    bars = histogram(times, first, last)
    return Score(
        times=regularity(intervals, 1.0),
        sizes=regularity(sorted(sizes), 0.0),
        histogram=max(flatness(bars), two_heights(bars)),
        duration=_duration(bars, (times[-1] - times[0]) / (last - first)),
    )


def regularity(ordered: Sequence[float], otherwise: float) -> float:
    """Say how alike sorted numbers are; `otherwise` is the second half where their median is below 1."""
    middle = median(ordered)
    spread = (middle - mad(ordered, middle)) / middle if middle >= 1 else otherwise
    return round((1 - abs(skewness(ordered)) + max(0.0, spread)) / 2, 3)


def skewness(ordered: Sequence[float]) -> float:
    """Bowley's skewness of sorted numbers; quartiles are medians of the halves, without the middle."""
    half = len(ordered) // 2
    low, middle, high = median(ordered[:half]), median(ordered), median(ordered[len(ordered) - half :])
    if high - low < _LEAST_SPREAD or middle in {low, high}:
        return 0.0
    return (low + high - 2 * middle) / (high - low)


def histogram(times: Sequence[int], first: int, last: int) -> list[int]:
    """Count sorted times into bars of equal width over the span."""
    width = (last - first) / BARS
    bars = [0] * BARS
    for at in times:
        bars[min(BARS - 1, max(0, int((at - first) / width)))] += 1
    return bars


def flatness(bars: Sequence[int]) -> float:
    """Return 1 - the coefficient of variation, 0 at least."""
    mean = sum(bars) / len(bars)
    deviation = (sum((bar - mean) ** 2 for bar in bars) / len(bars)) ** 0.5
    return round(max(0.0, 1 - deviation / mean), 3) if mean else 0.0


def two_heights(bars: Sequence[int]) -> float:
    """Return the share of bars that have one of the two most frequent heights, one outlier excused."""
    standing = [bar for bar in bars if bar]
    if len(standing) < _BARS_FOR_TWO_HEIGHTS:
        return 0.0
    step = ceil(max(standing) * _ALIKE)
    heights = Counter(floor(bar / step) * step for bar in standing).most_common(2)
    return min(1.0, round(sum(count for _, count in heights) / max(len(standing) - 1, 1), 3))


def _duration(bars: Sequence[int], covered: float) -> float:
    if sum(1 for bar in bars if bar) < _BARS_FOR_DURATION:
        return 0.0
    coverage = min(1.0, ceil(covered * 1000) / 1000)
    consistency = min(1.0, ceil(longest_run(bars) / _IDEAL_RUN * 1000) / 1000)
    return max(coverage, consistency)


def longest_run(bars: Sequence[int]) -> int:
    """Return the longest run of bars that are not empty; the end joins the beginning."""
    longest = run = 0
    for bar in (*bars, *bars):
        run = run + 1 if bar else 0
        longest = max(longest, run)
    return min(longest, len(bars))


def columns(shown: Sequence[tuple[int, int]], first: int, last: int) -> dict[str, float | int | str]:
    """Return the columns of sorted seconds and sizes, over the last day of the data or their own last."""
    for end in (max(last, shown[-1][0]), shown[-1][0]):
        begin = max(min(first, shown[0][0]), end - WINDOW)
        recent = [(time, size) for time, size in shown if begin <= time <= end]
        column = score([time for time, _ in recent], [size for _, size in recent], begin, end)
        if column is not None:
            return {
                "rita_score": column.whole,
                "rita_times": column.times,
                "rita_sizes": column.sizes,
                "rita_histogram": column.histogram,
                "rita_duration": column.duration,
            }
    return {}
