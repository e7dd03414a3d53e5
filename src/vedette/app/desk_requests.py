"""What can be asked in plain words: one frozen class a capability, answered as its parameter says."""

from __future__ import annotations

from msgspec import Struct

from vedette.app import desk_answers as answers
from vedette.app.asking import Request
from vedette.core.dialogue import Message


class LookAtText(Request[answers.LookedAt], Struct, frozen=True, kw_only=True):
    """Look at a text: for weaknesses in it, for whether it is hostile, for attacks in its lines."""

    text: str
    sort: str
    """code, script or logs."""


class AskDesk(Request[answers.Answered], Struct, frozen=True, kw_only=True):
    """Answer a question, by looking up or looking at whatever it needs."""

    conversation: tuple[Message, ...]
    """What was said before, and the question last."""
    profile: str = "vedette-core"
    """The named model that may choose what to do."""
