"""What is said to a language model and what it says back, as values; and what a back-end has to be able to.

Lies here because `models` answers, `agents` ask and `doors` pass on, and none of them knows the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated, Any, Protocol

from msgspec import Meta, Struct

Tokens = Annotated[int, Meta(ge=0)]


class Speaker(StrEnum):
    """Who says a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class ModelRole(StrEnum):
    """What a model may be used for: granted by what a probe saw it do, never by its name."""

    ROUTER = "router"
    """Chooses one of our tools for a question."""
    EXTRACTOR = "extractor"
    """Copies fields out of a text into a schema."""
    DRAFTER = "drafter"
    """Proposes hypotheses, patches and wordings, all of which have to pass a gate."""
    JUDGE = "judge"
    """Ranks, and gives reasons; may raise a priority, and lower nothing by itself."""


class ToolCall(Struct, frozen=True, kw_only=True):
    """A tool the model wants used."""

    id: str
    name: str
    arguments: str
    """JSON as the model wrote it, which may be none."""


class Message(Struct, frozen=True, kw_only=True):
    """One turn of a conversation."""

    speaker: Speaker
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    """Of the assistant."""
    answers: str = ""
    """Of a tool: the id of the call it answers."""


class Tool(Struct, frozen=True, kw_only=True):
    """Something a model may ask to have used."""

    name: str
    does: str
    schema: dict[str, Any]
    """JSON schema of its arguments."""


class Ask(Struct, frozen=True, kw_only=True):
    """One question to a model, with every bound it has to be answered in."""

    messages: tuple[Message, ...]
    schema: dict[str, Any] | None = None
    """JSON schema the text of the answer has to fit."""
    schema_name: str = "answer"
    tools: tuple[Tool, ...] = ()
    tool_choice: str = "auto"
    """auto, none, required, or the name of a tool."""
    most: Tokens = 1024
    """Tokens of the answer."""
    temperature: float = 0.0
    seed: int = 0
    stop: tuple[str, ...] = ()
    seconds: float = 120.0
    """Until the whole of the answer has come."""


class Usage(Struct, frozen=True, kw_only=True):
    """What an answer cost, in tokens."""

    prompt: Tokens = 0
    completion: Tokens = 0
    cached: Tokens = 0
    """Of the prompt: what the back-end had seen before."""
    estimated: bool = False
    """Whether we counted, because the back-end did not say."""

    def __add__(self, other: Usage) -> Usage:
        """Return both together."""
        return Usage(
            prompt=self.prompt + other.prompt,
            completion=self.completion + other.completion,
            cached=self.cached + other.cached,
            estimated=self.estimated or other.estimated,
        )


class Ending(StrEnum):
    """Why an answer ends."""

    STOP = "stop"
    LENGTH = "length"
    TOOLS = "tool_calls"
    REFUSED = "refused"


class Reply(Struct, frozen=True, kw_only=True):
    """A whole answer. Nothing in it is to be believed before a gate has looked at it."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    ending: Ending = Ending.STOP
    usage: Usage = Usage()
    model: str = ""
    """What the back-end calls itself."""


class CallPiece(Struct, frozen=True, kw_only=True):
    """A part of a tool call, as it arrives."""

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""


class Delta(Struct, frozen=True, kw_only=True):
    """A part of an answer, as it arrives; the last has an ending, and usage where the back-end tells it."""

    text: str = ""
    calls: tuple[CallPiece, ...] = ()
    ending: Ending | None = None
    usage: Usage | None = None


Cancelled = Callable[[], bool]
"""Says whether nobody waits for the answer any more; asked now and then while it comes."""


def unstoppable() -> bool:
    """Say that somebody still waits."""
    return False


class LanguageModel(Protocol):
    """A back-end. Every call is bounded by its `Ask`; safe between threads."""

    @property
    def name(self) -> str:
        """Of the back-end and the model in it, for people and the record."""
        ...

    @property
    def context(self) -> int:
        """Tokens of prompt and answer together; 0 when nobody knows."""
        ...

    def answer(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Reply:
        """Return a whole answer.

        Raises:
            Unavailable: the back-end does not answer, or not in time, after as many tries as make sense.
            BadInput: the back-end cannot take the question (too long, a schema it has no use for).

        """
        ...

    def stream(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Iterator[Delta]:
        """Give the answer as it comes; nothing is tried again once something came.

        Raises:
            Unavailable, BadInput: as `answer`.

        """
        ...

    def size(self, ask: Ask) -> int:
        """Estimate the tokens of the prompt, rather too many than too few, without asking anybody."""
        ...
