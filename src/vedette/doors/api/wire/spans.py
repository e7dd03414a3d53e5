"""The parts of an answer in a row: a stretch of text or one tool call begins, goes on, and is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from vedette.core.dialogue import CallPiece, Delta, Reply
from vedette.core.errors import Unavailable


class Step(Enum):
    """What happens to a span."""

    BEGINS = "begins"
    GROWS = "grows"
    ENDS = "ends"


@dataclass(slots=True)
class Span:
    """A stretch of text, or a tool call."""

    place: int
    """Among all spans of the answer, from 0."""
    call: bool
    id: str = ""
    name: str = ""
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of it so far: words, or the arguments of the call."""
        return "".join(self.pieces)


class Change(NamedTuple):
    """One thing that happens."""

    step: Step
    span: Span
    more: str = ""


@dataclass(slots=True)
class Spans:
    """Puts the parts of an answer in a row; formats with blocks allow one to be open at a time."""

    decision: str
    """For the ids of calls a back-end gave none."""
    made: list[Span] = field(default_factory=list)
    _open: Span | None = None
    _calls: dict[int, Span] = field(default_factory=dict)

    def hear(self, delta: Delta) -> Iterator[Change]:
        """Give what a part comes to.

        Raises:
            Unavailable: a call goes on that was over.

        """
        if delta.text:
            if self._open is None or self._open.call:
                yield from self._begin(Span(len(self.made), call=False))
            yield self._grow(delta.text)
        for piece in delta.calls:
            yield from self._hear_call(piece)

    def rest(self, reply: Reply) -> Iterator[Change]:
        """Give what is still to be said: all of it where nothing was heard; and end what is open."""
        if not self.made:
            calls = (
                CallPiece(index=at, id=one.id, name=one.name, arguments=one.arguments)
                for at, one in enumerate(reply.calls)
            )
            yield from self.hear(Delta(text=reply.text, calls=tuple(calls)))
        yield from self._end()

    def _hear_call(self, piece: CallPiece) -> Iterator[Change]:
        known = self._calls.get(piece.index)
        if known is None:
            place = len(self.made)
            known = Span(place, call=True, id=piece.id or f"call_{self.decision}_{place}", name=piece.name)
            self._calls[piece.index] = known
            yield from self._begin(known)
        if known is not self._open:
            raise Unavailable("the model mixes its tool calls", hint="ask again, or ask another model")
        if piece.arguments:
            yield self._grow(piece.arguments)

    def _begin(self, span: Span) -> Iterator[Change]:
        yield from self._end()
        self.made.append(span)
        self._open = span
        yield Change(Step.BEGINS, span)

    def _grow(self, text: str) -> Change:
        assert self._open is not None  # noqa: S101  it was begun just now, or before
        self._open.pieces.append(text)
        return Change(Step.GROWS, self._open, text)

    def _end(self) -> Iterator[Change]:
        if self._open is not None:
            ended, self._open = self._open, None
            yield Change(Step.ENDS, ended)
