import json
from typing import Any

from hypothesis import given

from tests.unit.doors.api.wire.saying import CALL, CUTS, PROBLEM, REPLIES, TURN, USAGE, cut, events, spoken
from vedette.core.dialogue import Ending, Reply
from vedette.doors.api.wire.chat_out import ChatVoice, whole


def test_a_whole_answer_has_what_clients_read() -> None:
    made = whole(TURN, Reply(text="hi", usage=USAGE), {"asked": "x"})
    assert made["id"] == "chatcmpl-d1"
    assert (made["object"], made["model"], made["created"]) == ("chat.completion", "vedette-open", TURN.at)
    (choice,) = made["choices"]
    assert choice["message"]["content"] == "hi"
    assert (choice["message"]["refusal"], choice["finish_reason"]) == (None, "stop")
    assert "tool_calls" not in choice["message"]
    assert made["usage"]["total_tokens"] == 16
    assert made["usage"]["prompt_tokens_details"]["cached_tokens"] == 4
    assert made["vedette"] == {"asked": "x"}


def test_an_answer_that_asks_for_tools_ends_for_that() -> None:
    (choice,) = whole(TURN, Reply(calls=(CALL,)), {})["choices"]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["content"] is None
    assert choice["message"]["tool_calls"][0]["function"] == {"name": "look", "arguments": '{"at":"x"}'}


def test_a_refusal_is_one_and_is_no_answer() -> None:
    (choice,) = whole(TURN, Reply(text="I will not", ending=Ending.REFUSED), {})["choices"]
    assert choice["message"]["content"] is None
    assert choice["message"]["refusal"] == "I will not"
    last = spoken(ChatVoice(TURN, usage=False), Reply(text="I will not", ending=Ending.REFUSED))[-2][1]
    assert last["choices"][0]["finish_reason"] == "content_filter"


def together(stream: list[tuple[str, Any]]) -> dict[str, Any]:
    """Put chunks together as clients do."""
    text, ending = "", None
    calls: dict[int, dict[str, Any]] = {}
    for _, chunk in stream:
        if isinstance(chunk, str):
            continue
        for choice in chunk["choices"]:
            text += choice["delta"].get("content") or ""
            ending = choice["finish_reason"] or ending
            for piece in choice["delta"].get("tool_calls", ()):
                call = calls.setdefault(piece["index"], {"id": piece.get("id"), "arguments": ""})
                call["name"] = piece["function"].get("name") or call["name"]
                call["arguments"] += piece["function"]["arguments"]
    return {"text": text, "calls": [calls[index] for index in sorted(calls)], "ending": ending}


@given(REPLIES, CUTS)
def test_however_an_answer_is_cut_its_parts_are_the_whole(reply: Reply, at: list[int]) -> None:
    for deltas in (list(cut(reply, at)), []):
        stream = spoken(ChatVoice(TURN, usage=True), reply, deltas)
        made = together(stream)
        assert made["text"] == reply.text
        assert [(one["id"], one["name"], one["arguments"]) for one in made["calls"]] == [
            (one.id, one.name, one.arguments) for one in reply.calls
        ]
        assert made["ending"] == whole(TURN, reply, {})["choices"][0]["finish_reason"]
        assert stream[0][1]["choices"][0]["delta"]["role"] == "assistant"
        assert stream[-1][1] == "[DONE]"
        assert stream[-2][1]["choices"] == []
        assert stream[-2][1]["usage"]["completion_tokens"] == 5
        assert all(chunk["usage"] is None for _, chunk in stream[:-2])


def test_usage_is_told_only_where_it_is_wanted_and_the_proof_always() -> None:
    stream = spoken(ChatVoice(TURN, usage=False), Reply(text="hi", usage=USAGE))
    assert "usage" not in json.dumps(stream)
    assert stream[-2][1]["vedette"]["decision"] == "d1"


def test_what_goes_wrong_in_between_is_an_event() -> None:
    ((_, said),) = events(ChatVoice(TURN, usage=False).broken(PROBLEM))
    assert said["error"]["type"] == "rate_limit_error"
    assert said["error"]["decision"] == "d9"
