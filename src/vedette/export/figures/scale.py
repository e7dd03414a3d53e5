"""Times to places: busy stretches get room by how long they last, long silences a little, and are marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

_MOST_GAPS: Final = 5
_SHARE: Final = 0.12
"""A silence longer than this share of the whole is cut out."""
_UNUSUAL: Final = 4
"""And than so many of the usual ones."""
_GAP: Final = 74.0
"""Room for a silence, and what is said of it."""
_LEAST: Final = 46.0
"""Room for a stretch, however short."""
_STEPS: Final = (60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000)
_BETWEEN_TICKS: Final = 62.0


class Gap(Struct, frozen=True):
    """A silence: where it is drawn, and how long it was."""

    left: float
    right: float
    seconds: float


class Stretch(Struct, frozen=True):
    """A time in which things happened, and where it is drawn."""

    first: float
    last: float
    left: float
    right: float


class Scale(Struct, frozen=True):
    """Knows where a moment is drawn."""

    stretches: tuple[Stretch, ...]
    gaps: tuple[Gap, ...]

    def at(self, seconds: float) -> float:
        """Return the place of a moment; one outside is drawn at the nearest edge."""
        starts = [one.first for one in self.stretches]
        one = self.stretches[max(bisect_right(starts, seconds) - 1, 0)]
        lasts = one.last - one.first
        share = (seconds - one.first) / lasts if lasts else 0.5
        return one.left + (one.right - one.left) * min(max(share, 0.0), 1.0)

    def ticks(self) -> Iterator[tuple[float, float]]:
        """Return moments worth writing down, with their places."""
        for one in self.stretches:
            yield one.first, self.at(one.first)
            lasts, room = one.last - one.first, one.right - one.left
            if not lasts:
                continue
            step = next((each for each in _STEPS if each / lasts * room >= _BETWEEN_TICKS), None)
            at = one.first - one.first % step + step if step else one.last + 1
            while step and at < one.last:
                if self.at(at) - one.left >= _BETWEEN_TICKS * 0.8:
                    yield at, self.at(at)
                at += step


def scale(moments: Sequence[float], left: float, right: float) -> Scale:
    """Return the scale of sorted moments."""
    parts = _parts(moments)
    room = right - left - _GAP * (len(parts) - 1)
    lasting = sum(last - first for first, last in parts)
    spare = room - _LEAST * len(parts)
    stretches: list[Stretch] = []
    gaps: list[Gap] = []
    x = left
    for first, last in parts:
        width = _LEAST + (spare * (last - first) / lasting if lasting else spare / len(parts))
        if stretches:
            gaps.append(Gap(x - _GAP, x, first - stretches[-1].last))
        stretches.append(Stretch(first, last, x, x + width))
        x += width + _GAP
    return Scale(tuple(stretches), tuple(gaps))


def _parts(moments: Sequence[float]) -> list[tuple[float, float]]:
    whole = moments[-1] - moments[0]
    silences = sorted(
        ((later - earlier, earlier, later) for earlier, later in pairwise(moments)), reverse=True
    )
    # What comes every hour has no silences, however few hours there are.
    usual = silences[min(len(silences) // 4 + 1, len(silences) - 1)][0] if silences else 0.0
    least = max(whole * _SHARE, usual * _UNUSUAL)
    cut = sorted((earlier, later) for lasts, earlier, later in silences[:_MOST_GAPS] if lasts > least)
    edges = [moments[0], *(edge for pair in cut for edge in pair), moments[-1]]
    return list(zip(edges[::2], edges[1::2], strict=True))
