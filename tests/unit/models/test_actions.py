import json

from hypothesis import given
from hypothesis import strategies as st

from vedette.core.dialogue import Ask, Ending, Message, Reply, Speaker, Tool, ToolCall
from vedette.models.actions import back, instead

LOOK = Tool(
    name="look",
    does="Looks something up.",
    schema={"type": "object", "properties": {"id": {"type": "string"}}},
)
ANSWER = Tool(name="answer", does="A tool that is named like ours.", schema={"type": "object"})
USER = Message(speaker=Speaker.USER, text="Well?")


def kinds(ask: Ask) -> list[str]:
    assert ask.schema is not None
    return [one["properties"]["action"]["const"] for one in ask.schema.get("anyOf", [ask.schema])]


def test_each_choice_is_a_schema() -> None:
    asks = {
        choice: instead(Ask(messages=(USER,), tools=(LOOK, ANSWER), tool_choice=choice))
        for choice in ("auto", "required", "look", "none")
    }
    assert kinds(asks["auto"]) == ["look", "answer_", "answer"]
    assert kinds(asks["required"]) == ["look", "answer_"]
    assert kinds(asks["look"]) == ["look"]
    assert asks["none"].schema is None
    assert all(not one.tools for one in asks.values())
    assert "Looks something up." in asks["auto"].messages[0].text
    assert asks["none"].messages == (USER,)


def test_what_was_done_before_is_told_as_actions() -> None:
    call = ToolCall(id="1", name="look", arguments='{"id": "T1"}')
    past = (
        Message(speaker=Speaker.SYSTEM, text="You help."),
        USER,
        Message(speaker=Speaker.ASSISTANT, text="Let me see.", calls=(call,)),
        Message(speaker=Speaker.TOOL, text="It is phishing.", answers="1"),
    )
    made = instead(Ask(messages=past, tools=(LOOK,)))
    assert made.messages[0].text.startswith("You help.\n\nReply with one JSON object")
    assert made.messages[2].text == 'Let me see.\n{"action":"look","arguments":{"id": "T1"}}'
    assert (made.messages[3].speaker, made.messages[3].text) == (
        Speaker.USER,
        "What the action returned:\nIt is phishing.",
    )


def test_an_answer_held_to_a_schema_stays_one() -> None:
    wanted = {"type": "object", "properties": {"a": {"type": "integer"}}}
    ask = Ask(messages=(USER,), tools=(LOOK,), schema=wanted)
    made = instead(ask)
    assert made.schema is not None
    assert made.schema["anyOf"][1]["properties"]["text"] == wanted
    assert back(Reply(text='{"action": "answer", "text": {"a": 1}}'), ask).text == '{"a": 1}'


def test_what_was_cut_off_is_no_call() -> None:
    ask = Ask(messages=(USER,), tools=(LOOK,))
    cut = Reply(text='{"action": "look", "arguments": {}}', ending=Ending.LENGTH)
    assert back(cut, ask) is cut


@given(st.text() | st.dictionaries(st.text(), st.text()).map(json.dumps))
def test_only_a_tool_that_was_offered_is_called(text: str) -> None:
    ask = Ask(messages=(USER,), tools=(LOOK, ANSWER))
    assert {one.name for one in back(Reply(text=text), ask).calls} <= {"look", "answer"}
    assert back(Reply(text='{"action": "answer_", "arguments": {"x": 1}}'), ask).calls[0].name == "answer"
