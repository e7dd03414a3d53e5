"""Messages as clients ask for them (POST /v1/messages of the Anthropic API): Claude Code speaks this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from vedette.core.dialogue import Ask, Message, Speaker, Tool, ToolCall
from vedette.core.errors import BadInput
from vedette.doors.api.wire import content, messages_out
from vedette.doors.api.wire.content import Chosen, Count, ModelName, Name, NotTaken, Part, Schema, Warmth
from vedette.doors.api.wire.speech import Speech

_CHOICES: Final = {"auto": "auto", "any": "required", "none": "none"}
_THOUGHTS: Final = frozenset(("thinking", "redacted_thinking"))
"""What another model thought: of no use to this one."""


class Block(Struct, frozen=True):
    """A part of a message."""

    type: str = "text"
    text: str = ""
    id: str = ""
    name: str = ""
    input: Any = None
    tool_use_id: str = ""
    content: str | list[Part] | None = None
    is_error: bool | None = None


class MessagesSaid(Struct, frozen=True):
    """A message."""

    role: Literal["user", "assistant", "system"]
    content: str | list[Block]


class MessagesTool(Struct, frozen=True):
    """A tool; one with a type of its own is run by whoever made that type, which we are not."""

    name: Name
    type: str | None = None
    description: str | None = None
    input_schema: Schema | None = None


class MessagesChoice(Struct, frozen=True):
    """Whether a tool has to be used, and which."""

    type: Literal["auto", "any", "tool", "none"]
    name: str = ""


class MessagesShape(Struct, frozen=True):
    """What the text of the answer has to be."""

    type: Literal["json_schema"]
    schema: Schema


class Output(Struct, frozen=True):
    """About the answer."""

    format: MessagesShape | None = None


class CountBody(Struct, frozen=True, kw_only=True):
    """What is to be counted; keys that are not here are left alone."""

    model: ModelName
    messages: Annotated[list[MessagesSaid], Meta(min_length=1, max_length=20_000)]
    system: str | list[Block] | None = None
    tools: Annotated[list[MessagesTool], Meta(max_length=1000)] | None = None
    tool_choice: MessagesChoice | None = None
    output_config: Output | None = None
    output_format: MessagesShape | None = None


class MessagesBody(CountBody, frozen=True, kw_only=True):
    """A question; keys that are not here are left alone."""

    max_tokens: Count
    stream: bool | None = None
    temperature: Warmth | None = None
    stop_sequences: list[str] | None = None


def understood(body: MessagesBody, *, lower: bool) -> Speech:
    """Return what is asked.

    Raises:
        BadInput: something of it makes no sense, or is not served here.

    """
    ask = msgspec.structs.replace(
        asked(body),
        most=body.max_tokens,
        temperature=body.temperature or 0.0,
        stop=content.stops(body.stop_sequences),
    )
    return Speech(
        wanted=body.model,
        ask=ask,
        whole=messages_out.whole,
        voice=messages_out.MessagesVoice if body.stream else None,
        notes=_notes(body),
        lower=lower,
    )


def asked(body: CountBody) -> Ask:
    """Return what is asked, without how it is to be answered.

    Raises:
        BadInput: something of it makes no sense, or is not served here.

    """
    use = _tools(body)
    shape = (body.output_config and body.output_config.format) or body.output_format
    ask = Ask(
        messages=content.joined(_messages(body)),
        schema=None if shape is None else shape.schema,
        tools=use.tools,
        tool_choice=use.choice,
        seconds=content.SECONDS,
    )
    return content.checked(ask)


def _messages(body: CountBody) -> Iterator[Message]:
    """Give what the system says first, wherever it stands: few models read it behind what people say."""
    system = [_blocks(body.system)] if body.system else []
    system += [_blocks(said.content) for said in body.messages if said.role == "system"]
    if system:
        yield Message(speaker=Speaker.SYSTEM, text="\n\n".join(_text(one) for one in system))
    for said in body.messages:
        if said.role == "assistant":
            yield _assistant(_blocks(said.content))
        elif said.role == "user":
            yield from _of_user(_blocks(said.content))


def _blocks(given: str | list[Block]) -> list[Block]:
    return [Block(text=given)] if isinstance(given, str) else given


def _assistant(blocks: list[Block]) -> Message:
    calls = [
        ToolCall(id=one.id, name=one.name, arguments=msgspec.json.encode(one.input or {}).decode())
        for one in blocks
        if one.type == "tool_use"
    ]
    return content.assistant(_text([one for one in blocks if one.type == "text"]), calls)


def _of_user(blocks: list[Block]) -> Iterator[Message]:
    """Give what tools gave before what is said about it, as models are used to."""
    for one in blocks:
        if one.type == "tool_result":
            text = content.told(one.content)
            failed = "[failed] " if one.is_error else ""
            yield Message(speaker=Speaker.TOOL, text=failed + text, answers=one.tool_use_id)
    if rest := [one for one in blocks if one.type != "tool_result"]:
        yield Message(speaker=Speaker.USER, text=_text(rest))


def _text(blocks: list[Block]) -> str:
    for one in blocks:
        if one.type != "text":
            raise NotTaken(
                f"{one.type[:64]}: only text is read here", hint="say it in words, or leave it out"
            )
    return "\n".join(one.text for one in blocks)


def _ours(tool: MessagesTool) -> bool:
    return tool.type in {None, "custom"}


def _tools(body: CountBody) -> Chosen:
    tools = [
        Tool(name=one.name, does=one.description or "", schema=one.input_schema or {"type": "object"})
        for one in body.tools or ()
        if _ours(one)
    ]
    choice = body.tool_choice
    if choice is None:
        return content.chosen(tools, "auto")
    if choice.type == "tool":
        if not choice.name:
            raise BadInput("tool_choice names no tool", hint="give its name")
        return content.chosen(tools, choice.name)
    return content.chosen(tools, _CHOICES[choice.type])


def _notes(body: CountBody) -> tuple[str, ...]:
    tools = (one.type or "" for one in body.tools or () if not _ours(one))
    said = (block for one in body.messages if one.role == "assistant" for block in _blocks(one.content))
    read = {"text", "tool_use", *_THOUGHTS}
    others = (block.type for block in said if block.type not in read)
    return content.ignored(tools, "tools of types not served here") + content.ignored(
        others, "blocks of types not read here"
    )
