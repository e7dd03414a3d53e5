"""The baseline for web payloads: hashed character n-grams, logistic regression in numpy; nothing of ours."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_BITS = 15
_SIZES = (1, 2, 3)
_EPOCHS = 8
_BATCH = 256
_RATE = 0.5
_DECAY = 1e-6


def _features(text: str) -> NDArray[np.int64]:
    lowered = f"\x02{text.lower()[:400]}\x03"
    found = {
        crc32(lowered[at : at + size].encode("utf-8", "replace")) & (1 << _BITS) - 1
        for size in _SIZES
        for at in range(len(lowered) - size + 1)
    }
    return np.fromiter(found, dtype=np.int64)


class NGrams:
    """Learns from labelled texts, and says how likely another is an attack."""

    def __init__(self) -> None:
        self._weights = np.zeros(1 << _BITS)
        self._bias = 0.0

    def learn(self, texts: Sequence[str], labels: Sequence[bool], seed: int = 1) -> None:
        """Fit by stochastic gradient descent (AdaGrad steps)."""
        rows = [_features(text) for text in texts]
        wanted = np.asarray(labels, dtype=np.float64)
        squares = np.full(1 << _BITS, 1e-8)
        order = np.arange(len(rows))
        chance = np.random.default_rng(seed)
        for _ in range(_EPOCHS):
            chance.shuffle(order)
            for start in range(0, len(order), _BATCH):
                self._step(
                    [rows[at] for at in order[start : start + _BATCH]],
                    wanted[order[start : start + _BATCH]],
                    squares,
                )

    def _step(
        self, rows: list[NDArray[np.int64]], wanted: NDArray[np.float64], squares: NDArray[np.float64]
    ) -> None:
        gradient = np.zeros(1 << _BITS)
        off = 0.0
        for row, label in zip(rows, wanted, strict=True):
            error = self._chance(row) - label
            np.add.at(gradient, row, error / np.sqrt(len(row)))
            off += error
        gradient = gradient / len(rows) + _DECAY * self._weights
        squares += gradient**2
        self._weights -= _RATE * gradient / np.sqrt(squares)
        self._bias -= 0.05 * off / len(rows)

    def _chance(self, row: NDArray[np.int64]) -> float:
        score = self._weights[row].sum() / np.sqrt(len(row)) + self._bias
        return float(1 / (1 + np.exp(-np.clip(score, -30, 30))))

    def chance(self, text: str) -> float:
        """Say how likely a text is an attack."""
        return self._chance(_features(text))
