"""Whatever a client sends, it is understood or refused with a hint: never a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.dialogue import Ask, Speaker
from vedette.core.errors import BadInput, VedetteError
from vedette.doors.api import strictjson
from vedette.doors.api.problems import problem
from vedette.doors.api.wire import chat_in, messages_in, responses_in, trouble
from vedette.doors.api.wire.speech import Speech

CHAT: dict[str, Any] = {
    "model": "m",
    "stream": True,
    "stop": ["x"],
    "tools": [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}],
    "tool_choice": {"type": "function", "function": {"name": "look"}},
    "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object"}}},
    "messages": [
        {"role": "system", "content": "s"},
        {"role": "user", "content": [{"type": "text", "text": "u"}]},
        {
            "role": "assistant",
            "tool_calls": [{"id": "c", "type": "function", "function": {"name": "look", "arguments": "{}"}}],
        },
        {"role": "tool", "tool_call_id": "c", "content": "r"},
    ],
}
RESPONSES: dict[str, Any] = {
    "model": "m",
    "instructions": "i",
    "input": [
        {"role": "user", "content": [{"type": "input_text", "text": "u"}]},
        {"type": "function_call", "call_id": "c", "name": "look", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": [{"type": "input_text", "text": "r"}]},
        {"type": "reasoning", "summary": []},
    ],
    "tools": [{"type": "function", "name": "look"}, {"type": "web_search"}],
    "tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": [{"name": "look"}]},
    "text": {"format": {"type": "json_schema", "name": "n", "schema": {"type": "object"}}},
}
MESSAGES: dict[str, Any] = {
    "model": "m",
    "max_tokens": 9,
    "system": [{"type": "text", "text": "s"}],
    "messages": [
        {"role": "user", "content": "u"},
        {
            "role": "assistant",
            "content": [
                {"type": "text", "text": "a"},
                {"type": "tool_use", "id": "t", "name": "x", "input": {}},
            ],
        },
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "t", "content": [{"text": "r"}]}],
        },
    ],
    "tools": [{"name": "x", "input_schema": {"type": "object"}}],
    "tool_choice": {"type": "tool", "name": "x"},
    "output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}},
}
Read = Callable[[bytes], Speech]
FORMATS: list[tuple[dict[str, Any], Read]] = [
    (CHAT, lambda data: chat_in.understood(strictjson.read(data, chat_in.ChatBody), lower=False)),
    (
        RESPONSES,
        lambda data: responses_in.understood(strictjson.read(data, responses_in.ResponsesBody), lower=False),
    ),
    (
        MESSAGES,
        lambda data: messages_in.understood(strictjson.read(data, messages_in.MessagesBody), lower=False),
    ),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401  JSON
    """Every place in a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in places(one, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:  # noqa: ANN401
    """The same value with something else at one place."""
    if not path:
        return new
    made = dict(value) if isinstance(value, dict) else list(value)
    made[path[0]] = changed(value[path[0]], path[1:], new)
    return made


@st.composite
def bodies(draw: st.DrawFn) -> tuple[bytes, Read]:
    body, read = draw(st.sampled_from(FORMATS))
    value: Any = body
    for _ in range(draw(st.integers(0, 3))):
        value = changed(value, draw(st.sampled_from(places(value))), draw(JSON))
    return json.dumps(value).encode("utf-8", "surrogatepass"), read


@given(bodies())
def test_a_body_is_understood_or_refused_with_a_hint(made: tuple[bytes, Read]) -> None:
    data, read = made
    try:
        speech = read(data)
    except BadInput as error:
        assert error.hint  # noqa: PT017 - it may as well be understood
        said = problem(error)
        for words in (trouble.openai(said), trouble.anthropic(said)):
            assert msgspec.json.decode(words)["error"]["message"]
        return
    holds(speech.ask)


def holds(ask: Ask) -> None:
    """What any back-end may rely on."""
    assert any(one.speaker is not Speaker.SYSTEM for one in ask.messages)
    assert ask.most > 0
    assert 0 <= ask.temperature <= 2
    assert ask.tool_choice in {"auto", "none", "required", *(one.name for one in ask.tools)}
    called: set[str] = set()
    for one in ask.messages:
        called.update(call.id for call in one.calls)
        assert not one.calls or one.speaker is Speaker.ASSISTANT
        assert one.speaker is not Speaker.TOOL or one.answers in called
    assert msgspec.json.decode(msgspec.json.encode(ask), type=Ask) == ask


@given(st.binary(max_size=200), st.sampled_from([read for _, read in FORMATS]))
def test_rubbish_is_refused(data: bytes, read: Read) -> None:
    try:
        read(data)
    except VedetteError:
        return
    raise AssertionError(data)


def test_the_bodies_themselves_are_understood() -> None:
    for body, read in FORMATS:
        holds(read(json.dumps(body).encode()).ask)
