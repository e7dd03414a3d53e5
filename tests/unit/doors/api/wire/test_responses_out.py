from typing import Any

from hypothesis import given

from tests.unit.doors.api.wire.saying import CALL, CUTS, PROBLEM, REPLIES, TURN, USAGE, cut, events, spoken
from vedette.core.dialogue import Ask, Ending, Message, Reply, Speaker, Tool
from vedette.doors.api.wire.responses_out import Echo, ResponsesVoice

ASK = Ask(messages=(Message(speaker=Speaker.USER, text="hello"),))
ECHO = Echo(ask=ASK, instructions="be brief", metadata={"a": "b"})


def voice() -> ResponsesVoice:
    return ResponsesVoice(TURN, ECHO)


def test_a_whole_answer_has_what_clients_read() -> None:
    made = ECHO.whole(TURN, Reply(text="hi", calls=(CALL,), usage=USAGE), {"asked": "x"})
    assert (made["id"], made["object"], made["status"], made["model"]) == (
        "resp_d1", "response", "completed", "vedette-open",
    )  # fmt: skip
    message, call = made["output"]
    assert message["content"] == [{"type": "output_text", "text": "hi", "annotations": [], "logprobs": []}]
    assert (call["type"], call["call_id"], call["arguments"]) == ("function_call", "call_a", '{"at":"x"}')
    assert made["usage"] == {
        "input_tokens": 11,
        "input_tokens_details": {"cached_tokens": 4},
        "output_tokens": 5,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 16,
    }
    assert (made["instructions"], made["metadata"]) == ("be brief", {"a": "b"})
    assert made["vedette"] == {"asked": "x"}


def test_what_was_asked_stands_in_the_answer_again() -> None:
    tool = Tool(name="look", does="looks", schema={"type": "object"})
    ask = Ask(
        messages=ASK.messages, schema={"type": "object"}, schema_name="n", tools=(tool,), tool_choice="look"
    )
    made = Echo(ask=ask).head(TURN)
    assert made["tool_choice"] == {"type": "function", "name": "look"}
    assert made["tools"][0]["name"] == "look"
    assert made["text"]["format"]["name"] == "n"


def test_an_answer_that_was_cut_short_says_so() -> None:
    made = ECHO.whole(TURN, Reply(text="hi", ending=Ending.LENGTH), {})
    assert (made["status"], made["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})
    kind, last = spoken(voice(), Reply(text="hi", ending=Ending.LENGTH))[-1]
    assert kind == last["type"] == "response.incomplete"


def test_a_refusal_is_one_and_is_no_answer() -> None:
    refused = Reply(text="I will not", ending=Ending.REFUSED)
    made = ECHO.whole(TURN, refused, {})
    assert made["output"][0]["content"] == [{"type": "refusal", "refusal": "I will not"}]
    last = spoken(voice(), refused)[-1][1]["response"]
    assert last["incomplete_details"] == {"reason": "content_filter"}


def names(stream: list[tuple[str, Any]]) -> list[str]:
    return [kind.removeprefix("response.") for kind, _ in stream]


def test_events_come_in_the_order_clients_rely_on() -> None:
    reply = Reply(text="hi", calls=(CALL,), usage=USAGE)
    assert names(spoken(voice(), reply, list(cut(reply, [])))) == [
        "created", "in_progress",
        "output_item.added", "content_part.added", "output_text.delta",
        "output_text.done", "content_part.done", "output_item.done",
        "output_item.added", "function_call_arguments.delta",
        "function_call_arguments.done", "output_item.done",
        "completed",
    ]  # fmt: skip


@given(REPLIES, CUTS)
def test_however_an_answer_is_cut_its_parts_are_the_whole(reply: Reply, at: list[int]) -> None:
    for deltas in (list(cut(reply, at)), []):
        stream = spoken(voice(), reply, deltas)
        assert [event["sequence_number"] for _, event in stream] == [*range(len(stream))]
        assert all(kind == event["type"] for kind, event in stream)
        last = stream[-1][1]["response"]
        done = [event["item"] for kind, event in stream if kind == "response.output_item.done"]
        assert last["output"] == done == ECHO.whole(TURN, reply, {})["output"]
        for event in (event for _, event in stream if "delta" in event):
            item = last["output"][event["output_index"]]
            assert event["item_id"] == item["id"]
        for number, item in enumerate(last["output"]):
            grown = [e["delta"] for _, e in stream if "delta" in e and e["output_index"] == number]
            text = item["arguments"] if item["type"] == "function_call" else item["content"][0]["text"]
            assert "".join(grown) == text
        assert last["usage"]["total_tokens"] == 16


def test_what_goes_wrong_in_between_is_a_state_and_an_error() -> None:
    (_, failed), (kind, error) = events(voice().broken(PROBLEM))
    assert failed["response"]["status"] == "failed"
    assert failed["response"]["error"]["code"] == "spent"
    assert kind == "error"
    assert error["error"]["remedies"] == [{"code": "wait", "text": "wait"}]
