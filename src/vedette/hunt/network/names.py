# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""Names in DNS messages, many at once: labels are walked a step at a time for all names together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from vedette.hunt.network.frames import Bytes, Flags, Ints
from vedette.hunt.network.grouping import Words

_STEPS_MAX: Final = 160
_NAME_MAX: Final = 255
_LABEL_MAX: Final = 63
_FEW: Final = 1_000
"""Of fewer, each is read: it is not worth the copy."""
_DOT: Final = ord(".")
_LOWER: Final = np.array([one + 32 if 65 <= one <= 90 else one for one in range(256)], dtype=np.uint8)
_ODD: Final = np.array([not 33 <= one <= 126 or chr(one) in ".\\" for one in range(256)], dtype=bool)
_POWERS: Final = np.cumprod(np.full(512, 0x9E3779B97F4A7C15, dtype=np.uint64), dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Spans:
    """Where many things lie, each in a message of its own."""

    at: Ints
    base: Ints
    """Where its message begins: pointers count from here."""
    end: Ints
    """Where its message ends."""

    def some(self, rows: Ints) -> Spans:
        """Return some of them."""
        return Spans(self.at[rows], self.base[rows], self.end[rows])


@dataclass(frozen=True, slots=True)
class Names:
    """Names read, a row each."""

    texts: list[str]
    """Lower case, without a dot at the end; what is no letter, digit or sign is \\ddd."""
    hashes: Words
    after: Ints
    """Where what follows the name begins."""
    fine: Flags
    jumped: Flags
    """Whether it goes on elsewhere in its message."""


class Walk:
    """Follows labels and pointers, all names one step at a time."""

    def __init__(self, data: Bytes, spans: Spans) -> None:
        """Stand at the beginning of each name."""
        self.data, self.spans = data, spans
        self.place = spans.at.copy()
        self.limit = spans.at.copy()
        self.after = spans.at.copy()
        self.total = np.zeros(spans.at.size, dtype=np.int64)
        self.jumped = np.zeros(spans.at.size, dtype=bool)
        self.fine = np.ones(spans.at.size, dtype=bool)
        self.labels: list[tuple[Ints, Ints, Ints]] = []

    def run(self) -> None:
        """Go on until every name ends, or turns out to be none."""
        rows = np.arange(self.place.size)
        for _ in range(_STEPS_MAX):
            if not rows.size:
                return
            rows = self._step(rows)
        self.fine[rows] = False

    def _step(self, rows: Ints) -> Ints:
        place = self.place[rows]
        size = self.data[np.minimum(place, self.data.size - 1)].astype(np.int64)
        inside = place + np.where(size <= _LABEL_MAX, size, 1) < self.spans.end[rows]
        label = inside & (size > 0) & (size <= _LABEL_MAX)
        pointer = inside & (size >= 0xC0)
        done = inside & (size == 0)
        finished = rows[done]
        first = ~self.jumped[finished]
        self.after[finished[first]] = place[done][first] + 1
        if not (label | done).all():
            self.fine[rows[~(label | pointer | done)]] = False
            self._jump(rows[pointer], place[pointer], size[pointer])
        going = rows[label]
        if going.size:
            self.labels.append((going, place[label] + 1, size[label]))
            self.place[going] += size[label] + 1
            self.total[going] += size[label] + 1
            self.fine[going[self.total[going] > _NAME_MAX]] = False
        more = label | pointer
        rows = rows[more]
        return rows[self.fine[rows]]

    def _jump(self, rows: Ints, place: Ints, size: Ints) -> None:
        """Follow pointers, which may only lead back: so no way is endless."""
        low = self.data[np.minimum(place + 1, self.data.size - 1)]
        target = self.spans.base[rows] + (((size & 0x3F) << 8) | low)
        first = rows[~self.jumped[rows]]
        self.after[first] = place[~self.jumped[rows]] + 2
        self.jumped[rows] = True
        self.fine[rows[target >= self.limit[rows]]] = False
        self.limit[rows] = target
        self.place[rows] = target


def walked(data: Bytes, spans: Spans) -> Walk:
    """Follow each name to its end: where what follows begins, and whether it is one."""
    walk = Walk(data, spans)
    walk.run()
    return walk


def names(data: Bytes, spans: Spans) -> Names:
    """Read the name at each place."""
    walk = walked(data, spans)
    count = spans.at.size
    if not walk.labels:
        return Names([""] * count, np.zeros(count, dtype=np.uint64), walk.after, walk.fine, walk.jumped)
    rows = np.concatenate([one for one, _, _ in walk.labels])
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    start = np.concatenate([one for _, one, _ in walk.labels])[order]
    size = np.concatenate([one for _, _, one in walk.labels])[order] + 1
    ends = np.cumsum(size)
    index = np.repeat(start - (ends - size), size)
    index += np.arange(index.size)
    raw = data[index]
    raw[ends - 1] = 0
    odd = _ODD[raw]
    odd[ends - 1] = False
    written = _LOWER[raw]
    written[ends - 1] = _DOT
    begins = np.searchsorted(rows, np.arange(count))
    stops = np.append(begins[1:], rows.size)
    bounds = np.append(0, ends)
    made = _Text(written, bounds[begins], bounds[stops])
    texts = made.slices()
    if odd.any():
        for row in np.unique(rows[np.searchsorted(ends, np.flatnonzero(odd), side="right")]).tolist():
            pieces = range(int(begins[row]), int(stops[row]))
            texts[row] = ".".join(
                _escaped(data[start[one] : start[one] + size[one] - 1].tobytes()) for one in pieces
            )
    return Names(texts, made.hashes(), walk.after, walk.fine, walk.jumped)


class _Numbers(dict[bytes, int]):
    """Numbers spellings in order of their coming."""

    def __missing__(self, spelling: bytes) -> int:
        number = self[spelling] = len(self)
        return number


def repeated_names(data: Bytes, spans: Spans) -> Names:
    """Read names many of which come again, as in a question and its answer: each spelling is read once.

    A name without a pointer ends at the first zero, if it holds none: by all bytes up to there it is known.
    """
    if spans.at.size < _FEW:
        return names(data, spans)
    numbers, find = _Numbers(), (whole := data.tobytes()).find
    ways = zip(spans.at.tolist(), spans.end.tolist(), strict=True)
    spelt = (whole[at : find(0, at, end) + 1] for at, end in ways)
    which = np.fromiter(map(numbers.__getitem__, spelt), dtype=np.int64, count=spans.at.size)
    first = np.flatnonzero(np.diff(np.maximum.accumulate(which), prepend=-1))
    read = names(data, spans.some(first))
    size = np.fromiter(map(len, numbers), dtype=np.int64, count=len(numbers))
    plain = read.fine & ~read.jumped & (read.after - spans.at[first] == size)
    texts = np.empty(first.size, dtype=object)
    texts[:] = read.texts
    made = Names(
        texts=texts[which].tolist(),
        hashes=read.hashes[which],
        after=spans.at + size[which],
        fine=np.ones(which.size, dtype=bool),
        jumped=np.zeros(which.size, dtype=bool),
    )
    if not plain.all():
        odd = np.flatnonzero(~plain[which])
        _put(made, odd, names(data, spans.some(odd)))
    return made


def _put(made: Names, rows: Ints, read: Names) -> None:
    """Put some in the places of others."""
    for row, text in zip(rows.tolist(), read.texts, strict=True):
        made.texts[row] = text
    made.hashes[rows], made.after[rows] = read.hashes, read.after
    made.fine[rows], made.jumped[rows] = read.fine, read.jumped


@dataclass(slots=True)
class _Text:
    """All names behind one another, a dot behind each label."""

    written: Bytes
    begins: Ints
    stops: Ints

    def slices(self) -> list[str]:
        text = self.written.tobytes().decode("latin-1")
        stops = np.maximum(self.stops - 1, self.begins)
        return [text[one:two] for one, two in zip(self.begins.tolist(), stops.tolist(), strict=True)]

    def hashes(self) -> Words:
        length = self.stops - self.begins
        where = np.arange(self.written.size) - np.repeat(self.begins, length)
        value = self.written * _POWERS[np.minimum(where, 511)]
        some = np.flatnonzero(length > 0)
        hashes = np.zeros(length.size, dtype=np.uint64)
        if some.size:
            hashes[some] = np.add.reduceat(value, self.begins[some])
        return hashes


def _escaped(label: bytes) -> str:
    return "".join(f"\\{one:03d}" if _ODD[one] else chr(_LOWER[one]) for one in label)
