"""Responses as clients ask for them (POST /v1/responses of the OpenAI API): Codex speaks nothing else.

Nothing is kept between two of them: a client sends the whole conversation each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from vedette.core.dialogue import Ask, Message, Speaker, Tool, ToolCall
from vedette.core.errors import BadInput
from vedette.doors.api.wire import content
from vedette.doors.api.wire.content import Chosen, Content, Count, ModelName, Name, NotTaken, Schema, Warmth
from vedette.doors.api.wire.responses_out import Echo, ResponsesVoice
from vedette.doors.api.wire.speech import Speech, Turn

_ROLES: Final = {
    "system": Speaker.SYSTEM,
    "developer": Speaker.SYSTEM,
    "user": Speaker.USER,
    "assistant": Speaker.ASSISTANT,
}
_THOUGHTS: Final = "reasoning"
"""What another model thought: sealed, and of no use to this one."""
_CALLS: Final = ("function_call", "custom_tool_call")
_OUTPUTS: Final = ("function_call_output", "custom_tool_call_output")


class Item(Struct, frozen=True):
    """A message, a tool call of before, or what came of it; other types are left out, and named."""

    type: str = "message"
    role: Literal["system", "developer", "user", "assistant"] | None = None
    content: Content = None
    call_id: str = ""
    name: str = ""
    arguments: str | None = None
    input: str | None = None
    output: Content = None


class ResponsesTool(Struct, frozen=True):
    """A tool; of types other than function nothing else is read."""

    type: str = "function"
    name: str = ""
    description: str | None = None
    parameters: Schema | None = None


class ResponsesReference(Struct, frozen=True):
    """One of the tools that may be used."""

    name: str = ""


class ResponsesChoice(Struct, frozen=True):
    """Which tool has to be used."""

    type: str = "function"
    name: str = ""
    mode: Literal["auto", "required"] = "auto"
    tools: list[ResponsesReference] = []


class ResponsesShape(Struct, frozen=True):
    """What the text of the answer has to be."""

    type: Literal["text", "json_object", "json_schema"] = "text"
    name: Name = "answer"
    schema: Schema | None = None


class Text(Struct, frozen=True):
    """About the text of the answer."""

    format: ResponsesShape | None = None


class ResponsesBody(Struct, frozen=True, kw_only=True):
    """A question; keys that are not here are left alone."""

    model: ModelName
    input: str | Annotated[list[Item], Meta(max_length=20_000)]
    instructions: str | None = None
    stream: bool | None = None
    max_output_tokens: Count | None = None
    temperature: Warmth | None = None
    tools: Annotated[list[ResponsesTool], Meta(max_length=1000)] | None = None
    tool_choice: Literal["none", "auto", "required"] | ResponsesChoice | None = None
    text: Text | None = None
    metadata: dict[str, Any] | None = None
    previous_response_id: str | None = None
    conversation: Any = None
    prompt: Any = None
    background: bool | None = None


def understood(body: ResponsesBody, *, lower: bool) -> Speech:
    """Return what is asked.

    Raises:
        BadInput: something of it makes no sense, or is not served here.

    """
    _refuse_others(body)
    use = _tools(body)
    shape = body.text.format if body.text is not None and body.text.format is not None else ResponsesShape()
    ask = Ask(
        messages=content.joined(_messages(body)),
        schema=_schema(shape),
        schema_name=shape.name,
        tools=use.tools,
        tool_choice=use.choice,
        most=body.max_output_tokens or content.MOST,
        temperature=body.temperature or 0.0,
        seconds=content.SECONDS,
    )
    echo = Echo(ask=ask, instructions=body.instructions, metadata=body.metadata or {})

    def voice(turn: Turn) -> ResponsesVoice:
        return ResponsesVoice(turn, echo)

    return Speech(
        wanted=body.model,
        ask=content.checked(ask),
        whole=echo.whole,
        voice=voice if body.stream else None,
        notes=_notes(body),
        lower=lower,
    )


def _refuse_others(body: ResponsesBody) -> None:
    if body.previous_response_id or body.conversation:
        raise NotTaken(
            "nothing is kept between two questions",
            hint="send the whole conversation as input, without previous_response_id or conversation",
        )
    if body.prompt:
        raise NotTaken("no prompts are kept here", hint="send instructions and input")
    if body.background:
        raise NotTaken("answers are not made in the background", hint="leave background out, and wait")


def _messages(body: ResponsesBody) -> Iterator[Message]:
    if body.instructions:
        yield Message(speaker=Speaker.SYSTEM, text=body.instructions)
    if isinstance(body.input, str):
        yield Message(speaker=Speaker.USER, text=body.input)
        return
    for item in body.input:
        if item.type == "message":
            if item.role is None:
                raise BadInput("a message has no role", hint="say whose it is: user, assistant, developer")
            yield Message(speaker=_ROLES[item.role], text=content.words(item.content))
        elif item.type in _CALLS:
            arguments = item.input if item.arguments is None else item.arguments
            call = ToolCall(id=item.call_id, name=item.name, arguments=arguments or "")
            yield content.assistant("", (call,))
        elif item.type in _OUTPUTS:
            yield Message(speaker=Speaker.TOOL, text=content.told(item.output), answers=item.call_id)


def _tools(body: ResponsesBody) -> Chosen:
    tools = [
        Tool(name=one.name, does=one.description or "", schema=one.parameters or {"type": "object"})
        for one in _functions(body.tools or ())
    ]
    choice = body.tool_choice
    if isinstance(choice, ResponsesChoice):
        if choice.type == "allowed_tools":
            return content.chosen(tools, choice.mode, (one.name for one in choice.tools))
        return content.chosen(tools, choice.name)
    return content.chosen(tools, choice or "auto")


def _functions(tools: Iterable[ResponsesTool]) -> Iterator[ResponsesTool]:
    for one in tools:
        if one.type == "function":
            if not one.name:
                raise BadInput("a function has no name", hint="give it one")
            yield one


def _schema(shape: ResponsesShape) -> Schema | None:
    if shape.type == "text":
        return None
    if shape.type == "json_object":
        return {"type": "object"}
    if shape.schema is None:
        raise BadInput("text.format has no schema", hint="give name and schema")
    return shape.schema


def _notes(body: ResponsesBody) -> tuple[str, ...]:
    tools = (one.type for one in body.tools or () if one.type != "function")
    items = () if isinstance(body.input, str) else body.input
    read = {"message", _THOUGHTS, *_CALLS, *_OUTPUTS}
    others = (one.type for one in items if one.type not in read)
    return content.ignored(tools, "tools of types not served here") + content.ignored(
        others, "items of types not read here"
    )
