"""The model: two linear ones side by side, over pieces of the masked line and over its signs.

Each is a logistic regression; their scores, brought to the spread they have on the lines they were fitted
to, are added with a fixed share. Weights are whole numbers of one byte. How it was fitted, on what, and how
well it does on lines by other authors stands in docs/triage-lines.md; `benchmarks/triage` fits it anew.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable
from functools import cache
from typing import Final

from msgspec import Struct, msgpack

from vedette.core.packaged import beside
from vedette.triage.lines.masking import masked
from vedette.triage.lines.signs import pairs

BITS: Final = 16
DIMENSIONS: Final = 1 << BITS
SIZES: Final = (3, 4, 5)
"""Lengths of the pieces, in characters."""
_PIECES: Final = 400
"""Characters of a masked line that pieces are taken from."""


class Linear(Struct, frozen=True, kw_only=True):
    """One of the two."""

    weights: bytes
    """Signed, one byte each."""
    scale: float
    """What one step of a weight is worth."""
    bias: float
    mean: float
    spread: float
    """Of its scores on what it was fitted to."""

    def score(self, features: Iterable[int]) -> float:
        """Return how far a line lies from the mean, in spreads."""
        numbers = list(features)
        total = sum(map(memoryview(self.weights).cast("b").__getitem__, numbers))
        raw: float = total * self.scale / math.sqrt(max(len(numbers), 1)) + self.bias
        return (raw - self.mean) / self.spread


class Model(Struct, frozen=True, kw_only=True):
    """Both, and what a score means."""

    pieces: Linear
    signs: Linear
    share: float
    """Of the signs in the sum."""
    windows: float
    """A line of a Windows shell at or above it is pointed at."""
    unix: float
    made_from: tuple[str, ...]
    """Names of the corpora, with their versions."""

    def score(self, line: str, found: tuple[int, ...]) -> float:
        """Score a line whose signs are known."""
        of_pieces, of_signs = self.pieces.score(pieces(line)), self.signs.score(pairs(found))
        return (1 - self.share) * of_pieces + self.share * of_signs


def pieces(line: str) -> set[int]:
    """Return the pieces of a line, each as a number below `DIMENSIONS`."""
    text = masked(line)[:_PIECES].encode("utf-8", "replace")
    found = {text[start : start + size] for size in SIZES for start in range(max(len(text) - size + 1, 0))}
    return {number & (DIMENSIONS - 1) for number in map(zlib.crc32, found)}


@cache
def model() -> Model:
    """Load the model that ships."""
    return msgpack.decode(beside("vedette.triage.lines", "model.bin"), type=Model)
