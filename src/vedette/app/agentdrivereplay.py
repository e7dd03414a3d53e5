"""A run again with nothing behind it: no model, no engine, no sandbox, only what its journal says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import msgspec

from vedette.agents.effects import Execute, ReadSource, Rescan
from vedette.app.agentdriveanswers import decoded
from vedette.app.agentdrivejournal import Entry
from vedette.core.dialogue import Ask, Cancelled, Delta, LanguageModel, ModelRole, Reply, unstoppable
from vedette.core.errors import BadInput, Unavailable
from vedette.core.executions import Execution, NotExecuted
from vedette.core.nouns import Report

_CHARACTERS_A_TOKEN = 3


class Absent:
    """A doer that does nothing: a run driven with it goes as far as its journal."""

    def model(self, role: ModelRole) -> LanguageModel | None:
        """Grant nobody anything."""
        del role
        return None

    def rescan(self, effect: Rescan) -> Report:
        """Raise: there is no engine."""
        raise _beyond(effect)

    def execute(self, effect: Execute) -> Execution | NotExecuted:
        """Say that nothing is run."""
        del effect
        return NotExecuted(why="a replayed run runs nothing")

    def read(self, effect: ReadSource) -> str | None:
        """Raise: there is no target."""
        raise _beyond(effect)


class Replay:
    """A language model that gives the answers of a trace to the questions of that trace, and to no others."""

    def __init__(self, entries: Iterable[Entry], name: str = "replay") -> None:
        self.name = name
        self.context = 0
        asked: dict[str, str] = {}
        self._answers: dict[str, Reply] = {}
        for entry in entries:
            if entry.phase == "sent":
                asked[entry.call] = _key(entry.messages)
            elif entry.type == "reply" and entry.call in asked:
                answer = decoded(entry)
                if isinstance(answer, Reply):
                    self._answers[asked[entry.call]] = answer

    def answer(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Reply:
        """Return what was answered to the same messages.

        Raises:
            Unavailable: they were not asked in that trace.

        """
        del cancelled
        found = self._answers.get(_key(_messages(ask)))
        if found is None:
            raise Unavailable("the trace holds no answer to this", hint="replay the run it was made by")
        return found

    def stream(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Iterator[Delta]:
        """Give the same at once."""
        reply = self.answer(ask, cancelled)
        yield Delta(text=reply.text, ending=reply.ending, usage=reply.usage)

    def size(self, ask: Ask) -> int:
        """Estimate by the length of the texts."""
        return sum(len(one.text) for one in ask.messages) // _CHARACTERS_A_TOKEN + 1


def _messages(ask: Ask) -> list[dict[str, str]]:
    return [{"role": one.speaker.value, "content": one.text} for one in ask.messages]


def _key(messages: object) -> str:
    return hashlib.sha256(msgspec.json.encode(messages, order="sorted")).hexdigest()


def _beyond(effect: msgspec.Struct) -> BadInput:
    kind = type(effect).__name__
    return BadInput(f"the trace ends before this {kind}", hint="it is of a run that stopped")
