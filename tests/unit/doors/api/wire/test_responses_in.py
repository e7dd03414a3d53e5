from typing import Any

import pytest

from tests.unit.doors.api.wire.saying import read
from vedette.core.dialogue import Ask, Speaker
from vedette.core.errors import BadInput
from vedette.doors.api.wire.responses_in import ResponsesBody, understood
from vedette.doors.api.wire.speech import Speech

TOOL = {
    "type": "function",
    "name": "look",
    "description": "looks",
    "parameters": {"type": "object"},
    "strict": True,
}


def speech(**body: object) -> Speech:
    return understood(read(ResponsesBody, **{"model": "m", "input": "hello"} | body), lower=False)


def ask(**body: object) -> Ask:
    return speech(**body).ask


def test_a_word_is_enough() -> None:
    made = ask(instructions="be brief")
    assert [(one.speaker, one.text) for one in made.messages] == [
        (Speaker.SYSTEM, "be brief"),
        (Speaker.USER, "hello"),
    ]


def test_a_turn_as_codex_sends_it_is_read() -> None:
    """Whole history, roles developer and user, tools of three types, thoughts of another model sealed."""
    made = speech(
        instructions="you are an agent",
        input=[
            {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "rules"}]},
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "list files"}]},
            {"type": "reasoning", "id": "r", "summary": [], "encrypted_content": "xxx"},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look"}]},
            {"type": "function_call", "call_id": "c1", "name": "exec", "arguments": "{}", "id": "fc"},
            {"type": "custom_tool_call", "call_id": "c2", "name": "patch", "input": "*** Begin"},
            {"type": "function_call_output", "call_id": "c1", "output": "a.py"},
            {
                "type": "custom_tool_call_output",
                "call_id": "c2",
                "output": [{"type": "input_text", "text": "done"}, {"type": "input_image", "image_url": "x"}],
            },
            {"type": "web_search_call", "id": "w", "status": "completed"},
        ],
        tools=[TOOL, {"type": "namespace", "name": "n", "tools": []}, {"type": "web_search"}],
        tool_choice="auto",
        parallel_tool_calls=True,
        reasoning={"effort": "low", "summary": "auto"},
        store=False,
        stream=True,
        include=["reasoning.encrypted_content"],
        prompt_cache_key="k",
        client_metadata={"a": "b"},
        text={"verbosity": "low"},
    )
    said = made.ask.messages
    assert [one.speaker for one in said] == [
        Speaker.SYSTEM, Speaker.SYSTEM, Speaker.USER, Speaker.ASSISTANT, Speaker.TOOL, Speaker.TOOL,
    ]  # fmt: skip
    assert said[3].text == "I look"
    assert [(one.id, one.name, one.arguments) for one in said[3].calls] == [
        ("c1", "exec", "{}"),
        ("c2", "patch", "*** Begin"),
    ]
    assert said[5].text == "done\n[input_image: cannot be shown to this model]"
    assert [one.name for one in made.ask.tools] == ["look"]
    assert made.notes == (
        "tools of types not served here were left out: namespace, web_search",
        "items of types not read here were left out: web_search_call",
    )
    assert made.voice is not None


def test_a_schema_is_passed_on() -> None:
    shape = {"type": "json_schema", "name": "thing", "schema": {"type": "object"}, "strict": True}
    made = ask(text={"format": shape}, max_output_tokens=9, temperature=0.5)
    assert (made.schema, made.schema_name, made.most, made.temperature) == (
        {"type": "object"},
        "thing",
        9,
        0.5,
    )
    assert ask(text={"format": {"type": "json_object"}}).schema == {"type": "object"}
    assert ask(text={"format": {"type": "text"}}).schema is None


@pytest.mark.parametrize(
    ("choice", "want"),
    [
        ("required", "required"),
        ({"type": "function", "name": "look"}, "look"),
        (
            {"type": "allowed_tools", "mode": "required", "tools": [{"type": "function", "name": "look"}]},
            "required",
        ),
    ],
)
def test_which_tool_is_chosen(choice: object, want: str) -> None:
    assert ask(tools=[TOOL], tool_choice=choice).tool_choice == want


@pytest.mark.parametrize(
    "body",
    [
        {"previous_response_id": "resp_1"},
        {"conversation": "conv_1"},
        {"prompt": {"id": "p"}},
        {"background": True},
        {"input": []},
        {"input": [{"type": "message", "content": "no role"}]},
        {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": "x"}]}]},
        {"input": [{"role": "user", "content": [{"type": "input_file", "file_id": "x"}]}]},
        {
            "input": [
                {"role": "user", "content": "a"},
                {"type": "function_call_output", "call_id": "x", "output": "y"},
            ]
        },
        {"text": {"format": {"type": "json_schema", "name": "x"}}},
        {"tools": [{"type": "function"}]},
        {"tools": [TOOL], "tool_choice": {"type": "function", "name": "other"}},
        {"tools": [TOOL], "tool_choice": {"type": "web_search"}},
    ],
)
def test_what_makes_no_sense_or_is_not_served_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as caught:
        speech(**body)
    assert caught.value.hint
