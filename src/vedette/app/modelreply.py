"""An answer heard as it comes: told on piece by piece, and put together into the whole it comes to."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import Final, TypeVar

from vedette.app.jobs import Cancelled
from vedette.app.model_answers import Conversation
from vedette.app.steps import Hearing, Steps
from vedette.core.dialogue import Ask, CallPiece, Delta, Ending, LanguageModel, Reply, ToolCall, Usage
from vedette.models.direct import Exchange

T = TypeVar("T")
_CHARACTERS: Final = 4
"""Of a token, when we have to count ourselves: rather too few, so that rather too much is charged."""


def gathered(model: LanguageModel, ask: Ask, job: Conversation) -> Reply:
    """Have a model answer, pass on what comes, and return the whole.

    Raises:
        Cancelled: nobody listens any more.
        Unavailable, BadInput: as the back-end does.

    """
    parts = _Parts()
    for delta in model.stream(ask, job.stopped):
        parts.add(delta)
        job.hear(delta)
        if job.stopped():
            raise Cancelled
    return parts.reply(model, ask)


def listened(exchange: Exchange[T]) -> Steps[T]:
    """Take an exchange with a back-end forward each time it can go on; return what it came to."""
    with closing(exchange):
        try:
            while True:
                needed = next(exchange)
                yield Hearing(needed.line, needed.writing, needed.over)
        except StopIteration as end:
            came: T = end.value
            return came


@dataclass(slots=True)
class _Parts:
    text: list[str] = field(default_factory=list)
    calls: dict[int, list[CallPiece]] = field(default_factory=dict)
    ending: Ending = Ending.STOP
    usage: Usage | None = None

    def add(self, delta: Delta) -> None:
        self.text.append(delta.text)
        for piece in delta.calls:
            self.calls.setdefault(piece.index, []).append(piece)
        self.ending = delta.ending or self.ending
        self.usage = delta.usage or self.usage

    def reply(self, model: LanguageModel, ask: Ask) -> Reply:
        calls = tuple(_call(index, self.calls[index]) for index in sorted(self.calls))
        text = "".join(self.text)
        return Reply(
            text=text,
            calls=calls,
            ending=self.ending,
            usage=self.usage or _counted(model, ask, text, calls),
            model=model.name,
        )


def _call(index: int, pieces: list[CallPiece]) -> ToolCall:
    return ToolCall(
        id=next((one.id for one in pieces if one.id), f"call_{index}"),
        name="".join(one.name for one in pieces),
        arguments="".join(one.arguments for one in pieces),
    )


def _counted(model: LanguageModel, ask: Ask, text: str, calls: tuple[ToolCall, ...]) -> Usage:
    said = len(text) + sum(len(one.name) + len(one.arguments) for one in calls)
    return Usage(prompt=model.size(ask), completion=-(-said // _CHARACTERS), estimated=True)
