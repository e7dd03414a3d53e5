import json
from typing import Any

from hypothesis import given

from tests.unit.doors.api.wire.saying import CALL, CUTS, PROBLEM, REPLIES, TURN, USAGE, cut, events, spoken
from vedette.core.dialogue import Ending, Reply, ToolCall
from vedette.doors.api.wire.messages_out import MessagesVoice, whole


def test_a_whole_answer_has_what_clients_read() -> None:
    made = whole(TURN, Reply(text="hi", calls=(CALL,), usage=USAGE), {"asked": "x"})
    assert (made["id"], made["type"], made["role"], made["model"]) == (
        "msg_d1", "message", "assistant", "vedette-open",
    )  # fmt: skip
    text, call = made["content"]
    assert text["text"] == "hi"
    assert (call["type"], call["id"], call["input"]) == ("tool_use", "call_a", {"at": "x"})
    assert made["stop_reason"] == "tool_use"
    assert made["usage"]["input_tokens"] == 7, "what was cached is counted apart"
    assert made["usage"]["cache_read_input_tokens"] == 4
    assert made["vedette"] == {"asked": "x"}


def test_every_end_has_its_name() -> None:
    ends = {ending: whole(TURN, Reply(text="x", ending=ending), {})["stop_reason"] for ending in Ending}
    assert ends == {
        Ending.STOP: "end_turn",
        Ending.LENGTH: "max_tokens",
        Ending.TOOLS: "tool_use",
        Ending.REFUSED: "refusal",
    }


def test_what_a_model_wrote_that_is_no_json_is_handed_on_as_such() -> None:
    for words in ("{", "[1]", '"x"'):
        call = ToolCall(id="c", name="look", arguments=words)
        assert whole(TURN, Reply(calls=(call,)), {})["content"][0]["input"] == {"INVALID_JSON": words}
    empty = ToolCall(id="c", name="look", arguments="")
    assert whole(TURN, Reply(calls=(empty,)), {})["content"][0]["input"] == {}


def together(stream: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Put events together as clients do; one block is open at a time."""
    blocks: list[dict[str, Any]] = []
    is_open = False
    for kind, event in stream:
        if kind == "content_block_start":
            assert not is_open
            assert event["index"] == len(blocks)
            blocks.append(event["content_block"] | {"json": ""})
            is_open = True
        elif kind == "content_block_delta":
            assert is_open
            assert event["index"] == len(blocks) - 1
            blocks[-1]["json"] += event["delta"].get("partial_json", "")
            if "text" in event["delta"]:
                blocks[-1]["text"] += event["delta"]["text"]
        elif kind == "content_block_stop":
            is_open = False
    assert not is_open
    return blocks


@given(REPLIES, CUTS)
def test_however_an_answer_is_cut_its_parts_are_the_whole(reply: Reply, at: list[int]) -> None:
    for deltas in (list(cut(reply, at)), []):
        stream = spoken(MessagesVoice(TURN), reply, deltas)
        assert stream[0][0] == "message_start"
        assert [kind for kind, _ in stream[-2:]] == ["message_delta", "message_stop"]
        assert all(kind == event["type"] for kind, event in stream)
        wanted = whole(TURN, reply, {})
        made = together(stream)
        assert len(made) == len(wanted["content"])
        for got, want in zip(made, wanted["content"], strict=True):
            assert got["type"] == want["type"]
            if got["type"] == "text":
                assert got["text"] == want["text"]
            else:
                assert (got["id"], got["name"], json.loads(got["json"])) == (
                    want["id"],
                    want["name"],
                    want["input"],
                )
        assert stream[-2][1]["delta"]["stop_reason"] == wanted["stop_reason"]
        assert stream[-2][1]["usage"] == wanted["usage"]


def test_what_goes_wrong_in_between_is_an_event() -> None:
    ((kind, said),) = events(MessagesVoice(TURN).broken(PROBLEM))
    assert kind == said["type"] == "error"
    assert said["error"]["type"] == "rate_limit_error"
    assert said["request_id"] == "d9"


def test_the_sign_of_life_is_one_clients_know() -> None:
    assert events(MessagesVoice(TURN).pulse) == [("ping", {"type": "ping"})]
