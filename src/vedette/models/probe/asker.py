"""Asks the questions of a probe, and keeps count: a question that fails is an answer too."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import msgspec

from vedette.core.dialogue import Ask, Cancelled, LanguageModel, Message, Reply, Speaker, Usage, unstoppable
from vedette.core.errors import VedetteError
from vedette.models.probe.seen import Seen

T = TypeVar("T")
PATIENCE: Final = 180.0
"""Seconds for one answer of a server; what this machine computes may take longer."""
_WORDS: Final = 400
"""Characters of what went wrong that are kept."""
_MOST: Final = 96
"""Tokens of most answers: what is asked for is short."""


def question(text: str, system: str = "", **more: Any) -> Ask:  # noqa: ANN401 - fields of Ask
    """Make a question of a text."""
    messages = [Message(speaker=Speaker.SYSTEM, text=system)] if system else []
    messages.append(Message(speaker=Speaker.USER, text=text))
    return Ask(messages=tuple(messages), **({"most": _MOST} | more))


def shape(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON schemas
    """Make the schema of an object that has all these, and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


TEXT: Final = {"type": "string"}
NUMBER: Final = {"type": "integer"}


def one_of(*words: str) -> dict[str, Any]:
    """Make the schema of one of some words."""
    return {"type": "string", "enum": list(words)}


@dataclass(slots=True)
class Asker:
    """One model, what asking it cost so far, and how long it took."""

    model: LanguageModel
    patience: float = PATIENCE
    """Seconds for one answer."""
    cancelled: Cancelled = unstoppable
    usage: Usage = field(default_factory=Usage)
    began: float = field(default_factory=time.monotonic)

    def ask(self, ask: Ask) -> Reply:
        """Ask one question.

        Raises:
            VedetteError: there was no answer.

        """
        reply = self.model.answer(msgspec.structs.replace(ask, seconds=self.patience), self.cancelled)
        self.usage += reply.usage
        return reply

    def checked(self, check: str, items: list[Callable[[Asker], str]]) -> Seen:
        """Go through the questions of a check; each says what is wrong, or nothing."""
        (seen,) = self.looked((check,), [_alone(one) for one in items])
        return seen

    def looked(
        self, checks: tuple[str, ...], items: list[Callable[[Asker], tuple[str, ...]]]
    ) -> tuple[Seen, ...]:
        """Go through questions that are several checks at once; each says what is wrong with each."""
        began = time.monotonic()
        found = [self._found(item, len(checks)) for item in items]
        seconds = round((time.monotonic() - began) / len(checks), 2)
        return tuple(
            _seen(check, [one[number] for one in found], seconds) for number, check in enumerate(checks)
        )

    def _found(self, item: Callable[[Asker], tuple[str, ...]], checks: int) -> tuple[str, ...]:
        try:
            return item(self)
        except VedetteError as error:
            return (str(error),) * checks


def _alone(item: Callable[[Asker], str]) -> Callable[[Asker], tuple[str, ...]]:
    return lambda asker: (item(asker),)


def _seen(check: str, found: list[str], seconds: float) -> Seen:
    wrong = [one for one in found if one]
    score = (len(found) - len(wrong)) / len(found)
    words = "; ".join(dict.fromkeys(wrong))[:_WORDS]
    return Seen(check=check, score=round(score, 3), of=len(found), words=words, seconds=seconds)


def read(text: str, kind: type[T]) -> T | None:
    """Read an answer that was to fit a schema; None where it does not."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
