"""A named model as agents ask it: every question goes through the gate, for the caller the run is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vedette.app.callers import Caller
from vedette.app.gate import Gate
from vedette.app.model_capabilities import LIST
from vedette.app.model_requests import ListProfiles, UseModel
from vedette.core.dialogue import Ask, CallPiece, Cancelled, Delta, ModelRole, Reply, unstoppable
from vedette.core.errors import Unavailable
from vedette.models import tokens
from vedette.models.profiles import profile


@dataclass(frozen=True, slots=True)
class Named:
    """A `LanguageModel` that is whatever stands behind a profile, in its bounds and within its budget."""

    gate: Gate
    caller: Caller
    name: str
    """Of the profile."""
    context: int = 0

    def roles(self) -> frozenset[ModelRole]:
        """Return what it may be used for; nothing where nobody attached one, or the caller may not ask it.

        Raises:
            BadInput: there is no such profile.

        """
        named = profile(self.name).name
        offered = self.gate.run(self.caller, LIST, ListProfiles()).value.profiles
        granted = next((one.roles for one in offered if one.name == named and one.allowed), ())
        return frozenset(map(ModelRole, granted))

    def answer(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Reply:
        """Return a whole answer.

        Raises:
            Refused, Unavailable, BadInput: as the gate and what stands behind the profile say.

        """
        if cancelled():
            raise Unavailable("nobody waits for it any more", hint="ask again")
        return self.gate.run(self.caller, profile(self.name).capability, UseModel(ask=ask)).value.reply

    def stream(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Iterator[Delta]:
        """Give the whole answer in one piece: agents wait for the end of it anyway."""
        whole = self.answer(ask, cancelled)
        calls = tuple(
            CallPiece(index=index, id=one.id, name=one.name, arguments=one.arguments)
            for index, one in enumerate(whole.calls)
        )
        yield Delta(text=whole.text, calls=calls, ending=whole.ending, usage=whole.usage)

    def size(self, ask: Ask) -> int:
        """Estimate the tokens of the prompt."""
        return tokens.of_ask(ask)
