"""Whether pauses were drawn evenly between two bounds, as programs do that hide.

What is late by itself scatters without bounds: its pauses, or their logarithms, are about normal. Both are
fitted, with one pause in twenty left free to be anything (missed and disturbed beats), and even draws have to
explain the pauses a hundred times better than either; a bound is read off the pauses, which fits what is
random up to ten times too well. Pauses of few lengths in turn are no even draws either: Kolmogorov's test
must not speak against it at one in a hundred. Whole seconds of four lengths and more are spread over their
second first. Bounds: 256 pauses, the first by size are not: a sample.
"""

from __future__ import annotations

from cmath import rect
from collections import Counter
from collections.abc import Sequence
from math import exp, inf, log, pi, sqrt, tau
from typing import Final

from vedette.hunt.patterns.bounded import mad, quantile

_FREE: Final = 0.05
"""Of the pauses may be anything."""
_LEFT_OUT: Final = 0.1
"""Of the pauses at either end, at most."""
_BETTER: Final = log(100)
_SMIRNOV: Final = 1.63
"""Of Kolmogorov's distribution, at one in a hundred."""
_MOST: Final = 256
_TURNS: Final = 12
_SIGMA: Final = 1.4826
_LEAST: Final = 1e-9
_HALF: Final = 0.5
_LENGTHS: Final = 4
"""Of whole seconds, so that the shape of their counts shows."""
_ROUNDED: Final = 2
"""More where moments are known in seconds only: a clock that is a little late leaves as many."""
_ALIGNED: Final = 0.6
"""How long the mean of pauses as directions on a circle of one second is at least, if they are whole ones."""


def evenly_drawn(pauses: Sequence[float]) -> bool:
    """Whether sorted pauses look drawn evenly between two bounds."""
    step = -(-len(pauses) // _MOST)
    sample = _over_seconds([gap for gap in pauses[::step] if gap > 0] if step else [])
    if len(sample) < 2 or sample[-1] <= sample[0]:  # noqa: PLR2004  two bounds
        return False
    spread = 2 * (sample[-1] - sample[0])
    even, low, high = _even(sample, spread)
    if even - _BETTER < max(_normal(sample, spread), _normal_of_logarithms(sample)):
        return False
    inside = sample[low : high + 1]
    width = inside[-1] - inside[0]
    apart = max(
        max(abs((gap - inside[0]) / width - at / len(inside)) for at in (place, place + 1))
        for place, gap in enumerate(inside)
    )
    return apart <= _SMIRNOV / sqrt(len(inside))


def _over_seconds(sample: list[float]) -> list[float]:
    """Spread pauses that are whole seconds over the seconds they stand for: few lengths are lumps."""
    aligned = abs(sum(rect(1, tau * gap) for gap in sample)) >= _ALIGNED * len(sample)
    lengths = Counter(map(round, sample))
    least = _LENGTHS + _ROUNDED * all(gap == int(gap) for gap in sample)
    if not aligned or len(lengths) < least or 0 in lengths:
        return sample
    return [
        length + (place + _HALF) / times - _HALF
        for length, times in sorted(lengths.items())
        for place in range(times)
    ]


def _even(sample: Sequence[float], spread: float) -> tuple[float, int, int]:
    """Return the logarithm of the likelihood of even draws between the best bounds, and where those are."""
    best, out = (-inf, 0, 0), log(_FREE / spread)
    most = int(_LEFT_OUT * len(sample))
    for low in range(most + 1):
        for high in range(len(sample) - 1 - most, len(sample)):
            inside = high - low + 1
            width = sample[high] - sample[low]
            if width > 0 and inside > 1:
                dense = (1 - _FREE) * (inside - 1) / (inside + 1) / width + _FREE / spread
                best = max(best, (inside * log(dense) + (len(sample) - inside) * out, low, high))
    return best


def _normal(sample: Sequence[float], spread: float) -> float:
    """Return the logarithm of the likelihood of the normal law that fits best."""
    out = _FREE / spread
    middle = quantile(sample, 0.5)
    least = _LEAST * (1 + abs(middle))
    deviation = max(_SIGMA * mad(sample, middle), least)
    best = -inf
    for _ in range(_TURNS):
        near = [
            (1 - _FREE) / (deviation * sqrt(2 * pi)) * exp(-(((gap - middle) / deviation) ** 2) / 2)
            for gap in sample
        ]
        best = max(best, sum(log(one + out) for one in near))
        weights = [one / (one + out) for one in near]
        whole = sum(weights)
        if whole < 1:
            break
        middle = sum(weight * gap for weight, gap in zip(weights, sample, strict=True)) / whole
        variance = sum(weight * (gap - middle) ** 2 for weight, gap in zip(weights, sample, strict=True))
        deviation = max(sqrt(variance / whole), least)
    return best


def _normal_of_logarithms(sample: Sequence[float]) -> float:
    """Return the same of the normal law of their logarithms."""
    logs = [log(gap) for gap in sample]
    return _normal(logs, 2 * (logs[-1] - logs[0])) - sum(logs)
