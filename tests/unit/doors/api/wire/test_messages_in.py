from typing import Any

import pytest

from tests.unit.doors.api.wire.saying import read
from vedette.core.dialogue import Ask, Speaker
from vedette.core.errors import BadInput
from vedette.doors.api.wire.messages_in import CountBody, MessagesBody, asked, understood
from vedette.doors.api.wire.speech import Speech

HELLO = [{"role": "user", "content": "hello"}]
TOOL = {"name": "look", "description": "looks", "input_schema": {"type": "object"}}


def speech(**body: object) -> Speech:
    return understood(
        read(MessagesBody, **{"model": "m", "max_tokens": 9, "messages": HELLO} | body), lower=False
    )


def ask(**body: object) -> Ask:
    return speech(**body).ask


def test_a_turn_as_claude_code_sends_it_is_read() -> None:
    """System in blocks, and once more behind the messages; thinking; tools; keys we do not know."""
    made = speech(
        system=[
            {"type": "text", "text": "you are"},
            {"type": "text", "text": "an agent", "cache_control": {"type": "ephemeral"}},
        ],
        messages=[
            {"role": "user", "content": [{"type": "text", "text": "list files"}]},
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "…", "signature": "s"},
                    {"type": "text", "text": "I look"},
                    {"type": "tool_use", "id": "t1", "name": "Bash", "input": {"command": "ls"}},
                    {"type": "tool_use", "id": "t2", "name": "Bash", "input": {}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "t1", "content": "a.py", "is_error": False},
                    {
                        "type": "tool_result",
                        "tool_use_id": "t2",
                        "is_error": True,
                        "content": [{"type": "text", "text": "no"}, {"type": "image", "source": {}}],
                    },
                    {"type": "text", "text": "and now?"},
                ],
            },
            {"role": "system", "content": "remember"},
        ],
        tools=[TOOL, {"type": "web_search_20250305", "name": "web_search", "max_uses": 8}],
        thinking={"type": "enabled", "budget_tokens": 1024},
        context_management={"edits": []},
        output_config={"effort": "high"},
        metadata={"user_id": "u"},
        stream=True,
        temperature=1,
    )
    said = made.ask.messages
    assert [one.speaker for one in said] == [
        Speaker.SYSTEM, Speaker.USER, Speaker.ASSISTANT, Speaker.TOOL, Speaker.TOOL, Speaker.USER,
    ]  # fmt: skip
    assert said[0].text == "you are\nan agent\n\nremember"
    assert said[2].text == "I look"
    assert said[2].calls[0].arguments == '{"command":"ls"}'
    assert (said[3].text, said[3].answers) == ("a.py", "t1")
    assert said[4].text == "[failed] no\n[image: cannot be shown to this model]"
    assert said[5].text == "and now?"
    assert [one.name for one in made.ask.tools] == ["look"]
    assert made.notes == ("tools of types not served here were left out: web_search_20250305",)
    assert made.ask.schema is None
    assert made.voice is not None


def test_bounds_and_shapes_are_passed_on() -> None:
    shape = {"type": "json_schema", "schema": {"type": "object"}}
    made = ask(stop_sequences=["\n"], temperature=0.5, output_config={"format": shape})
    assert (made.most, made.stop, made.temperature, made.schema) == (9, ("\n",), 0.5, {"type": "object"})
    assert ask(output_format=shape).schema == {"type": "object"}
    assert ask(output_format=shape, output_config={"effort": "low"}).schema == {"type": "object"}


@pytest.mark.parametrize(
    ("choice", "want"),
    [
        ({"type": "auto"}, "auto"),
        ({"type": "any", "disable_parallel_tool_use": True}, "required"),
        ({"type": "none"}, "none"),
        ({"type": "tool", "name": "look"}, "look"),
    ],
)
def test_which_tool_is_chosen(choice: object, want: str) -> None:
    assert ask(tools=[TOOL], tool_choice=choice).tool_choice == want


def test_what_others_did_is_left_out_and_named() -> None:
    said = [
        *HELLO,
        {"role": "assistant", "content": [{"type": "server_tool_use", "id": "s", "name": "x"}]},
        *HELLO,
    ]
    assert speech(messages=said).notes == ("blocks of types not read here were left out: server_tool_use",)


def test_what_is_counted_needs_no_bound() -> None:
    made = asked(read(CountBody, model="m", messages=HELLO, tools=[TOOL], system="be brief"))
    assert [one.text for one in made.messages] == ["be brief", "hello"]


@pytest.mark.parametrize(
    "body",
    [
        {"max_tokens": 0},
        {"messages": []},
        {"messages": [{"role": "system", "content": "x"}]},
        {"messages": [{"role": "user", "content": [{"type": "image", "source": {}}]}]},
        {"messages": [{"role": "user", "content": [{"type": "document", "source": {}}]}]},
        {"messages": [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "x"}]}]},
        {"system": [{"type": "image", "source": {}}]},
        {"tools": [TOOL], "tool_choice": {"type": "tool"}},
        {"tools": [TOOL], "tool_choice": {"type": "tool", "name": "other"}},
        {"tool_choice": {"type": "any"}},
        {"output_config": {"format": {"type": "grammar"}}},
    ],
)
def test_what_makes_no_sense_or_is_not_served_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as caught:
        speech(**body)
    assert caught.value.hint


def test_without_a_bound_nothing_is_asked() -> None:
    with pytest.raises(BadInput, match="max_tokens"):
        understood(read(MessagesBody, model="m", messages=HELLO), lower=False)
