"""What does an action: this machine's programs, a folder of the user's, a web address, an OpenC2 consumer.

All behind one protocol. What changes something takes a `Mandate`, and only the runner has one to give.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from vedette.app.gate import Work
from vedette.core.actions import Action
from vedette.core.errors import Refused
from vedette.respond.actions.contract import Answer
from vedette.respond.actions.moves import Outcome
from vedette.respond.actions.planning import Wish


class Trial(NamedTuple):
    """What a dry run says of one step, or of what it needs."""

    ok: bool
    said: str
    already: bool = False
    """Whether it is so already."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """The gate's leave to change something: whose, and by which decision."""

    decision: str
    by: str

    @classmethod
    def of(cls, work: Work) -> Mandate:
        """Take it from a decision that was made.

        Raises:
            Refused: it was no yes, or it is none.

        """
        if not work.decision.allowed or not work.decision.id:
            raise Refused("nothing is done without a decision", hint="this is a fault of ours")
        return cls(work.decision.id, work.caller.subject.id)


class Adapter(Protocol):
    """Does steps of plans."""

    def says(self, wish: Wish) -> Answer | None:
        """Ask it about a plan, if it is one that can be asked; nothing is changed."""
        ...

    def tries(self, action: Action) -> tuple[Trial, ...]:
        """See what would be in the way, and what is so already; nothing is changed."""
        ...

    def in_place(self, action: Action, step: int) -> bool | None:
        """Whether a step is done; None: it cannot be seen."""
        ...

    def stands(self, action: Action, step: int) -> str:
        """Say how things stand before a step, for the way back."""
        ...

    def carries_out(self, mandate: Mandate, action: Action, step: int) -> Outcome:
        """Do one step."""
        ...

    def takes_back(self, mandate: Mandate, action: Action, step: int, before: str) -> Outcome:
        """Take one step back."""
        ...

    def holds(self, action: Action) -> Outcome | None:
        """See whether the whole holds; None: there is nothing to see."""
        ...
