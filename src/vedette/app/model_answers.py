"""What comes of asking a named model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from vedette.access.nouns import Remedy
from vedette.app.jobs import Job, Listener, silent, unheard
from vedette.core.dialogue import Delta, Reply


class Spoken(Struct, frozen=True, kw_only=True):
    """A whole answer, and who gave it."""

    served: str
    """The profile that answered."""
    back_end: str
    """What stood behind it; empty where the engines answered."""
    reply: Reply
    notes: tuple[str, ...] = ()
    """What the caller has to know: a part of the question masked, a bound lowered."""

    def counts(self) -> Mapping[str, int | str]:
        """Count tokens; say which profile and what kind of end."""
        usage = self.reply.usage
        return {
            "prompt_tokens": usage.prompt,
            "completion_tokens": usage.completion,
            "served": self.served,
            "ending": self.reply.ending.value,
        }


class Counted(Struct, frozen=True, kw_only=True):
    """How long a question is."""

    tokens: int
    """Rather too many than too few: an estimate."""

    def counts(self) -> Mapping[str, int | str]:
        """Say how many."""
        return {"tokens": self.tokens}


class Offered(Struct, frozen=True, kw_only=True):
    """One named model, as this caller sees it."""

    name: str
    says: str
    allowed: bool
    attached: bool
    """Whether something stands behind it now."""
    roles: tuple[str, ...]
    remedies: tuple[Remedy, ...] = ()
    """What it would take, where it is not allowed."""


class Profiles(Struct, frozen=True, kw_only=True):
    """The named models, weakest first."""

    profiles: tuple[Offered, ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count those the caller may use."""
        return {"allowed": sum(one.allowed for one in self.profiles)}


Hearer = Callable[[Delta], None]


class Conversation(Job):
    """A job whose answer is heard while it comes; whoever hears may stop it."""

    def __init__(
        self, hear: Hearer, listener: Listener = silent, notice: Callable[[str], None] = unheard
    ) -> None:
        super().__init__(listener, notice)
        self.hear = hear
        self.served = ""
        """The profile that answers; empty until one was allowed to."""
        self.decision = ""
        """The id of the decision that allowed it."""

    def begin(self, served: str, decision: str) -> None:
        """Say who answers, before anything is heard."""
        self.served, self.decision = served, decision
