"""Several clocks at once: of moments that fit no one period, whether most have a successor one period on.

A program with two clocks (one for orders, one for what it has gathered) leaves intervals that fit neither, as
the clocks drift past each other. But each moment has a successor one period later. That is looked for at the
lag the differences between moments crowd at; the share of moments with a successor within 2 %, or half a
percent, of the lag is compared with the largest share at ten lags beside it, which is what moments that come
in crowds (people's visits) have at any lag. People come back by days, so it is shorter than half a day.
Chance is Chernoff's bound of the binomial tail, times the lags there are to choose.

A program that looks by the clock whether there is something to do, and calls only when there is, leaves
intervals of any number of periods. Its moments lie at one place of the period, so that their directions on a
circle of that length add up (Rayleigh's test: of n random directions the mean is longer than R with
probability exp(-n R^2)), at the best of all lengths between ten seconds and the median interval.

A clock among other calls (orders that were carried out, a second timer, somebody's visits) explains few of
the moments, but is kept all the time: from its first beat to its last each is followed by one a period on. So
what is counted is the longest chain of moments a period apart (2 %, or half a percent), over at most two
missed ones, as a share of the periods between the first call and the last. Trains of pulses that come mixed
are told apart so: by lags that stand out of the histogram of differences, and a search along each (Mardia
1989, New techniques for the deinterleaving of repetitive sequences; Milojevic and Popovic 1992, Improved
algorithm for the deinterleaving of radar pulses). It is compared with the longest chain at ten lags beside
it, which is what moments so many and so crowded have by chance; at the lags whose differences stand furthest
above those of lags beside, by a Poisson's deviations. Visits have pauses no clock has, and no chain lasts
through them.
Bounds: 128 moments, the first, of a hidden clock 256; 5,000 lengths.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log, log10
from typing import Final

import numpy as np
from numpy.typing import NDArray

FEWEST: Final = 16
"""Moments; with fewer, one lag of hundreds looks good by chance."""
MOST: Final = 128
DAYS: Final = 12 * 3600.0
"""Seconds; what recurs more rarely may recur because people's days do."""
SLACK: Final = 0.02
"""How far from the lag a successor may be, as a share of it."""
FINE_SLACK: Final = 0.005
"""The same of a clock nothing delays: where moments are many, more than that finds a successor at any lag."""
_TURNS: Final = 6
"""Times the lag fits between first and last at least."""
_BESIDE: Final = (0.7, 0.76, 0.82, 0.88, 0.94, 1.06, 1.12, 1.18, 1.24, 1.3)
_TRIED: Final = 3
_SHORTEST: Final = 10.0
_LENGTHS: Final = 5_000
_FINE: Final = 6
"""Lengths tried between two that differ by one turn over the whole time."""
NEAR: Final = 0.1
_AMONG: Final = 256
_STANDING: Final = 5
"""Lags that stand out."""
_MISSED: Final = 2
_KEPT: Final = 0.7
"""Of its beats: three of ten may be missed, as of a clock that is alone."""
_WIDE: Final = 12
"""Lags on either side the histogram is compared with."""

_Moments = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lag:
    """A period most moments have a successor at."""

    period: float
    share: float
    expected: float
    tries: float
    """Common logarithm of how many lags there were to choose from."""
    followed: int
    """Moments that could have had a successor."""
    slack: float = SLACK
    """How far from the lag it was looked for, as a share of it."""


def lag(moments: Sequence[float], least: float, slack: float = SLACK) -> Lag | None:
    """Find the lag at which sorted moments most have a successor, in seconds; None of too few moments."""
    if len(moments) < FEWEST:
        return None
    times = np.asarray(moments[:MOST], dtype=np.float64)
    longest = min(DAYS, float(times[-1] - times[0]) / _TURNS)
    apart = np.subtract.outer(times, times)
    apart = apart[(apart >= least) & (apart <= longest)]
    if not apart.size:
        return None
    bins, counts = np.unique((np.log(apart) / slack).astype(np.int64), return_counts=True)
    tries = log10(max(1.0, log(longest / least) / slack))
    found = []
    for at in bins[np.argsort(-counts)[:_TRIED]]:
        period, share, followed = _at(times, float(np.exp((at + 0.5) * slack)), slack)
        expected = max(_at(times, period * beside, slack)[1] for beside in _BESIDE)
        found.append(Lag(period, share, expected, tries, followed, slack))
    return max(found, key=lambda one: one.share - one.expected)


def _at(times: _Moments, period: float, slack: float) -> tuple[float, float, int]:
    """Return a lag, moved to where the successors it finds are, the share it explains, and of how many."""
    share, asked = 0.0, times
    for _ in range(2):
        asked = times[times <= times[-1] - period * (1 - slack)]
        after = np.searchsorted(times, asked + period * (1 - slack))
        reached = after < len(times)
        gap = times[after[reached]] - asked[reached]
        hits = gap[gap <= period * (1 + slack)]
        if not hits.size:
            return period, 0.0, len(asked)
        moved = float(np.median(hits))
        share, period = hits.size / len(asked), moved
    return period, share, len(asked)


@dataclass(frozen=True, slots=True)
class Grid:
    """A period at whose multiples moments lie."""

    period: float
    near: float
    """Share of moments within a tenth of the period of where most are."""
    chance: float
    """Common logarithm, the lengths tried paid for."""


def grid(moments: Sequence[float]) -> Grid | None:
    """Find the period at whose multiples most sorted moments lie, in seconds; None of too few moments."""
    if len(moments) < FEWEST:
        return None
    times = np.asarray(moments[:MOST], dtype=np.float64) - moments[0]
    longest, span = float(np.median(np.diff(times))), float(times[-1])
    if longest <= _SHORTEST:
        return None
    number = min(_LENGTHS, int((1 / _SHORTEST - 1 / longest) * span * _FINE) + 1)
    turns = np.linspace(1 / longest, 1 / _SHORTEST, number)
    means = np.array([np.exp(2j * np.pi * turn * times).mean() for turn in turns])
    best = int(np.abs(means).argmax())
    resultant = float(np.abs(means[best]))
    phase = times * turns[best] - np.angle(means[best]) / (2 * np.pi)
    near = float((np.abs(phase - np.round(phase)) <= NEAR).mean())
    return Grid(1 / float(turns[best]), near, (log(number) - len(times) * resultant**2) / log(10))


@dataclass(frozen=True, slots=True)
class Hidden:
    """A clock that is kept all the time, whatever else comes between."""

    period: float
    share: float
    """Of the periods from the first moment to the last, those that are kept."""
    expected: float
    """The most at ten lags beside it."""
    tries: float
    """Common logarithm of how many lags there were to choose from."""
    slots: int
    """Periods from the first moment to the last."""
    beats: int
    """Moments that are the clock's."""


def hidden(moments: Sequence[float], least: float, slack: float = SLACK) -> Hidden | None:
    """Find the clock that is kept among sorted moments in seconds; None where none is, or of too few."""
    times = np.asarray(moments[:_AMONG], dtype=np.float64)
    if len(times) < FEWEST:
        return None
    span = float(times[-1] - times[0])
    shortest, longest = max(least, _KEPT * span / len(times)), min(DAYS, span / FEWEST)
    found = [
        one
        for period in _standing_out(times, shortest, longest, slack)
        if (one := _kept(times, period, slack))
    ]
    best = max(found, key=lambda one: one.share - one.expected, default=None)
    tries = log10(max(1.0, log(longest / shortest) / slack)) if found else 0.0
    return replace(best, tries=tries) if best else None


def _standing_out(times: _Moments, shortest: float, longest: float, slack: float) -> Iterator[float]:
    """Give the lags the differences between moments crowd at more than at those beside."""
    apart = np.subtract.outer(times, times)
    apart = apart[(apart >= shortest) & (apart <= longest)]
    if not apart.size:
        return
    at = (np.log(apart) / slack).astype(np.int64)
    first = int(at.min())
    counts = np.bincount(at - first).astype(np.float64)
    beside = np.ones(2 * _WIDE + 1)
    beside[_WIDE - 1 : _WIDE + 2] = 0
    if len(counts) < len(beside):
        return
    usual = np.convolve(counts, beside, "same") / np.convolve(np.ones_like(counts), beside, "same")
    for best in np.argsort((usual - counts) / np.sqrt(usual + 1), kind="stable")[:_STANDING]:
        middle = float(np.exp((best + first + 0.5) * slack))
        near = apart[np.abs(apart - middle) <= slack * middle]
        if near.size:
            yield float(np.median(near))


def _kept(times: _Moments, period: float, slack: float) -> Hidden | None:
    """Return the clock of a period, if most of its beats are kept."""
    span = float(times[-1] - times[0])
    beats = _chain(times, period, slack)
    share = min(1.0, beats * period / span)
    if share < _KEPT:
        return None
    expected = max(_chain(times, period * beside, slack) * beside for beside in _BESIDE) * period / span
    return Hidden(period, share, min(1.0, expected), 0.0, round(span / period), beats)


def _chain(times: _Moments, period: float, slack: float) -> int:
    """Count the moments of the longest chain in which each comes one to three periods after the last."""
    windows = [
        (
            np.searchsorted(times, times - far * period - slack * period).tolist(),
            np.searchsorted(times, times - far * period + slack * period, side="right").tolist(),
        )
        for far in range(1, _MISSED + 2)
    ]
    longest: list[int] = []
    for at in range(len(times)):
        longest.append(1 + max((max(longest[low[at] : high[at]], default=0) for low, high in windows)))
    return max(longest)
