"""Chat completions as clients ask for them (POST /v1/chat/completions of the OpenAI API)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Literal

from msgspec import Meta, Struct

from vedette.core.dialogue import Ask, Message, Speaker, Tool, ToolCall
from vedette.core.errors import BadInput
from vedette.doors.api.wire import chat_out, content
from vedette.doors.api.wire.content import Chosen, Content, Count, ModelName, Name, NotTaken, Schema, Warmth
from vedette.doors.api.wire.speech import Speech, Turn


class Called(Struct, frozen=True):
    """What a tool call names."""

    name: Name
    arguments: str = ""


class Call(Struct, frozen=True):
    """A tool call of before."""

    id: Name
    function: Called
    type: str = "function"


class ChatSaid(Struct, frozen=True):
    """A message."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: Content = None
    tool_calls: list[Call] | None = None
    tool_call_id: str = ""
    refusal: str | None = None


class Function(Struct, frozen=True):
    """What a tool is."""

    name: Name
    description: str | None = None
    parameters: Schema | None = None


class ChatTool(Struct, frozen=True):
    """A tool; of types other than function nothing else is read."""

    type: str = "function"
    function: Function | None = None


class ChatNamed(Struct, frozen=True):
    """A tool by its name."""

    name: Name = ""


class ChatReference(Struct, frozen=True):
    """One of the tools that may be used."""

    function: ChatNamed = ChatNamed()


class ChatAllowed(Struct, frozen=True):
    """The tools that may be used, of those that are there."""

    mode: Literal["auto", "required"] = "auto"
    tools: list[ChatReference] = []


class ChatChoice(Struct, frozen=True):
    """Which tool has to be used."""

    type: Literal["function", "allowed_tools"] = "function"
    function: ChatNamed | None = None
    allowed_tools: ChatAllowed | None = None


class JsonSchema(Struct, frozen=True):
    """A schema with a name."""

    name: Name = "answer"
    schema: Schema | None = None


class ChatShape(Struct, frozen=True):
    """What the text of the answer has to be."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


class StreamOptions(Struct, frozen=True):
    """What is wanted of a stream."""

    include_usage: bool | None = None


class ChatBody(Struct, frozen=True, kw_only=True):
    """A question; keys that are not here are left alone."""

    model: ModelName
    messages: Annotated[list[ChatSaid], Meta(min_length=1, max_length=10_000)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: Count | None = None
    max_completion_tokens: Count | None = None
    n: Count | None = None
    temperature: Warmth | None = None
    seed: int | None = None
    stop: str | list[str] | None = None
    tools: Annotated[list[ChatTool], Meta(max_length=1000)] | None = None
    tool_choice: Literal["none", "auto", "required"] | ChatChoice | None = None
    response_format: ChatShape | None = None
    functions: list[Schema] | None = None
    logprobs: bool | None = None
    modalities: list[str] | None = None


def understood(body: ChatBody, *, lower: bool) -> Speech:
    """Return what is asked.

    Raises:
        BadInput: something of it makes no sense, or is not served here.

    """
    _refuse_others(body)
    use = _tools(body)
    schema, name = _schema(body.response_format)
    ask = Ask(
        messages=content.joined(one for said in body.messages for one in _message(said)),
        schema=schema,
        schema_name=name,
        tools=use.tools,
        tool_choice=use.choice,
        most=body.max_completion_tokens or body.max_tokens or content.MOST,
        temperature=body.temperature or 0.0,
        seed=body.seed or 0,
        stop=content.stops(body.stop),
        seconds=content.SECONDS,
    )
    usage = body.stream_options is not None and bool(body.stream_options.include_usage)
    kinds = (one.type for one in body.tools or () if one.function is None)
    return Speech(
        wanted=body.model,
        ask=content.checked(ask),
        whole=chat_out.whole,
        voice=partial(_voice, usage=usage) if body.stream else None,
        notes=content.ignored(kinds, "tools of types not served here"),
        lower=lower,
    )


def _voice(turn: Turn, *, usage: bool) -> chat_out.ChatVoice:
    return chat_out.ChatVoice(turn, usage=usage)


def _refuse_others(body: ChatBody) -> None:
    if body.n not in {None, 1}:
        raise NotTaken("only one answer is given to a question", hint="leave n out, or ask again")
    if body.functions:
        raise NotTaken("functions are not read", hint="give them as tools of the type function")
    if body.logprobs:
        raise NotTaken("no probabilities are given", hint="leave logprobs out")
    if set(body.modalities or ()) - {"text"}:
        raise NotTaken("answers are text", hint="leave modalities out")


def _message(said: ChatSaid) -> Iterator[Message]:
    if said.role == "assistant":
        calls = (
            ToolCall(id=one.id, name=one.function.name, arguments=one.function.arguments)
            for one in said.tool_calls or ()
        )
        yield content.assistant(content.words(said.content) or said.refusal or "", calls)
    elif said.role == "tool":
        yield Message(speaker=Speaker.TOOL, text=content.told(said.content), answers=said.tool_call_id)
    else:
        speaker = Speaker.USER if said.role == "user" else Speaker.SYSTEM
        yield Message(speaker=speaker, text=content.words(said.content))


def _tools(body: ChatBody) -> Chosen:
    functions = (one.function for one in body.tools or () if one.function is not None)
    tools = [
        Tool(name=one.name, does=one.description or "", schema=one.parameters or {"type": "object"})
        for one in functions
    ]
    choice = body.tool_choice
    if isinstance(choice, ChatChoice):
        if choice.allowed_tools is not None:
            allowed = (one.function.name for one in choice.allowed_tools.tools)
            return content.chosen(tools, choice.allowed_tools.mode, allowed)
        return content.chosen(tools, choice.function.name if choice.function else "")
    return content.chosen(tools, choice or "auto")


def _schema(shape: ChatShape | None) -> tuple[Schema | None, str]:
    if shape is None or shape.type == "text":
        return None, "answer"
    if shape.type == "json_object":
        return {"type": "object"}, "answer"
    if shape.json_schema is None or shape.json_schema.schema is None:
        raise BadInput("response_format has no schema", hint="give json_schema with name and schema")
    return shape.json_schema.schema, shape.json_schema.name
