"""An exchange that nobody stands still for: the same as with a thread, whatever a server answers."""

from __future__ import annotations

import re
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Generator
from itertools import pairwise
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import ProtocolError

from tests.unit.access.scope.tls import certificate
from tests.unit.models.stubserver import Asked, always, head, message, serving, whole
from tests.unit.models.talking import HELLO, KEY, talking
from tests.unit.models.test_faults import BAD
from vedette.core.dialogue import Ask, Cancelled, Message, Reply, Speaker, unstoppable
from vedette.core.errors import Unavailable, VedetteError
from vedette.models import direct
from vedette.models.compatible import Compatible
from vedette.models.direct import Came, Readiness
from vedette.models.transport import Line

T = TypeVar("T")
GOOD = whole(message("Hello"))
PLAIN = b"%x\r\n%s\r\n"


def heard(exchange: Generator[Readiness, None, T]) -> T:
    """Drive one, as whoever listens at many does; tell what it never did: wait by itself."""
    try:
        while True:
            needed = next(exchange)
            poll = select.poll()
            poll.register(needed.line, select.POLLOUT if needed.writing else select.POLLIN)
            while not needed.over() and not poll.poll(20):
                pass
    except StopIteration as end:
        came: T = end.value
        return came


def asked(model: Compatible, ask: Ask = HELLO, cancelled: Cancelled = unstoppable) -> Reply:
    came = heard(model.directly(ask, cancelled))
    assert isinstance(came, Reply), "it went without a thread"
    return came


def after_one(answer: bytes, *, stays: bool = True) -> Callable[[Asked, socket.socket], bool]:
    """Answer well at first, so that the connection is kept; then like that."""

    def handle(_: Asked, line: socket.socket) -> bool:
        first = not seen
        seen.append(line)
        line.sendall(GOOD if first else answer)
        return first or stays

    seen: list[socket.socket] = []
    return handle


def test_the_first_call_takes_a_thread_and_the_rest_go_over_its_connection() -> None:
    with talking(GOOD) as (model, stub):
        later = heard(model.directly(HELLO))
        assert callable(later)
        first = later()
        assert [asked(model) for _ in range(5)] == [first] * 5
        assert model.answer(HELLO) == first, "and it may take a thread again"
        assert (stub.connections, len(stub.asked)) == (1, 7)


def test_what_is_sent_is_the_same() -> None:
    with talking(GOOD) as (model, stub):
        model.answer(HELLO)
        asked(model)
    with_thread, without = stub.asked
    assert without == with_thread
    assert without.headers["authorization"] == f"Bearer {KEY}"


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"".join(PLAIN % (1, GOOD[at : at + 1]) for at in range(GOOD.index(b"\r\n\r\n") + 4, len(GOOD)))
    + b"0\r\nX-Trailer: yes\r\n\r\n"
)
TO_THE_END = head() + GOOD.partition(b"\r\n\r\n")[2]
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + GOOD
HUGE = 17 << 20


@pytest.mark.parametrize("answer", [CHUNKED, EARLY, b"HTTP/1.1 100 Continue\r\n\r\n" + GOOD])
def test_answers_come_in_several_forms(answer: bytes) -> None:
    with talking(after_one(answer)) as (model, stub):
        model.answer(HELLO)
        assert asked(model).text == asked(model).text == "Hello"
        assert stub.connections == 1


def test_an_answer_may_last_until_the_connection_ends() -> None:
    with talking(after_one(TO_THE_END, stays=False)) as (model, stub):
        model.answer(HELLO)
        assert asked(model).text == "Hello"
        model.answer(HELLO)
        assert stub.connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        head(Content_Length="100") + b"{}",
        GOOD[:-5],
        CHUNKED[:-40],
        b"HTTP/1.1 200 OK\r\nX: ",
        b"rubbish\r\n\r\n",
        b"\r\n" * 70_000,
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000,
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000,
        CHUNKED[:-5] + b"Y: " + b"y" * 200_000,
        head(Content_Length=str(HUGE)) + b" " * HUGE,
        head(Content_Length="2", Transfer_Encoding="chunked") + b"{}",
        head(media="text/html", Content_Length="2") + b"{}",
        head(Content_Encoding="gzip", Content_Length="2") + b"{}",
        whole({"choices": []}),
        whole(b"\xff\xfe"),
        whole({"error": {"message": "no"}}, 400),
        whole({"error": {"message": f"wrong key {KEY}"}}, 401),
        whole({}, 302, Location="http://127.0.0.1:1/v1/chat/completions"),
        whole({}, 307, Location="/elsewhere"),
        head(500, Content_Length=str(HUGE)) + b" " * HUGE,
        head(101, Upgrade="websocket", Connection="upgrade"),
    ],
    ids=lambda one: repr(one[:40]),
)
def test_what_is_no_answer_is_refused_as_with_a_thread(answer: bytes) -> None:
    told = []
    for way in (lambda model: model.answer(HELLO), asked):
        with talking(after_one(answer, stays=False)) as (model, stub):
            model.answer(HELLO)
            with pytest.raises(VedetteError) as caught:
                way(model)
            assert KEY not in str(caught.value)
            told.append((type(caught.value), caught.value.exit_code, caught.value.http_status))
            assert len(stub.asked) == 2, "it was asked once, and nobody was sent elsewhere"
    assert told[0] == told[1]


@pytest.mark.parametrize("case", BAD)
def test_a_server_that_behaves_badly_is_said_to(case: str) -> None:
    given, words = BAD[case]
    badly = always(given) if isinstance(given, bytes) else given
    seen: list[Asked] = []

    def handle(one: Asked, line: socket.socket) -> bool:
        seen.append(one)
        return badly(one, line) if len(seen) > 1 else always(GOOD)(one, line)

    began = time.monotonic()
    ask = Ask(messages=HELLO.messages, seconds=0.6 if "time was over" in words else 20)
    with talking(handle) as (model, _):
        model.answer(HELLO)
        with pytest.raises(Unavailable, match=re.escape(words)) as told:
            asked(model, ask)
    assert "\x1b" not in str(told.value)
    assert KEY not in str(told.value) + told.value.hint
    assert time.monotonic() - began < 10
    assert len(seen) == 2, "nothing is asked twice once something came back"


def test_two_answers_to_one_question_end_the_connection() -> None:
    with talking(after_one(GOOD + whole(message("planted")))) as (model, stub):
        model.answer(HELLO)
        assert asked(model).text == "Hello"
        assert callable(heard(model.directly(HELLO))), "it was not kept"
        assert len(stub.asked) == 2


def test_what_came_unasked_is_taken_for_no_answer() -> None:
    lines: list[socket.socket] = []

    def handle(_: Asked, line: socket.socket) -> bool:
        lines.append(line)
        line.sendall(GOOD)
        return True

    with talking(handle) as (model, stub):
        model.answer(HELLO)
        lines[0].sendall(whole(message("planted")))
        time.sleep(0.05)
        later = heard(model.directly(HELLO))
        assert callable(later)
        assert later().text == "Hello"
        assert stub.connections == 2


def test_a_connection_that_ends_as_it_is_asked_over_is_no_matter() -> None:
    """It is asked again, in a thread, over another: nobody can have begun to work."""
    seen: list[Asked] = []

    def handle(one: Asked, line: socket.socket) -> bool:
        seen.append(one)
        if len(seen) == 2:
            return False
        line.sendall(GOOD)
        return True

    with talking(handle) as (model, stub):
        model.answer(HELLO)
        later = heard(model.directly(HELLO))
        assert callable(later)
        assert later().text == "Hello"
        assert stub.connections == 2


def test_one_that_ends_while_it_works_is() -> None:
    def handle(_: Asked, line: socket.socket) -> bool:
        if not seen:
            seen.append(line)
            line.sendall(GOOD)
            return True
        time.sleep(1.2)
        return False

    seen: list[socket.socket] = []
    with talking(handle) as (model, stub):
        model.answer(HELLO)
        with pytest.raises(Unavailable, match="broke off"):
            asked(model)
        assert len(stub.asked) == 2


def test_a_busy_server_is_asked_again_in_a_thread_when_it_says() -> None:
    with talking(after_one(whole({}, 503, Retry_After="0"))) as (model, stub):
        model.answer(HELLO)
        later = heard(model.directly(HELLO))
        assert callable(later)
        with pytest.raises(Unavailable, match="answers 503"):
            later()
        assert len(stub.asked) == 1 + 3, "as often as with a thread"


def test_nobody_who_left_is_waited_for_and_no_time_is_exceeded() -> None:
    for ask, gone, why in (
        (HELLO, threading.Event(), "nobody waits"),
        (Ask(messages=(), seconds=0.3), None, "its time was over"),
    ):
        if gone is not None:
            threading.Timer(0.3, gone.set).start()
        with talking(after_one(b"HTTP/1.1 200 OK\r\nX: ")) as (model, _):
            model.answer(HELLO)
            began = time.monotonic()
            with pytest.raises(Unavailable, match=why):
                asked(model, ask, gone.is_set if gone is not None else unstoppable)
            assert time.monotonic() - began < 5


def test_whoever_lets_go_frees_the_turn_and_ends_the_connection() -> None:
    with talking(after_one(b"HTTP/1.1 200 OK\r\nX: "), most_at_once=1) as (model, _):
        model.answer(HELLO)
        exchange = model.directly(HELLO)
        next(exchange)
        assert callable(heard(model.directly(HELLO))), "there is no turn left"
        exchange.close()
        assert callable(heard(model.directly(HELLO))), "there is no connection left"


def test_a_long_answer_is_read_in_a_thread() -> None:
    with talking(after_one(whole(message("x" * 300_000)))) as (model, _):
        model.answer(HELLO)
        later = heard(model.directly(HELLO))
        assert callable(later)
        assert later().text == "x" * 300_000


def test_a_server_that_takes_its_time_to_listen_hears_all_of_it() -> None:
    def handle(_: Asked, line: socket.socket) -> bool:
        line.sendall(GOOD)
        time.sleep(0.1)
        return True

    with talking(handle) as (model, stub):
        model.answer(HELLO)
        words = "word " * 1_000_000
        assert asked(model, Ask(messages=(Message(speaker=Speaker.USER, text=words),))).text == "Hello"
        assert stub.asked[1].body["messages"][0]["content"] == words


def test_it_goes_over_tls_as_well(tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(certificate("localhost"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)

    def handle(_: Asked, line: socket.socket) -> bool:
        for at in range(0, len(GOOD), 50):
            line.sendall(GOOD[at : at + 50])
        return True

    with serving(handle, context) as stub:
        known = tmp_path / "known.pem"
        known.write_bytes(both.read_bytes()[both.read_bytes().index(b"-----BEGIN CERT") :])
        line = Line(name="s", url=f"https://localhost:{stub.port}/v1/chat/completions", ca_file=str(known))
        model = Compatible(name="s", model="m", line=line)
        model.answer(HELLO)
        for _ in range(3):
            came = heard(model.directly(HELLO))
            assert (came if isinstance(came, Reply) else came()).text == "Hello"


def test_through_a_proxy_it_takes_a_thread() -> None:
    with serving(always(GOOD)) as stub:
        proxy = f"http://127.0.0.1:{stub.port}"
        line = Line(name="s", url="http://models.example/v1/chat/completions", proxy=proxy)
        model = Compatible(name="s", model="m", line=line)
        model.answer(HELLO)
        assert callable(heard(model.directly(HELLO)))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1:8080/v1", b"127.0.0.1:8080"),
        ("http://[::1]:80/v1", b"[::1]"),
        ("https://models.example:443/v1", b"models.example"),
        ("https://models.example:80/v1", b"models.example:80"),
    ],
)
def test_the_host_is_named_as_browsers_do(url: str, host: bytes) -> None:
    assert direct.head(urlsplit(url), {}).split(b"\r\n")[1] == b"Host: " + host


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://x/a b", "k"),
        ("http://x/é", "k"),
        ("http://é/", "k"),
        ("http://x/", "k\r\nX: planted"),
        ("http://x/", "kéy"),
        ("http://x/", "k\0"),
    ],
)
def test_what_is_not_plain_takes_a_thread(url: str, key: str) -> None:
    assert direct.head(urlsplit(url), {"Authorization": f"Bearer {key}"}) == b""


def read(answer: bytes, cuts: list[int]) -> Came:
    parser = direct.parsing()
    assert parser is not None
    came = Came(parser)
    edges = sorted({0, len(answer), *(cut % len(answer) for cut in cuts)})
    for start, end in pairwise(edges):
        came.take(answer[start:end])
    return came


@given(st.sampled_from([GOOD, CHUNKED, EARLY]), st.lists(st.integers(0, 1 << 20), max_size=40))
def test_how_an_answer_is_cut_up_is_no_matter(answer: bytes, cuts: list[int]) -> None:
    came = read(answer, cuts)
    assert (came.status, came.whole, came.stays) == (200, True, True)
    assert bytes(came.data) == GOOD.partition(b"\r\n\r\n")[2]
    assert came.headers["content-type"].startswith("application/json")


@given(
    st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", GOOD[:100], CHUNKED[:150]]),
    st.binary(min_size=1, max_size=2000),
    st.lists(st.integers(0, 1 << 20), max_size=5),
)
def test_rubbish_is_refused_and_no_more(begin: bytes, rubbish: bytes, cuts: list[int]) -> None:
    try:
        came = read(begin + rubbish, cuts)
        came.take(b"")
    except (ProtocolError, ConnectionResetError):
        return
    assert came.whole


def test_a_connection_that_ends_before_anything_came_was_over_before() -> None:
    parser = direct.parsing()
    assert parser is not None
    with pytest.raises(ConnectionResetError):
        Came(parser).take(b"")
