import time
from typing import Any

import pytest

from tests.unit.doors.api.wire.saying import read
from vedette.core.dialogue import Ask, Speaker
from vedette.core.errors import BadInput
from vedette.doors.api.wire.chat_in import ChatBody, ChatSaid, understood
from vedette.doors.api.wire.speech import Speech

HELLO = [{"role": "user", "content": "hello"}]
TOOL = {
    "type": "function",
    "function": {"name": "look", "description": "looks", "parameters": {"type": "object"}},
}


def speech(**body: object) -> Speech:
    return understood(read(ChatBody, **{"model": "m", "messages": HELLO} | body), lower=False)


def ask(**body: object) -> Ask:
    return speech(**body).ask


def test_a_conversation_is_read_with_its_tools_both_ways() -> None:
    made = ask(
        messages=[
            {"role": "developer", "content": "be brief"},
            {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
                ],
            },
            {"role": "tool", "tool_call_id": "c1", "content": [{"type": "text", "text": "seen"}]},
            {"role": "assistant", "refusal": "no", "content": None},
        ],
        tools=[TOOL],
    )
    assert [one.speaker for one in made.messages] == [
        Speaker.SYSTEM, Speaker.USER, Speaker.ASSISTANT, Speaker.TOOL, Speaker.ASSISTANT,
    ]  # fmt: skip
    assert [one.text for one in made.messages] == ["be brief", "a\nb", "", "seen", "no"]
    assert made.messages[2].calls[0].name == "look"
    assert made.messages[3].answers == "c1"
    assert made.tools[0].does == "looks"


def test_bounds_are_passed_on() -> None:
    made = ask(max_tokens=7, temperature=1, seed=3, stop="\n")
    assert (made.most, made.temperature, made.seed, made.stop) == (7, 1.0, 3, ("\n",))
    assert ask(max_tokens=7, max_completion_tokens=9).most == 9
    assert ask(stop=["a", "", "b"]).stop == ("a", "b")
    assert ask().most == 4096


def test_a_schema_is_passed_on() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    shape = {"type": "json_schema", "json_schema": {"name": "thing", "schema": schema, "strict": True}}
    assert ask(response_format=shape).schema == schema
    assert ask(response_format=shape).schema_name == "thing"
    assert ask(response_format={"type": "json_object"}).schema == {"type": "object"}
    assert ask(response_format={"type": "text"}).schema is None


@pytest.mark.parametrize(
    ("choice", "want", "tools"),
    [
        ("none", "none", 1),
        ("required", "required", 1),
        ({"type": "function", "function": {"name": "look"}}, "look", 1),
        (
            {
                "type": "allowed_tools",
                "allowed_tools": {
                    "mode": "auto",
                    "tools": [{"type": "function", "function": {"name": "other"}}],
                },
            },
            "auto",
            0,
        ),
    ],
)
def test_which_tool_is_chosen(choice: object, want: str, tools: int) -> None:
    made = ask(tools=[TOOL], tool_choice=choice)
    assert (made.tool_choice, len(made.tools)) == (want, tools)


def test_tools_we_cannot_serve_are_left_out_and_named() -> None:
    made = speech(tools=[TOOL, {"type": "web_search"}, {"type": "custom", "custom": {"name": "x"}}])
    assert [one.name for one in made.ask.tools] == ["look"]
    assert made.notes == ("tools of types not served here were left out: custom, web_search",)


def test_what_is_new_in_a_client_does_no_harm() -> None:
    made = speech(
        store=False, metadata={"a": "b"}, reasoning_effort="low", service_tier="auto", user="u", top_p=0.5,
        parallel_tool_calls=True, stream=True, stream_options={"include_usage": True, "other": 1},
        prediction={"type": "content", "content": "x"}, something={"new": [1, 2]},
    )  # fmt: skip
    assert made.voice is not None
    assert made.notes == ()


@pytest.mark.parametrize(
    "body",
    [
        {"n": 2},
        {"functions": [{"name": "f"}]},
        {"logprobs": True},
        {"modalities": ["text", "audio"]},
        {"messages": []},
        {"messages": [{"role": "system", "content": "x"}]},
        {"messages": [{"role": "function", "content": "x"}]},
        {
            "messages": [
                {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x"}}]}
            ]
        },
        {"messages": [{"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]}]},
        {"messages": [{"role": "user", "content": [{"type": "file", "file": {}}]}]},
        {"messages": [*HELLO, {"role": "tool", "tool_call_id": "nobody", "content": "x"}]},
        {"model": ""},
        {"model": "m" * 129},
        {"max_tokens": 0},
        {"temperature": 3},
        {"stop": ["x"] * 17},
        {"tools": [TOOL, TOOL]},
        {"tools": [TOOL], "tool_choice": {"type": "function", "function": {"name": "other"}}},
        {"tool_choice": "required"},
        {"tool_choice": "perhaps"},
        {"response_format": {"type": "json_schema"}},
        {"response_format": {"type": "grammar"}},
    ],
)
def test_what_makes_no_sense_or_is_not_served_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as caught:
        speech(**body)
    assert caught.value.hint


def test_a_tool_may_give_a_picture_and_the_model_is_told_that_it_cannot_see_it() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    made = ask(
        messages=[
            *HELLO,
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": [{"type": "image_url", "image_url": {}}]},
        ]
    )
    assert made.messages[-1].text == "[image_url: cannot be shown to this model]"


def test_what_an_assistant_said_in_thousands_of_pieces_is_joined_once() -> None:
    pieces = [ChatSaid(role="assistant", content="x" * 700)] * 9_000
    said = ChatBody(model="vedette-core", messages=[*pieces, ChatSaid(role="user", content="go on")])
    began = time.process_time()
    first, last = understood(said, lower=False).ask.messages
    assert (len(first.text), last.text) == (9_000 * 701 - 1, "go on")
    assert time.process_time() - began < 1
