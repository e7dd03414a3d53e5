"""Logistic regression over sparse features, by L-BFGS (Nocedal and Wright, Numerical Optimization, 7.2)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vedette.triage.lines.model import Linear

Floats: TypeAlias = NDArray[np.float64]
_MEMORY = 8
_STEPS = 150
_HALVINGS = 20
_NOTHING = 1e-10


class Rows(NamedTuple):
    """Features of many lines: those of line n stand from `starts[n]` to `starts[n + 1]`."""

    features: NDArray[np.int32]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, lines: Iterable[Iterable[int]]) -> Rows:
        """Put features of lines in a row."""
        features: list[int] = []
        starts = [0]
        for one in lines:
            features += sorted(set(one))
            starts.append(len(features))
        return cls(np.array(features, np.int32), np.array(starts, np.int64))

    @classmethod
    def joined(cls, parts: Sequence[Rows]) -> Rows:
        """Put several after one another."""
        starts, so_far = [np.zeros(1, np.int64)], 0
        for one in parts:
            starts.append(one.starts[1:] + so_far)
            so_far += int(one.starts[-1])
        return cls(np.concatenate([one.features for one in parts]), np.concatenate(starts))

    def __len__(self) -> int:
        return len(self.starts) - 1


class Weights(NamedTuple):
    """What was fitted."""

    weights: Floats
    bias: float

    def scores(self, rows: Rows) -> Floats:
        """Score lines."""
        counts = np.diff(rows.starts)
        line = np.repeat(np.arange(len(rows)), counts)
        sums = np.bincount(line, self.weights[rows.features], minlength=len(rows))
        return np.asarray(sums / np.sqrt(np.maximum(counts, 1)) + self.bias)


def fit(rows: Rows, labels: Floats, shares: Floats, dimensions: int, ridge: float) -> Weights:
    """Fit weights to lines with labels 0 and 1, each line with its share of the loss."""
    counts = np.diff(rows.starts)
    line = np.repeat(np.arange(len(rows)), counts)
    value = (1 / np.sqrt(np.maximum(counts, 1)))[line]

    def loss(weights: Floats) -> tuple[float, Floats]:
        raw = np.bincount(line, weights[rows.features] * value, minlength=len(rows)) + weights[-1]
        chance = 1 / (1 + np.exp(-np.clip(raw, -30, 30)))
        told = labels * np.log(chance + 1e-12) + (1 - labels) * np.log(1 - chance + 1e-12)
        off = shares * (chance - labels)
        slope = np.bincount(rows.features, off[line] * value, minlength=dimensions) + ridge * weights[:-1]
        total = -(shares * told).sum() + ridge * (weights[:-1] ** 2).sum() / 2
        return float(total), np.append(slope, off.sum())

    found = _least(loss, np.zeros(dimensions + 1))
    return Weights(found[:-1], float(found[-1]))


def _least(loss: Callable[[Floats], tuple[float, Floats]], start: Floats) -> Floats:
    steps: deque[tuple[Floats, Floats]] = deque(maxlen=_MEMORY)
    at, (value, slope) = start, loss(start)
    for _ in range(_STEPS):
        way = _way(slope, steps)
        length = 1.0 if steps else min(1.0, 10 / float(np.abs(slope).sum()))
        next_value, next_slope = loss(at + length * way)
        for _ in range(_HALVINGS):
            if next_value <= value + 1e-4 * length * float(slope @ way):
                break
            length /= 2
            next_value, next_slope = loss(at + length * way)
        step, turn = length * way, next_slope - slope
        at = at + step
        if float(step @ turn) > _NOTHING:
            steps.append((step, turn))
        if abs(value - next_value) < 1e-5 * abs(value):
            break
        value, slope = next_value, next_slope
    return at


def _way(slope: Floats, steps: deque[tuple[Floats, Floats]]) -> Floats:
    way, held = slope.copy(), []
    for step, turn in reversed(steps):
        share = float(step @ way) / float(turn @ step)
        held.append(share)
        way -= share * turn
    if steps:
        step, turn = steps[-1]
        way *= float(step @ turn) / float(turn @ turn)
    for (step, turn), share in zip(steps, reversed(held), strict=True):
        way += step * (share - float(turn @ way) / float(turn @ step))
    return -way


def packed(made: Weights, seen: Rows) -> Linear:
    """Put weights into bytes."""
    scale = float(np.abs(made.weights).max()) / 127 or 1.0
    whole = np.clip(np.rint(made.weights / scale), -127, 127).astype(np.int8)
    scores = made.scores(seen)
    return Linear(
        weights=whole.tobytes(),
        scale=scale,
        bias=made.bias,
        mean=float(scores.mean()),
        spread=float(scores.std()) or 1.0,
    )


def area(hits: Floats, others: Floats) -> float:
    """Return the area under the ROC curve: how often a hit scores above another, ties counting half."""
    together = np.concatenate([hits, others])
    _, place, count = np.unique(together, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    above = rank[: len(hits)].sum() - len(hits) * (len(hits) + 1) / 2
    return float(above / (len(hits) * len(others)))
