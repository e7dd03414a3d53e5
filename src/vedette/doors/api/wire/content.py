"""What people say in a request, whatever its format: text. Pictures, sounds and files are refused by name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from vedette.core.dialogue import Ask, Message, Speaker, Tool, ToolCall
from vedette.core.errors import BadInput

ModelName = Annotated[str, Meta(min_length=1, max_length=128, examples=["vedette-core"])]
Name = Annotated[str, Meta(min_length=1, max_length=256)]
Count = Annotated[int, Meta(ge=1, le=1 << 31)]
Warmth = Annotated[float, Meta(ge=0, le=2)]
SECONDS: Final = 3600.0
"""A profile bounds how long it may take; a client hangs up when it has waited enough."""
MOST: Final = 4096
"""Tokens of an answer where a client does not say."""
_STOPS: Final = 16
_TEXT: Final = frozenset(("text", "input_text", "output_text", "refusal", "summary_text", "thinking_text"))


class NotTaken(BadInput):
    """Something of the format that is not served here."""


class Part(Struct, frozen=True):
    """A part of a message."""

    type: str = "text"
    text: str | None = None
    refusal: str | None = None


Content = str | list[Part] | None


def words(content: Content) -> str:
    """Return the text of a message.

    Raises:
        NotTaken: a part of it is none.

    """
    if content is None or isinstance(content, str):
        return content or ""
    for one in content:
        if one.type not in _TEXT:
            raise NotTaken(
                f"{one.type[:64]}: only text is read here", hint="say it in words, or leave it out"
            )
    return "\n".join(one.text or one.refusal or "" for one in content)


def told(content: Content) -> str:
    """Return the text of what a tool gave: the model is told of what it cannot see."""
    if content is None or isinstance(content, str):
        return content or ""
    return "\n".join(
        (one.text or "") if one.type in _TEXT else f"[{one.type[:64]}: cannot be shown to this model]"
        for one in content
    )


def stops(said: str | list[str] | None) -> tuple[str, ...]:
    """Return where an answer is to stop.

    Raises:
        BadInput: there are too many.

    """
    given = (said,) if isinstance(said, str) else tuple(said or ())
    if len(given) > _STOPS:
        raise BadInput(f"more than {_STOPS} stop sequences", hint="give fewer")
    return tuple(one for one in given if one)


class Chosen(Struct, frozen=True, kw_only=True):
    """The tools a model may use, and whether it must."""

    tools: tuple[Tool, ...] = ()
    choice: str = "auto"
    """As `Ask` has it."""


def chosen(tools: Iterable[Tool], choice: str, allowed: Iterable[str] | None = None) -> Chosen:
    """Return the tools and the choice among them.

    Raises:
        BadInput: a name stands there twice, or what has to be used is not there.

    """
    some = tuple(tools)
    names = {one.name for one in some}
    if len(names) != len(some):
        raise BadInput("two tools have the same name", hint="give each its own")
    if allowed is not None:
        kept = frozenset(allowed)
        some = tuple(one for one in some if one.name in kept)
    if choice not in {"auto", "none"} and choice != "required" and choice not in names:
        raise BadInput(f"there is no tool {choice[:64]!r}", hint="choose one of those you give")
    if choice == "required" and not some:
        raise BadInput("a tool has to be used, and there is none", hint="give tools of the type function")
    return Chosen(tools=some, choice=choice)


def joined(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Return a conversation in which what the assistant said and used in one go is one message."""
    made: list[Message] = []
    for is_assistant, some in groupby(messages, key=lambda one: one.speaker is Speaker.ASSISTANT):
        parts = list(some)
        if is_assistant and len(parts) > 1:
            text = "\n".join(one.text for one in parts if one.text)
            parts = [assistant(text, (call for one in parts for call in one.calls))]
        made += parts
    return tuple(made)


def assistant(text: str, calls: Iterable[ToolCall] = ()) -> Message:
    """Return what a model said before."""
    return Message(speaker=Speaker.ASSISTANT, text=text, calls=tuple(calls))


def checked(ask: Ask) -> Ask:
    """Return a question somebody can answer.

    Raises:
        BadInput: nobody says anything, or a tool answers that nobody used.

    """
    if not any(one.speaker is not Speaker.SYSTEM for one in ask.messages):
        raise BadInput("nobody says anything", hint="give at least one message of a user")
    used: set[str] = set()
    for one in ask.messages:
        used.update(call.id for call in one.calls)
        if one.speaker is Speaker.TOOL and one.answers not in used:
            raise BadInput(
                f"a tool answers {one.answers[:64]!r}, which was not called", hint="send the call before it"
            )
    return ask


def ignored(kinds: Iterable[str], what: str) -> tuple[str, ...]:
    """Say what of a request was left out, by its types."""
    named = sorted({one[:64] for one in kinds})
    return (f"{what} were left out: {', '.join(named)}",) if named else ()


Schema = dict[str, Any]
