"""What detectors remember with: maps, sets, samples and running figures whose memory has a stated bound.

Nothing here depends on the order in which things arrive, as long as a bound is not reached; samples and
estimates do not even then, because what they keep is decided by a hash of the thing itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappush, heappushpop
from typing import Final, TypeVar
from zlib import crc32

import msgspec

from vedette.core.errors import BadInput

Key = TypeVar("Key")
Kept = TypeVar("Kept")
Saved = TypeVar("Saved")

_HASHES: Final = 2**32
_SENSIBLE: Final = 1 << 52
"""Bytes, and microseconds since 1970 or of anything: beyond it a record lies."""
MAD_TO_SIGMA: Final = 1.4826
"""A normal distribution's standard deviation is this many median absolute deviations."""


def sensible(number: int | None) -> int:
    """Return a number of bytes or microseconds, 0 for none and for one that cannot be."""
    return number if number is not None and 0 < number < _SENSIBLE else 0


class Shelf(dict[Key, Kept]):
    """A map with room for `limit`; when it is full the lightest quarter makes room, and is counted.

    Look things up with `get` as in any dict, and put new ones in with `put`.
    """

    __slots__ = ("_weigh", "dropped", "limit")

    def __init__(self, limit: int, weigh: Callable[[Kept], float]) -> None:
        super().__init__()
        self.limit = limit
        self.dropped = 0
        self._weigh = weigh

    def put(self, key: Key, value: Kept) -> Kept:
        """Keep a value under a new key, and return it."""
        if len(self) >= self.limit:
            self._make_room()
        self[key] = value
        return value

    def _make_room(self) -> None:
        weights = [*map(self._weigh, self.values())]
        count = max(1, len(weights) // 4)
        limit = sorted(weights)[count - 1]
        lightest = [key for key, weight in zip(self, weights, strict=True) if weight <= limit][:count]
        for key in lightest:
            del self[key]
        self.dropped += count


class Sample(msgspec.Struct):
    """Keeps `limit` different texts, those of smallest hash, and tells from them how many there were.

    The same ones in whatever order they come. The count is exact up to `limit`; beyond, it is the estimate of
    the k-th smallest hash (Bar-Yossef and others 2002), with a standard error of 1/sqrt(limit - 2).
    """

    limit: int
    texts: set[str] = msgspec.field(default_factory=set)
    heap: list[tuple[int, str]] = msgspec.field(default_factory=list)

    def add(self, text: str) -> None:
        """Offer one."""
        if text in self.texts:
            return
        entry = (-crc32(text.encode("utf-8", "replace")), text)
        if len(self.heap) < self.limit:
            self.texts.add(text)
            heappush(self.heap, entry)
        elif entry > self.heap[0]:
            self.texts.add(text)
            self.texts.discard(heappushpop(self.heap, entry)[1])

    def __len__(self) -> int:
        """Say how many different ones there were."""
        if len(self.heap) < self.limit:
            return len(self.heap)
        return round((self.limit - 1) * _HASHES / (1 - self.heap[0][0]))


@dataclass(slots=True)
class Running:
    """Mean and spread of numbers seen one at a time (Welford 1962, merged as Chan 1979)."""

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0
    """Sum of squared distances from the mean."""

    def add(self, value: float) -> None:
        """Take one in."""
        self.count += 1
        step = value - self.mean
        self.mean += step / self.count
        self.squares += step * (value - self.mean)

    def merge(self, other: Running) -> None:
        """Take in everything another one saw."""
        count = self.count + other.count
        if not count:
            return
        step = other.mean - self.mean
        self.squares += other.squares + step * step * self.count * other.count / count
        self.mean += step * other.count / count
        self.count = count

    @property
    def deviation(self) -> float:
        """Standard deviation of what was seen; 0 of fewer than two."""
        return float((self.squares / (self.count - 1)) ** 0.5) if self.count > 1 else 0.0


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of sorted numbers, between two of them by straight line (type 7)."""
    if not ordered:
        return 0.0
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def median(values: Sequence[float]) -> float:
    """Return the middle one; 0 of none."""
    return quantile(sorted(values), 0.5)


def mad(values: Sequence[float], middle: float) -> float:
    """Return the median distance from the middle."""
    return median([abs(value - middle) for value in values])


def robust_z(value: float, middle: float, deviation: float, floor: float) -> float:
    """Say how many standard deviations above the middle a value lies, by MAD.

    `floor` is the least spread believed in: what never changed is not infinitely surprising.
    """
    return (value - middle) / max(MAD_TO_SIGMA * deviation, floor)


def written(state: msgspec.Struct) -> bytes:
    """Write down what a detector has seen. Arrays in it hold whole numbers of 64 bits (`q`)."""
    return msgspec.msgpack.encode(state, enc_hook=array.tobytes)


def reread(kind: type[Saved], saved: bytes, name: str) -> Saved:
    """Read what `written` wrote.

    Raises:
        BadInput: it is not that.

    """
    try:
        return msgspec.msgpack.decode(saved, type=kind, dec_hook=_array)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadInput(
            f"the baseline of {name} cannot be used: {error}",
            hint="make it again with `--save-baseline`",
        ) from error


def _array(kind: type, written_as: object) -> array[int]:
    """Make an array of what it was written as: the only thing msgspec has to ask about."""
    if kind is not array or not isinstance(written_as, bytes):
        raise TypeError(f"cannot read {kind}")
    numbers = array("q")
    numbers.frombytes(written_as)
    return numbers


__all__ = [
    "MAD_TO_SIGMA",
    "Running",
    "Sample",
    "Shelf",
    "mad",
    "median",
    "quantile",
    "reread",
    "robust_z",
    "sensible",
    "written",
]
