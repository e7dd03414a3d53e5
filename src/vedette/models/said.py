"""A question as the JSON of a chat completion.

Format: the OpenAI API reference, "Create chat completion", as it is understood by most servers.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from vedette.core.dialogue import Ask, Message, Speaker, Tool
from vedette.models import actions, rooted
from vedette.models.dialect import Dialect, Shaping

_CHOICES: Final = frozenset({"auto", "none", "required"})
_encode: Final = msgspec.json.Encoder().encode


def body(ask: Ask, model: str, dialect: Dialect, *, stream: bool) -> bytes:
    """Write a question down for a server."""
    if ask.tools and dialect.tools == "actions":
        ask = actions.instead(ask)
    messages = [_message(one) for one in ask.messages]
    made: dict[str, Any] = {"model": model, "messages": messages, dialect.limit: ask.most}
    if dialect.temperature:
        made["temperature"] = ask.temperature
    if dialect.seed:
        made["seed"] = ask.seed
    if ask.stop:
        made["stop"] = list(ask.stop)
    if stream:
        made["stream"] = True
        if dialect.stream_usage:
            made["stream_options"] = {"include_usage": True}
    return _encode(_shaped(made, ask, dialect))


def _shaped(made: dict[str, Any], ask: Ask, dialect: Dialect) -> dict[str, Any]:
    if ask.tools:
        made["tools"] = [_tool(one) for one in ask.tools]
        made["tool_choice"] = _choice(ask.tool_choice)
    if ask.schema is not None:
        _shape(made, ask, ask.schema, dialect)
    return made


def _message(message: Message) -> dict[str, Any]:
    made: dict[str, Any] = {"role": message.speaker.value, "content": message.text}
    if message.calls:
        made["tool_calls"] = [
            {"id": one.id, "type": "function", "function": {"name": one.name, "arguments": one.arguments}}
            for one in message.calls
        ]
        made["content"] = message.text or None
    if message.speaker is Speaker.TOOL:
        made["tool_call_id"] = message.answers
    return made


def _tool(tool: Tool) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.does, "parameters": tool.schema},
    }


def _choice(choice: str) -> Any:  # noqa: ANN401 - a word or an object
    return choice if choice in _CHOICES else {"type": "function", "function": {"name": choice}}


def _shape(made: dict[str, Any], ask: Ask, schema: dict[str, Any], dialect: Dialect) -> None:
    if dialect.shaping is Shaping.SCHEMA:
        held = rooted.wrapped(schema) if rooted.wraps(dialect, schema) else schema
        named = {"name": ask.schema_name, "strict": dialect.strict, "schema": held}
        made["response_format"] = {"type": "json_schema", "json_schema": named}
        return
    if dialect.shaping is Shaping.OBJECT:
        made["response_format"] = {"type": "json_object"}
    words = (
        "Answer with one JSON value that fits this JSON schema, and with nothing else: no words before or "
        f"after it, no code fence.\n{_encode(schema).decode()}"
    )
    first = made["messages"][0] if made["messages"] else {}
    if first.get("role") == Speaker.SYSTEM.value:
        first["content"] = f"{first['content']}\n\n{words}"
    else:
        made["messages"].insert(0, {"role": Speaker.SYSTEM.value, "content": words})
