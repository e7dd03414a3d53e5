"""Tools for models that cannot call them: one action in JSON held to a schema, and back to a tool call.

Small models fail at native tool calls and manage this: the schema lets them write nothing but an action.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.core.dialogue import Ask, Ending, Message, Reply, Speaker, ToolCall

ANSWER: Final = "answer"
"""The action that is no tool: to say something. A tool of that name is called with a _ behind it."""
_encode: Final = msgspec.json.Encoder().encode


class _Action(Struct):
    action: str
    arguments: msgspec.Raw = msgspec.Raw(b"{}")


def instead(ask: Ask) -> Ask:
    """Return a question without tools that asks for the same."""
    wanted = [one for one in ask.tools if ask.tool_choice in {"auto", "required", one.name}]
    past = tuple(map(_past, ask.messages))
    if ask.tool_choice == "none" or not wanted:
        return msgspec.structs.replace(ask, tools=(), messages=past)
    may_answer = ask.tool_choice == "auto"
    kinds = [_kind(_called(one.name), one.schema) for one in wanted]
    lines = [f"- {_called(one.name)}: {one.does} Arguments: {_encode(one.schema).decode()}" for one in wanted]
    if may_answer:
        said = ask.schema or {"type": "string"}
        kinds.append(_object({"action": {"const": ANSWER}, "text": said}))
        lines.append(f'- {ANSWER}: say something to the user, as "text", where no other action is of use.')
    words = (
        'Reply with one JSON object: {"action": NAME, "arguments": {…}}'
        + (f', or {{"action": "{ANSWER}", "text": "…"}}' if may_answer else "")
        + ". Choose the one action that helps most now. Actions:\n"
        + "\n".join(lines)
    )
    return msgspec.structs.replace(
        ask,
        messages=_before(words, past),
        tools=(),
        tool_choice="auto",
        schema=kinds[0] if len(kinds) == 1 else {"anyOf": kinds},
        schema_name="action",
    )


def back(reply: Reply, ask: Ask) -> Reply:
    """Turn an action that was chosen into what a native call would have been; what is none stays a text."""
    if not ask.tools or ask.tool_choice == "none" or reply.ending is not Ending.STOP:
        return reply
    names = {_called(one.name): one.name for one in ask.tools}
    try:
        chosen = msgspec.json.decode(reply.text, type=_Action)
    except (msgspec.MsgspecError, RecursionError):
        return _said(reply, ask)
    name = names.get(chosen.action)
    if name is None:
        return _said(reply, ask)
    call = ToolCall(
        id=f"call_{sum(len(one.calls) for one in ask.messages)}", name=name, arguments=_json(chosen)
    )
    return msgspec.structs.replace(reply, text="", calls=(call,), ending=Ending.TOOLS)


class _Said(Struct, tag_field="action", tag=ANSWER):
    text: msgspec.Raw


def _said(reply: Reply, ask: Ask) -> Reply:
    """Take the words out of the action that is none."""
    try:
        said = msgspec.json.decode(reply.text, type=_Said)
        words = (
            bytes(said.text).decode() if ask.schema is not None else msgspec.json.decode(said.text, type=str)
        )
    except (msgspec.MsgspecError, RecursionError):
        return reply
    return msgspec.structs.replace(reply, text=words)


def _json(chosen: _Action) -> str:
    return bytes(chosen.arguments).decode()


def _called(name: str) -> str:
    return f"{name}_" if name == ANSWER else name


def _kind(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return _object({"action": {"const": name}, "arguments": schema or {"type": "object"}})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _past(message: Message) -> Message:
    """Tell what tools were used, and what they said, in words the schema would have had."""
    if message.calls:
        made = [
            f'{{"action":{_encode(_called(one.name)).decode()},"arguments":{one.arguments or "{}"}}}'
            for one in message.calls
        ]
        return Message(speaker=Speaker.ASSISTANT, text="\n".join(filter(None, [message.text, *made])))
    if message.speaker is Speaker.TOOL:
        return Message(speaker=Speaker.USER, text=f"What the action returned:\n{message.text}")
    return message


def _before(words: str, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    if messages and messages[0].speaker is Speaker.SYSTEM:
        first = msgspec.structs.replace(messages[0], text=f"{messages[0].text}\n\n{words}")
        return (first, *messages[1:])
    return (Message(speaker=Speaker.SYSTEM, text=words), *messages)
