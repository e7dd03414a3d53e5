"""A model that says what it is told to: for trying everything around a model without one.

model = Scripted(["Hello", {"action": "read"}, Trouble.REFUSES])
model = Scripted(lambda ask: "yes" if "?" in ask.messages[-1].text else "no")
model.asks  # what it was asked, in order
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias

import msgspec

from vedette.core.dialogue import Ask, CallPiece, Cancelled, Delta, Ending, Reply, Usage, unstoppable
from vedette.core.errors import Unavailable, VedetteError
from vedette.models import tokens

_PIECE: Final = 12
"""Characters in a piece of a streamed answer."""


class Trouble(StrEnum):
    """What a model does instead of answering."""

    REFUSES = "refuses"
    """It answers that it will not."""
    TIMES_OUT = "times out"
    GARBAGE = "garbage"
    """What comes is no answer in the format of the wire."""
    NONSENSE = "nonsense"
    """It answers, but fits no schema."""
    CUT = "cut"
    """It stops in the middle, at its bound."""


Said: TypeAlias = str | Mapping[str, Any] | Reply | Trouble | VedetteError
"""One answer: a text, an object that becomes JSON, a whole reply, trouble, or an error to raise."""


@dataclass(slots=True)
class Scripted:
    """Answers from a list, in order, or as a function says. Safe between threads."""

    answers: Sequence[Said] | Callable[[Ask], Said]
    name: str = "scripted"
    context: int = 0
    asks: list[Ask] = field(default_factory=list)
    """What it was asked."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def size(self, ask: Ask) -> int:
        """Estimate the tokens of a prompt."""
        return tokens.of_ask(ask)

    def answer(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Reply:
        """Return what the script says.

        Raises:
            Unavailable: it says so, or it is at its end.

        """
        said = self._next(ask)
        if cancelled():
            raise Unavailable(f"{self.name} was stopped: nobody waits for it any more", hint="ask again")
        if isinstance(said, VedetteError):
            raise said
        if isinstance(said, Trouble):
            return self._trouble(said, ask)
        if isinstance(said, Reply):
            return said
        text = said if isinstance(said, str) else msgspec.json.encode(said).decode()
        return self._reply(text, ask)

    def stream(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Iterator[Delta]:
        """Give the same in pieces."""
        whole = self.answer(ask, cancelled)
        for at in range(0, len(whole.text), _PIECE):
            yield Delta(text=whole.text[at : at + _PIECE])
        for index, call in enumerate(whole.calls):
            yield Delta(calls=(CallPiece(index=index, id=call.id, name=call.name, arguments=call.arguments),))
        yield Delta(ending=whole.ending, usage=whole.usage)

    def _next(self, ask: Ask) -> Said:
        with self._lock:
            number = len(self.asks)
            self.asks.append(ask)
        if callable(self.answers):
            return self.answers(ask)
        if number < len(self.answers):
            return self.answers[number]
        return Unavailable(
            f"{self.name} has nothing more to say",
            hint=f"it was asked {number + 1} times; its script is shorter",
        )

    def _reply(self, text: str, ask: Ask, ending: Ending = Ending.STOP) -> Reply:
        usage = Usage(prompt=self.size(ask), completion=tokens.of_text(text))
        return Reply(text=text, ending=ending, usage=usage, model=self.name)

    def _trouble(self, trouble: Trouble, ask: Ask) -> Reply:
        match trouble:
            case Trouble.TIMES_OUT:
                raise Unavailable(f"{self.name} was stopped: its time was over", hint="give it more time")
            case Trouble.GARBAGE:
                raise Unavailable(f"{self.name} sends what is no answer in JSON", hint="look at the server")
            case Trouble.REFUSES:
                return self._reply("I cannot help with that.", ask, Ending.REFUSED)
            case Trouble.CUT:
                return self._reply('{"action": "re', ask, Ending.LENGTH)
            case Trouble.NONSENSE:
                return self._reply("Sure! Here is what you asked for:\n\n{not json", ask)
