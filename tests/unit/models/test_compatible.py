import json
import socket
import threading
import time
from typing import Any

import pytest

from tests.unit.models.stubserver import (
    DONE,
    USAGE,
    Asked,
    always,
    chunk,
    chunked,
    head,
    message,
    serving,
    whole,
)
from tests.unit.models.talking import HELLO, KEY, client, silent, talking
from vedette.core.dialogue import Ask, Ending, Message, Reply, Speaker, Tool, ToolCall, Usage
from vedette.core.errors import LimitHit, Unavailable
from vedette.models.compatible import Compatible, gather
from vedette.models.dialect import Dialect, Shaping
from vedette.models.transport import Line

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
LOOK = Tool(name="look", does="Looks something up.", schema={"type": "object", "properties": {}})


def test_a_plain_answer_and_what_is_sent_for_it() -> None:
    with talking(whole(message("Hello"))) as (model, stub):
        assert model.answer(HELLO) == Reply(text="Hello", usage=Usage(prompt=7, completion=3), model="stub")
    (asked,) = stub.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.body == {
        "model": "m",
        "messages": [{"role": "user", "content": "Hi"}],
        "max_tokens": 1024,
        "temperature": 0.0,
        "seed": 0,
    }


def test_one_connection_serves_many_calls_whole_and_streamed() -> None:
    def handle(asked: Asked, line: socket.socket) -> bool:
        streamed = chunked(chunk(content="a"), chunk("stop"), USAGE, DONE)
        line.sendall(streamed if asked.body.get("stream") else whole(message()))
        return True

    with talking(handle) as (model, stub):
        for _ in range(3):
            model.answer(HELLO)
            assert gather(model.stream(HELLO)).text == "a"
        assert stub.connections == 1
        assert stub.asked[1].body["stream_options"] == {"include_usage": True}


def test_a_stream_ends_with_its_ending_and_what_it_cost() -> None:
    answer = chunked(
        chunk(role="assistant", content=""),
        chunk(content="Hel"),
        chunk(content="lo"),
        chunk("length"),
        USAGE,
        DONE,
    )
    with talking(answer) as (model, _):
        deltas = list(model.stream(HELLO))
    assert [one.text for one in deltas] == ["Hel", "lo", ""]
    assert (deltas[-1].ending, deltas[-1].usage) == (Ending.LENGTH, Usage(prompt=7, completion=2))


def test_calls_come_in_pieces_and_are_put_together() -> None:
    first = [{"index": 0, "id": "c7", "type": "function", "function": {"name": "look", "arguments": ""}}]
    more = [{"index": 0, "function": {"arguments": '{"a"'}}]
    rest = [{"index": 0, "function": {"arguments": ": 1}"}}]
    answer = chunked(
        chunk(tool_calls=first), chunk(tool_calls=more), chunk(tool_calls=rest), chunk("tool_calls"), DONE
    )
    with talking(answer) as (model, stub):
        made = gather(model.stream(Ask(messages=HELLO.messages, tools=(LOOK,), tool_choice="look")))
    assert made.calls == (ToolCall(id="c7", name="look", arguments='{"a": 1}'),)
    assert made.ending is Ending.TOOLS
    assert made.usage.estimated
    assert stub.asked[0].body["tool_choice"] == {"type": "function", "function": {"name": "look"}}


@pytest.mark.parametrize(
    ("made", "ending", "text"),
    [
        (message("x", "length"), Ending.LENGTH, "x"),
        (message("x", "content_filter"), Ending.REFUSED, "x"),
        (message(None, refusal="I will not"), Ending.REFUSED, "I will not"),
        (message([{"type": "text", "text": "pa"}, {"type": "text", "text": "rts"}]), Ending.STOP, "parts"),  # type: ignore[arg-type]
        (
            message(None, tool_calls=[{"id": "1", "function": {"name": "f", "arguments": {"a": 1}}}]),
            Ending.TOOLS,
            "",
        ),
    ],
)
def test_how_an_answer_ends(made: dict[str, Any], ending: Ending, text: str) -> None:
    with talking(whole(made)) as (model, _):
        reply = model.answer(HELLO)
    assert (reply.ending, reply.text) == (ending, text)


@pytest.mark.parametrize(
    "usage", [None, {"prompt_tokens": -1, "completion_tokens": 3}, {"prompt_tokens": 1e30}, "x"]
)
def test_what_it_cost_is_guessed_where_the_server_does_not_say_or_says_what_cannot_be(usage: object) -> None:
    with talking(whole(message() | {"usage": usage})) as (model, _):
        cost = model.answer(HELLO).usage
    assert cost.estimated
    assert cost.prompt == model.size(HELLO) > 0


# --- what a schema becomes


def shaped(shaping: Shaping, text: str) -> tuple[Reply, dict[str, Any]]:
    with talking(whole(message(text)), dialect=Dialect(shaping=shaping)) as (model, stub):
        return model.answer(Ask(messages=HELLO.messages, schema=SCHEMA, schema_name="n")), stub.asked[0].body


def test_a_schema_is_sent_as_one_where_the_server_holds_to_it() -> None:
    reply, body = shaped(Shaping.SCHEMA, '{"a": 1}')
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "n", "strict": True, "schema": SCHEMA},
    }
    assert reply.text == '{"a": 1}'


@pytest.mark.parametrize("shaping", [Shaping.OBJECT, Shaping.PROMPTED])
def test_else_it_is_said_in_words_and_the_fence_taken_away(shaping: Shaping) -> None:
    reply, body = shaped(shaping, '```json\n{"a": 1}\n```')
    assert ("response_format" in body) == (shaping is Shaping.OBJECT)
    assert json.dumps(SCHEMA, separators=(",", ":")) in body["messages"][0]["content"]
    assert reply.text == '{"a": 1}'


# --- tools by a schema


ACTIONS = Dialect(tools="actions")
ASK_TOOLS = Ask(messages=HELLO.messages, tools=(LOOK,))


def test_tools_by_actions_are_calls_again() -> None:
    with talking(whole(message('{"action": "look", "arguments": {"q": "x"}}')), dialect=ACTIONS) as (
        model,
        stub,
    ):
        reply = model.answer(ASK_TOOLS)
    assert reply.calls == (ToolCall(id="call_0", name="look", arguments='{"q": "x"}'),)
    assert (reply.text, reply.ending) == ("", Ending.TOOLS)
    body = stub.asked[0].body
    assert "tools" not in body
    schema = body["response_format"]["json_schema"]["schema"]
    assert [one["properties"]["action"]["const"] for one in schema["anyOf"]] == ["look", "answer"]


def test_an_action_that_only_says_something_is_a_text_also_streamed() -> None:
    answer = chunked(
        chunk(content='{"action": "answer",'), chunk(content=' "text": "Hi"}'), chunk("stop"), DONE
    )
    with talking(answer, dialect=ACTIONS) as (model, _):
        deltas = list(model.stream(ASK_TOOLS))
    assert [one.text for one in deltas] == ["Hi", ""]
    assert deltas[-1].ending is Ending.STOP


@pytest.mark.parametrize(
    "text", ["no JSON", '{"action": "launch", "arguments": {}}', "[" * 5000, '{"action": 7}']
)
def test_what_is_no_action_stays_a_text(text: str) -> None:
    with talking(whole(message(text)), dialect=ACTIONS) as (model, _):
        reply = model.answer(ASK_TOOLS)
    assert (reply.text, reply.calls) == (text, ())


# --- stopping, taking turns


def test_nobody_who_left_is_waited_for_whole_or_streamed() -> None:
    for ways in ("answer", "stream"):
        gone = threading.Event()
        threading.Timer(0.3, gone.set).start()
        began = time.monotonic()
        with talking(silent) as (model, _), pytest.raises(Unavailable, match="nobody waits"):
            list(getattr(model, ways)(HELLO, gone.is_set))
        assert time.monotonic() - began < 10


def test_whoever_stops_listening_frees_the_connection_and_the_turn() -> None:
    def handle(asked: Asked, line: socket.socket) -> bool:
        del asked
        line.sendall(head(media="text/event-stream"))
        for _ in range(1000):
            line.sendall(chunk(content="a"))
            time.sleep(0.01)
        return False

    with talking(handle, most_at_once=1) as (model, _):
        for _ in range(2):
            coming = model.stream(HELLO)
            assert next(coming).text == "a"
            coming.close()  # type: ignore[attr-defined]


def test_no_more_are_asked_at_once_than_may_be() -> None:
    now: list[int] = [0]
    most: list[int] = [0]
    lock, two = threading.Lock(), threading.Barrier(2)

    def handle(asked: Asked, line: socket.socket) -> bool:
        del asked
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        two.wait(20)
        time.sleep(0.05)
        with lock:
            now[0] -= 1
        line.sendall(whole(message()))
        return True

    with talking(handle, most_at_once=2) as (model, _):
        threads = [threading.Thread(target=model.answer, args=(HELLO,)) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert most[0] == 2


def unanswered(model: Compatible) -> None:
    with pytest.raises(Unavailable):
        model.answer(Ask(messages=(), seconds=2))


def test_waiting_for_a_turn_ends_as_well() -> None:
    with talking(silent, most_at_once=1) as (model, stub):
        first = threading.Thread(target=unanswered, args=(model,))
        first.start()
        while not stub.asked:
            time.sleep(0.01)
        with pytest.raises(Unavailable, match="busy"):
            model.answer(Ask(messages=(), seconds=0.2))
        first.join()


def test_what_surely_does_not_fit_is_not_sent() -> None:
    with talking(whole(message()), context=100) as (model, stub):
        with pytest.raises(LimitHit, match="takes 100 tokens"):
            model.answer(Ask(messages=(Message(speaker=Speaker.USER, text="word " * 2000),)))
        assert not stub.asked


def test_the_key_is_in_no_repr() -> None:
    model = client("http://127.0.0.1:1/v1")
    assert KEY not in repr(model) + repr(model.line) + str(vars(type(model)))


def test_what_the_environment_says_of_proxies_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    with talking(whole(message())) as (model, _):
        assert model.answer(HELLO).text == "Hello"


def test_the_proxy_the_operator_named_is() -> None:
    with serving(always(whole(message("through it")))) as stub:
        line = Line(
            name="stub",
            url="http://models.example/v1/chat/completions",
            proxy=f"http://127.0.0.1:{stub.port}",
        )
        assert Compatible(name="stub", model="m", line=line).answer(HELLO).text == "through it"
    assert stub.asked[0].path == "http://models.example/v1/chat/completions"


def test_a_kept_connection_the_server_ended_meanwhile_is_no_matter() -> None:
    """Some servers end a connection after an answer without saying so."""

    def handle(asked: Asked, line: socket.socket) -> bool:
        streamed = chunked(chunk(content="a"), chunk("stop"), DONE)
        line.sendall(streamed if asked.body.get("stream") else whole(message()))
        return False

    with talking(handle) as (model, stub):
        for _ in range(20):
            assert model.answer(HELLO).text == "Hello"
            assert gather(model.stream(HELLO)).text == "a"
        assert (stub.connections, len(stub.asked)) == (40, 40)


def test_but_one_it_ended_while_it_worked_is() -> None:
    """It may have cost something."""

    def handle(asked: Asked, line: socket.socket) -> bool:
        if asked.body["messages"][0]["content"] == "Hi":
            line.sendall(whole(message()))
            return True
        time.sleep(1.2)
        return False

    with talking(handle) as (model, stub):
        model.answer(HELLO)
        with pytest.raises(Unavailable, match="broke off"):
            model.answer(Ask(messages=(Message(speaker=Speaker.USER, text="Work"),)))
        assert len(stub.asked) == 2
