"""Calls that have a rhythm: of one place, or of several in one manner; and how alike their sizes are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from vedette.hunt.patterns.addresses import INSIDE, side
from vedette.hunt.patterns.bounded import median
from vedette.hunt.patterns.oddities import Oddity
from vedette.hunt.patterns.pairs import Pair
from vedette.hunt.patterns.rhythms import Rhythm

MANY: Final = 100
"""Beats; as many make a rhythm surer."""
LEAST_BEATS: Final = 10
_LASTING: Final = 6 * 3600.0
_NEAR: Final = 0.1
_MOST: Final = 0.7
_FEW: Final = 0.8
_SAME: Final = 0.01
_SIZES: Final = 3
_LOOKED_AT: Final = 1_000
_ALIKE: Final = 1.25


@dataclass(slots=True)
class Calls:
    """Calls with a rhythm."""

    kind: str
    """What is called: name, address, or a name that is asked for."""
    source: str
    where: str
    pair: Pair
    rhythm: Rhythm
    times: list[float]
    """Seconds, sorted."""
    sizes: list[int]
    """Bytes sent: of a name without any, those of the conversations with its addresses."""
    received: float
    """Bytes, on average."""
    odd: list[Oddity] = field(default_factory=list)
    """What is odd about it beside."""
    servers: tuple[str, ...] = ()
    """All that are called, where they are several."""
    others: int = 0
    hosts: int = 0
    rare: bool = False

    @property
    def span(self) -> float:
        """Return the seconds from the first call to the last."""
        return self.times[-1] - self.times[0]

    @property
    def even(self) -> bool:
        """Whether what is sent has nearly the same size each time, or one of few."""
        return self.of_one_size or fixed(self.sizes) >= _FEW

    @property
    def of_one_size(self) -> bool:
        """Whether most of what is sent has nearly the same size."""
        return alike(self.sizes) >= _MOST

    @property
    def lasts(self) -> bool:
        """Whether it goes on for six hours or a hundred beats."""
        return self.span >= _LASTING or self.rhythm.beats >= MANY

    @property
    def silent(self) -> bool:
        """Whether it is odd that nobody ever answered."""
        return any(each.silent for each in self.odd)

    @property
    def exact(self) -> bool:
        """Whether its intervals fit within a tenth."""
        return self.rhythm.tolerance <= _NEAR

    @property
    def stays(self) -> bool:
        """Whether it stays inside."""
        return side(self.source) == INSIDE == side(self.where)

    def numbers(self) -> dict[str, float | int | str]:
        """Return what made it fire."""
        heard = self.rhythm
        return {
            "period_s": round(heard.period, 3),
            "intervals_s": ", ".join(f"{length:.1f}" for length in heard.intervals),
            "jitter": round(heard.jitter, 3),
            "tolerance": heard.tolerance,
            "fitting_share": round(heard.share, 3),
            "expected_share": round(heard.expected, 3),
            "log10_chance": round(heard.chance, 1),
            "beats": heard.beats,
            "connections": self.pair.seen,
            "span_h": round(self.span / 3600, 2),
            "bytes_out_median": round(median(self.sizes)),
            "sizes_alike_share": round(alike(self.sizes), 3),
            "bytes_in_mean": round(self.received),
            "others": self.others,
            "hosts": self.hosts,
        }


def alike(sizes: Sequence[int]) -> float:
    """Return the share of sizes within a tenth of the median."""
    middle = median(sizes)
    near = sum(1 for size in sizes if abs(size - middle) <= _NEAR * middle)
    return near / len(sizes) if middle else 0.0


def fixed(sizes: Sequence[int]) -> float:
    """Return the share of the first sizes that lie within a hundredth of one of three: few questions."""
    sizes = sizes[:_LOOKED_AT]
    left = sorted(size for size in sizes if size > 0)
    covered = 0
    for _ in range(_SIZES):
        ends = [bisect_right(left, size * (1 + 2 * _SAME)) for size in left]
        count, low = max(((end - low, -low) for low, end in enumerate(ends)), default=(0, 0))
        covered += count
        del left[-low : count - low]
    return covered / len(sizes) if len(sizes) >= LEAST_BEATS else 0.0


def spoken(seconds: float) -> str:
    """Say how long that is."""
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.1f} seconds"


def paces(lengths: Sequence[float]) -> str:
    """Say how long several intervals are that come in turn: as one where they are nearly the same."""
    if max(lengths) <= _ALIKE * min(lengths):
        return spoken(sum(lengths) / len(lengths))
    return ", then ".join(map(spoken, lengths))
