"""What a text looks like, in numbers from 0 to 100. A number decides nothing, and grants nothing."""

from __future__ import annotations

from msgspec import Struct


class Signals(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was read out of the text of one request."""

    prohibited: int = 0
    """How surely it asks for what nobody gets: high only where the words leave no other reading."""
    intent: int = 0
    """How much it speaks of harm to others. At chance where attackers and defenders say the same."""
    injection: int = 0
    """How much of it is addressed to a model rather than to a person."""
    topic: str = ""
    """The class of capability (C0 to C4) it talks about, or empty where that is not clear."""
    topic_sure: int = 0
    """How clearly it does."""

    def numbers(self) -> dict[str, int]:
        """Return the numbers that are not 0, for the record."""
        named = {name: getattr(self, name) for name in ("prohibited", "intent", "injection", "topic_sure")}
        return {name: value for name, value in named.items() if value}


NOTHING_SAID = Signals()
