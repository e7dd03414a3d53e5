# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""Names in DNS messages, many at once: labels are walked a step at a time for all names together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from vedette.hunt.network.frames import Bytes, Flags, Ints, Objects, Words, cut
from vedette.hunt.network.sorting import in_order, kinds

_STEPS_MAX: Final = 160
_NAME_MAX: Final = 255
_LABEL_MAX: Final = 63
_AT_ONCE: Final = 3
"""Words of eight bytes that nearly all names have."""
_FEW: Final = 1_000
"""Of fewer, each is read: it is not worth the copy."""
_DOT: Final = ord(".")
_LOWER: Final = np.array([one + 32 if 65 <= one <= 90 else one for one in range(256)], dtype=np.uint8)
_ODD: Final = np.array([not 33 <= one <= 126 or chr(one) in ".\\" for one in range(256)], dtype=bool)
_ONES: Final = np.uint64(0x0101010101010101)
_HIGHS: Final = np.uint64(0x8080808080808080)
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

    texts: Objects
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
        return Names(
            np.full(count, "", dtype=object),
            np.zeros(count, dtype=np.uint64),
            walk.after,
            walk.fine,
            walk.jumped,
        )
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


def repeated_names(data: Bytes, spans: Spans) -> Names:
    """Read names many of which come again, as in a question and its answer: each spelling is read once.

    A name without a pointer ends at the first zero, if it holds none: by all bytes up to there it is known.
    """
    if spans.at.size < _FEW:
        return names(data, spans)
    spelt = _spelt(data, spans)
    first, which, size = spelt.first, spelt.which, spelt.size
    read = names(data, spans.some(first))
    plain = read.fine & ~read.jumped & (read.after - spans.at[first] == size[first])
    made = Names(
        texts=read.texts[which],
        hashes=read.hashes[which],
        after=spans.at + size,
        fine=np.ones(which.size, dtype=bool),
        jumped=np.zeros(which.size, dtype=bool),
    )
    odd = np.flatnonzero(~(plain[which] & spelt.same()))
    if odd.size:
        some = names(data, spans.some(odd))
        for column in ("texts", "hashes", "after", "fine", "jumped"):
            getattr(made, column)[odd] = getattr(some, column)
    return made


@dataclass(frozen=True, slots=True)
class _Spelt:
    """What stands at each place, up to the first zero."""

    size: Ints
    """How many bytes there are with the zero; 0 where no zero comes before the end."""
    first: Ints
    """The first row of each spelling."""
    which: Ints
    """Which of those each row is spelt like, if hashes are to be believed."""
    words: list[tuple[Ints, Words]]
    """Eight bytes at a time: which rows are so long, and what stands there, with zeroes behind the zero."""

    def same(self) -> Flags:
        """Whether each is spelt as the first of its kind is."""
        first = self.first[self.which]
        good: Flags = self.size == self.size[first]
        column = np.zeros(self.size.size, dtype=np.uint64)
        for rows, word in self.words:
            column[rows] = word
            good[rows] &= column[first[rows]] == word
        return good


def _spelt(data: Bytes, spans: Spans) -> _Spelt:
    size, hashed = np.zeros(spans.at.size, dtype=np.int64), np.zeros(spans.at.size, dtype=np.uint64)
    words: list[tuple[Ints, Words]] = []
    rows: Ints = np.arange(spans.at.size)
    begin: Words = cut(data, spans.at, 8 * _AT_ONCE).view("<u8")
    for step in range(0, _NAME_MAX + 1, 8):
        if not rows.size:
            break
        early = step < 8 * _AT_ONCE
        word: Words = (
            begin[rows, step >> 3] if early else cut(data, spans.at[rows] + step, 8).view("<u8")[:, 0]
        )
        zero: Words = (word - _ONES) & ~word & _HIGHS
        zero &= ~zero + np.uint64(1)  # the lowest of them: those above may be false
        word &= (zero << np.uint64(1)) - np.uint64(1)
        value: Words = (hashed[rows] + word) * _POWERS[0]
        hashed[rows] = value ^ (value >> np.uint64(31))
        words.append((rows, word))
        ends: Flags = zero != 0
        size[rows[ends]] = step + 1 + (np.bitwise_count(zero[ends] - np.uint64(1)) >> 3)
        rows = rows[~ends]
    size[size > spans.end - spans.at] = 0
    return _Spelt(size, *kinds(*in_order(hashed)), words)


@dataclass(slots=True)
class _Text:
    """All names behind one another, a dot behind each label."""

    written: Bytes
    begins: Ints
    stops: Ints

    def slices(self) -> Objects:
        text = self.written.tobytes().decode("latin-1")
        ends = zip(self.begins.tolist(), np.maximum(self.stops - 1, self.begins).tolist(), strict=True)
        return np.fromiter((text[one:two] for one, two in ends), dtype=object, count=self.begins.size)

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
