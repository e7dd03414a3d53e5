import itertools
import socket
import time

import pytest

from tests.examples import few
from tests.unit.models.stubserver import (
    DONE,
    Asked,
    Handler,
    chunk,
    chunked,
    head,
    message,
    whole,
)
from tests.unit.models.talking import HELLO, KEY, client, silent, talking
from vedette.core.dialogue import Ask
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.models import transport
from vedette.models.compatible import gather
from vedette.models.heard import Unfinished

# --- a server that behaves badly: each ends in a clear error, in time


def drip(asked: Asked, line: socket.socket) -> bool:
    del asked
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(200):
        line.sendall(b"X-A: b\r\n")
        time.sleep(0.05)
    return False


def drip_body(asked: Asked, line: socket.socket) -> bool:
    del asked
    line.sendall(head(Content_Length="100000"))
    for _ in range(200):
        line.sendall(b" ")
        time.sleep(0.05)
    return False


def broken_off(asked: Asked, line: socket.socket) -> bool:
    line.sendall(whole(message())[:-20] if not asked.body.get("stream") else chunked(chunk(content="a"))[:-9])
    return False


def flood(asked: Asked, line: socket.socket) -> bool:
    media = "text/event-stream" if asked.body.get("stream") else "application/json"
    line.sendall(head(media=media))
    for _ in range(400):
        line.sendall(b"data: " + b"x" * 65536)
    return False


def endless_events(asked: Asked, line: socket.socket) -> bool:
    del asked
    line.sendall(head(media="text/event-stream"))
    for _ in itertools.repeat(None, 400_000):
        line.sendall(chunk(content="") * 50)
    return False


DEEP = b'{"choices": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
BAD: dict[str, tuple[Handler | bytes, str]] = {
    "no HTTP": (b"SSH-2.0-OpenSSH_9\r\n", "broke off"),
    "no JSON": (whole(b"<html>Welcome</html>"), "no answer in JSON"),
    "HTML": (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi",
        "'text/html' instead of",
    ),
    "another object": (whole({"object": "list", "data": []}), "without choices"),
    "no choice": (whole({"choices": []}), "without a message"),
    "no ending": (whole({"choices": [{"message": {"content": "x"}}]}), "without a message and its ending"),
    "unknown ending": (whole(message("x", "cosmic ray")), "a reason nobody knows, 'cosmic ray'"),
    "wrong types": (whole({"choices": {"0": "x"}}), "no answer in JSON"),
    "too deep": (whole(DEEP), "no answer in JSON"),
    "lone surrogate": (whole(b'{"choices": [{"message": {"content": "\\ud800"}}]}'), "no answer in JSON"),
    "no UTF-8": (whole(b'{"choices": [{"message": {"content": "\xff"}}]}'), "no answer in JSON"),
    "packed": (whole(b"\x1f\x8b", Content_Encoding="gzip"), "packed, which nobody asked for"),
    "error as 200": (whole({"error": {"message": "model\x1b[2J crashed"}}), "failed half-way: model"),
    "too many calls": (
        whole(message(None, tool_calls=[{"function": {"name": "f"}}] * 65)),
        "more calls than",
    ),
    "breaks off": (broken_off, "broke off"),
    "endless": (flood, "an answer without an end"),
    "silent": (silent, "was stopped: its time was over"),
    "drips headers": (drip, "was stopped: its time was over"),
    "drips its body": (drip_body, "was stopped: its time was over"),
    "sends us elsewhere": (whole(b"", 302, Location="http://169.254.169.254/"), "sends us elsewhere"),
    "is shut": (whole({"error": "no"}, 500), "answers 500: no"),
    "a thousand headers": (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1000 + b"\r\n", "broke off"),
    "a long line": (b"HTTP/1.1 200 " + b"x" * 100_000 + b"\r\n\r\n", "broke off"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_server_that_behaves_badly_is_said_to(case: str) -> None:
    handler, words = BAD[case]
    began = time.monotonic()
    ask = Ask(messages=HELLO.messages, seconds=0.6 if "time was over" in words else 20)
    with talking(handler) as (model, stub), pytest.raises(Unavailable) as told:
        model.answer(ask)
    assert words in str(told.value)
    assert "\x1b" not in str(told.value)
    assert KEY not in str(told.value) + told.value.hint
    assert time.monotonic() - began < 10
    assert len(stub.asked) == 1, "nothing is asked twice once something came back"


STREAMS: dict[str, tuple[Handler | bytes, str]] = {
    "no stream": (whole(message()), "instead of text/event-stream"),
    "no events": (chunked(b"<html>\n\n"), "a line that is none of an event"),
    "no JSON": (chunked(b"data: {\n\n"), "no answer in JSON"),
    "no ending": (chunked(chunk(content="a"), DONE), "ends before its end"),
    "nothing": (chunked(DONE), "ends before its end"),
    "half an event": (chunked(chunk(content="a"), b"data: {}"), "in the middle of an event"),
    "more after the end": (chunked(chunk("stop"), DONE, chunk(content="psst")), "more after its end"),
    "an error half-way": (
        chunked(chunk(content="a"), b'data: {"error": {"message": "OOM"}}\n\n'),
        "half-way: OOM",
    ),
    "an index of nobody": (chunked(chunk(tool_calls=[{"index": 9999999}])), "more calls than anybody makes"),
    "a negative index": (chunked(chunk(tool_calls=[{"index": -1}])), "more calls than anybody makes"),
    "breaks off": (broken_off, "broke off"),
    "endless line": (flood, "an event without an end"),
    "endless events": (endless_events, "an answer without an end"),
    "silent": (silent, "its time was over"),
}


@pytest.mark.parametrize("case", few(STREAMS))
def test_so_is_one_that_streams_badly(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LARGEST", 2 << 20)  # more than an event may be
    handler, words = STREAMS[case]
    ask = Ask(messages=HELLO.messages, seconds=0.6 if "time was over" in words else 30)
    with talking(handler) as (model, stub), pytest.raises(Unavailable) as told:
        list(model.stream(ask))
    assert words in str(told.value)
    assert isinstance(told.value, Unfinished), "it may have to be paid for"
    assert len(stub.asked) == 1


def test_a_server_that_does_not_hang_up_after_its_end_costs_half_a_second() -> None:
    def handle(asked: Asked, line: socket.socket) -> bool:
        line.sendall(head(media="text/event-stream") + chunk(content="a") + chunk("stop") + DONE)
        return silent(asked, line)

    began = time.monotonic()
    with talking(handle) as (model, _):
        assert gather(model.stream(HELLO)).text == "a"
        assert time.monotonic() - began < 3


# --- trying again


def test_a_busy_server_is_asked_again_when_it_says_and_three_times_at_most() -> None:
    times: list[float] = []

    def handle(asked: Asked, line: socket.socket) -> bool:
        del asked
        times.append(time.monotonic())
        line.sendall(whole(message()) if len(times) == 3 else whole({}, 429, Retry_After="1"))
        return True

    with talking(handle) as (model, _):
        assert model.answer(HELLO).text == "Hello"
    assert len(times) == 3
    assert all(1 <= later - sooner < 4 for sooner, later in itertools.pairwise(times))


def test_but_not_for_ever_and_not_longer_than_there_is_time() -> None:
    with talking(whole({}, 503, Retry_After="0")) as (model, stub):
        with pytest.raises(Unavailable, match="answers 503"):
            model.answer(HELLO)
        assert len(stub.asked) == 3
    with talking(whole({"error": {"message": "slow down"}}, 429, Retry_After="3600")) as (model, stub):
        with pytest.raises(Unavailable, match="answers 429: slow down"):
            model.answer(HELLO)
        assert len(stub.asked) == 1


@pytest.mark.parametrize("date", ["Wed, 21 Oct 2015 07:28:00 GMT", "soon", ""])
def test_when_may_be_a_date_and_rubbish_is_passed_over(date: str) -> None:
    with talking(whole({}, 504, Retry_After=date)) as (model, stub), pytest.raises(Unavailable):
        model.answer(HELLO)
    assert len(stub.asked) == 3


def test_a_server_that_is_not_there_is_tried_three_times() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    model = client(f"http://127.0.0.1:{port}/v1")
    with pytest.raises(Unavailable, match="cannot be reached"):
        model.answer(HELLO)


@pytest.mark.parametrize(
    ("status", "error", "kind", "words"),
    [
        (400, {"message": "bad schema"}, BadInput, "answers 400: bad schema"),
        (404, {"message": "no such model"}, BadInput, "no such model"),
        (400, {"message": "x", "code": "context_length_exceeded"}, LimitHit, "answers 400"),
        (401, {"message": f"wrong key: {KEY}"}, Unavailable, "answers 401: wrong key: …"),
        (403, {"message": "no"}, Unavailable, "answers 403"),
    ],
)
def test_what_a_server_refuses(status: int, error: dict[str, str], kind: type[Exception], words: str) -> None:
    with talking(whole({"error": error}, status)) as (model, stub), pytest.raises(kind) as told:
        model.answer(HELLO)
    assert words in str(told.value)
    assert KEY not in str(told.value)
    assert len(stub.asked) == 1
