"""Marks as facts: with places in the text, and what flowed in as inputs, a bounded number deep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from vedette.core.text import Positions
from vedette.lang.ir import end_of, start_of
from vedette.triage.fact import Fact
from vedette.triage.facts.flow.value import Mark

QUOTE: Final = 200
DEPTH: Final = 6
FACTS: Final = 4_000


class Telling:
    """The facts of one file, each made once."""

    def __init__(self, utf8: bytes) -> None:
        self._utf8 = utf8
        self._positions = Positions(utf8)
        self._made: dict[tuple[int, int], Fact] = {}

    def fact(self, mark: Mark, depth: int = DEPTH, above: tuple[int, ...] = ()) -> Fact:
        """Make one fact and those that feed it."""
        if (found := self._made.get((id(mark), depth))) is not None:
            return found
        start = start_of(mark.at)
        line_end = self._utf8.find(b"\n", start)
        end = min(end_of(mark.at), start + QUOTE, len(self._utf8) if line_end < 0 else line_end)
        end = max(self._positions.boundary(end), start)
        path = (*above, id(mark))
        fed = () if depth == 0 else tuple(
            self.fact(one, depth - 1, path) for one in mark.inputs if id(one) not in path
        )  # fmt: skip
        made = Fact(
            act=mark.act,
            place=self._positions.place(start, end),
            quote=self._positions.quote(start, end),
            says=mark.says,
            target=mark.target,
            how=mark.how,
            when=mark.when,
            sure=mark.sure,
            inputs=fed,
        )
        if all(id(one) not in path for one in mark.inputs):
            self._made[id(mark), depth] = made
        return made


def told(marks: Iterable[Mark], utf8: bytes) -> Iterator[Fact]:
    """Yield a fact for each mark."""
    telling = Telling(utf8)
    for number, mark in enumerate(marks):
        if number >= FACTS:
            return
        yield telling.fact(mark)
