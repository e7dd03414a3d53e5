import json

from vedette.core.dialogue import Ask, Message, Speaker, Tool, ToolCall
from vedette.models.dialect import Dialect, Shaping
from vedette.models.said import body

CALL = ToolCall(id="c1", name="look", arguments='{"id": "T1"}')
TALK = (
    Message(speaker=Speaker.SYSTEM, text="You help."),
    Message(speaker=Speaker.USER, text="Well?"),
    Message(speaker=Speaker.ASSISTANT, calls=(CALL,)),
    Message(speaker=Speaker.TOOL, text="It is phishing.", answers="c1"),
)


def test_a_conversation_with_tools_as_servers_have_it() -> None:
    tool = Tool(name="look", does="Looks.", schema={"type": "object"})
    made = json.loads(
        body(Ask(messages=TALK, tools=(tool,), tool_choice="required"), "m", Dialect(), stream=False)
    )
    assert made["messages"][2:] == [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"id": "T1"}'}}
            ],
        },
        {"role": "tool", "content": "It is phishing.", "tool_call_id": "c1"},
    ]
    assert made["tool_choice"] == "required"
    assert made["tools"][0]["function"] == {
        "name": "look",
        "description": "Looks.",
        "parameters": {"type": "object"},
    }


def test_what_a_server_does_not_take_is_left_out() -> None:
    dialect = Dialect(limit="max_completion_tokens", temperature=False, seed=False, stream_usage=False)
    made = json.loads(body(Ask(messages=TALK[:2], most=9, stop=("x",)), "m", dialect, stream=True))
    assert made.keys() == {"model", "messages", "max_completion_tokens", "stop", "stream"}
    assert (made["max_completion_tokens"], made["stop"]) == (9, ["x"])


def test_a_schema_in_words_goes_to_what_the_system_says() -> None:
    ask = Ask(messages=TALK[:2], schema={"type": "object"})
    made = json.loads(body(ask, "m", Dialect(shaping=Shaping.PROMPTED), stream=False))
    assert made["messages"][0]["content"].startswith("You help.\n\nAnswer with one JSON value")
    assert len(made["messages"]) == 2
    bare = json.loads(body(Ask(messages=(), schema={}), "m", Dialect(shaping=Shaping.OBJECT), stream=False))
    assert [one["role"] for one in bare["messages"]] == ["system"]
