"""Conversations over a real socket: streamed as they come, stopped when nobody listens, or broken."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.unit.doors.api.fakes import URL, FakeService, application
from tests.unit.doors.api.served import served
from tests.unit.doors.api.wire.saying import USAGE, events
from vedette.app.gate import Work
from vedette.app.job_answers import TooMany
from vedette.app.model_answers import Conversation, Counted, Spoken
from vedette.app.model_requests import UseModel
from vedette.core.dialogue import Delta, Reply
from vedette.core.errors import Unavailable
from vedette.doors.api.door import Options

FAST = Options(public_url=URL, heartbeat=0.1, recheck=0.05, person_talks=2, talk_finish=0.1)
BODIES: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"messages": [{"role": "user", "content": "hello"}]},
    "/v1/responses": {"input": "hello"},
    "/v1/messages": {"max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]},
}
CHAT = "/v1/chat/completions"
PATHS = pytest.mark.parametrize("path", BODIES)


@dataclass
class Teller:
    """A model that says word after word, each when it may."""

    words: tuple[str, ...] = ("one ", "two ", "three")
    fails: Exception | None = None
    after: int = 0
    """Words before it fails."""
    go: threading.Event = field(default_factory=threading.Event)
    began: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    ended: list[str] = field(default_factory=list)
    asked: list[UseModel] = field(default_factory=list)

    def __call__(self, request: UseModel, work: Work) -> Spoken:
        self.asked.append(request)
        try:
            return self._said(work)
        except BaseException as error:
            self.ended.append(type(error).__name__)
            raise
        finally:
            self.over.set()

    def _said(self, work: Work) -> Spoken:
        job = work.job
        if isinstance(job, Conversation):
            job.begin("vedette-m", work.decision.id)
        self.began.set()
        for number, word in enumerate(self.words):
            if self.fails is not None and number == self.after:
                raise self.fails
            if isinstance(job, Conversation):
                job.hear(Delta(text=word))
        while not self.go.wait(0.01):
            job.check()
        return Spoken(served="vedette-m", back_end="b", reply=Reply(text="".join(self.words), usage=USAGE))


@pytest.fixture
def teller(service: FakeService) -> Teller:
    made = Teller()
    made.go.set()
    service.fake.handlers["model.m"] = made
    return made


@pytest.fixture
def web(service: FakeService, teller: Teller) -> Iterator[httpx.Client]:
    with served(application(service, options=FAST)) as port:
        url, headers = f"http://127.0.0.1:{port}", {"Authorization": "Test ana"}
        with httpx.Client(base_url=url, headers=headers, timeout=20) as made:
            yield made
        teller.go.set()


def body(path: str, **more: object) -> dict[str, Any]:
    return {"model": "m"} | BODIES[path] | more


def until(true: Callable[[], bool]) -> bool:
    for _ in range(2000):
        if true():
            return True
        time.sleep(0.01)
    return False


@PATHS
def test_a_whole_answer_says_who_gave_it_in_header_and_body(web: httpx.Client, path: str) -> None:
    answer = web.post(path, json=body(path))
    assert answer.status_code == 200, answer.text
    assert answer.headers["Vedette-Model"] == answer.json()["model"] == "vedette-m"
    said = answer.json()["vedette"]
    assert answer.headers["Vedette-Decision"] == said["decision"] == said["receipt"]["decision"]
    assert answer.headers["x-request-id"] == said["decision"]
    assert (said["asked"], said["served"], said["back_end"]) == ("m", "vedette-m", "b")
    assert "one two three" in answer.text


@PATHS
def test_a_stream_comes_while_the_model_still_speaks(web: httpx.Client, teller: Teller, path: str) -> None:
    teller.go.clear()
    with web.stream("POST", path, json=body(path, stream=True)) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Vedette-Model"] == "vedette-m"
        heard = ""
        for piece in answer.iter_text():
            heard += piece
            if "three" in heard and not teller.go.is_set():
                assert not teller.over.is_set()
                teller.go.set()
    said = events(heard.encode())
    assert json.dumps(said).count('"decision": "d1"') >= 1
    assert "one " in heard


def test_a_quiet_model_gives_signs_of_life(web: httpx.Client, teller: Teller) -> None:
    teller.go.clear()
    teller.words = ()
    with web.stream("POST", CHAT, json=body(CHAT, stream=True)) as answer:
        heard = ""
        for piece in answer.iter_text():
            heard += piece
            if heard.count(": still here") == 2:
                teller.go.set()
    assert heard.index('"role":"assistant"') < heard.index(": still here")
    assert heard.endswith("data: [DONE]\n\n")


@PATHS
@pytest.mark.parametrize("stream", [False, True])
def test_before_the_first_word_what_goes_wrong_is_an_answer_in_the_format(
    web: httpx.Client, service: FakeService, teller: Teller, path: str, *, stream: bool
) -> None:
    teller.fails = Unavailable("the model is out", hint="come back")
    broken = web.post(path, json=body(path, stream=stream))
    assert broken.status_code == 503
    service.fake.refused.add("model.m")
    denied = web.post(path, json=body(path, stream=stream))
    assert denied.status_code == 403
    assert denied.headers["Vedette-Decision"] == denied.json()["error"]["decision"]
    assert denied.json()["error"]["remedies"] == [{"code": "prove_scope", "text": "prove that it is yours"}]
    assert denied.headers["x-should-retry"] == "false"
    assert denied.headers["Content-Type"] == "application/json"


@PATHS
def test_after_the_first_word_what_goes_wrong_is_an_event_in_the_format(
    web: httpx.Client, teller: Teller, path: str
) -> None:
    teller.fails, teller.after = Unavailable("the model is out", hint="come back"), 2
    answer = web.post(path, json=body(path, stream=True))
    assert answer.status_code == 200
    assert "two" in answer.text
    _, last = events(answer.content)[-1]
    assert "the model is out. come back" in json.dumps(last["error"])
    assert "[DONE]" not in answer.text


def test_who_hangs_up_stops_the_model(web: httpx.Client, teller: Teller) -> None:
    teller.go.clear()
    with web.stream("POST", CHAT, json=body(CHAT, stream=True)) as answer:
        next(answer.iter_raw())
    assert teller.over.wait(20)
    assert teller.ended == ["Cancelled"]


def test_who_hangs_up_while_waiting_for_the_whole_stops_the_model(web: httpx.Client, teller: Teller) -> None:
    teller.go.clear()
    asked = web.build_request("POST", CHAT, json=body(CHAT))
    head = f"POST {CHAT} HTTP/1.1\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in asked.headers.items()
    )
    with socket.create_connection(("127.0.0.1", int(web.base_url.port or 0))) as line:
        line.sendall(head.encode() + b"\r\n" + asked.content)
        assert teller.began.wait(20)
    assert teller.over.wait(20)
    assert teller.ended == ["Cancelled"]


def test_a_model_waits_for_who_reads_slowly(web: httpx.Client, teller: Teller) -> None:
    """What waits is bounded: a model that speaks a lot is not ahead of its listener by all of it."""
    teller.words = ("x" * 50_000,) * 1_000
    with web.stream("POST", CHAT, json=body(CHAT, stream=True)) as answer:
        parts = answer.iter_raw()
        next(parts)
        assert not teller.over.wait(0.5), "it is kept waiting"
        for _ in parts:
            pass
    assert teller.over.is_set()


def test_one_person_talks_so_much_at_once_and_no_more(web: httpx.Client, teller: Teller) -> None:
    teller.go.clear()
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(web.post(CHAT, json=body(CHAT)).status_code))
        for _ in range(FAST.person_talks)
    ]
    for one in threads:
        one.start()
    assert until(lambda: len(teller.asked) == FAST.person_talks)
    answer = web.post(CHAT, json=body(CHAT))
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == str(TooMany.retry_after)
    assert answer.json()["error"]["type"] == "rate_limit_error"
    teller.go.set()
    for one in threads:
        one.join()
    assert statuses == [200] * FAST.person_talks
    assert web.post(CHAT, json=body(CHAT)).status_code == 200


def test_a_stream_ends_when_the_right_to_it_does(
    web: httpx.Client, service: FakeService, teller: Teller
) -> None:
    teller.go.clear()
    with web.stream("POST", CHAT, json=body(CHAT, stream=True)) as answer:
        service.good = False
        heard = "".join(answer.iter_text())
    assert "the right to hear this has ended" in heard
    assert teller.over.wait(20)


def test_a_server_that_stops_lets_a_conversation_end_but_does_not_wait_for_ever(
    service: FakeService, teller: Teller
) -> None:
    teller.go.clear()
    app = application(service, options=FAST)
    with served(app) as port:
        url = f"http://127.0.0.1:{port}{CHAT}"
        with httpx.stream(
            "POST", url, json=body(CHAT, stream=True), headers={"Authorization": "Test ana"}, timeout=20
        ) as answer:
            heard = ""
            for piece in answer.iter_text():
                heard += piece
                if "one " in heard:
                    app.door.stop()
    assert "one " in heard
    assert teller.ended == ["Cancelled"]


def test_a_lower_model_answers_only_where_that_is_allowed(
    web: httpx.Client, service: FakeService, teller: Teller
) -> None:
    service.fake.refused.add("model.m")
    service.fake.handlers["model.vedette-lower"] = teller
    assert web.post(CHAT, json=body(CHAT)).status_code == 403
    assert web.post(CHAT, json=body(CHAT), headers={"Vedette-Fallback": "no"}).status_code == 403
    answer = web.post(CHAT, json=body(CHAT), headers={"Vedette-Fallback": "allow"})
    assert answer.status_code == 200
    said = answer.json()["vedette"]
    assert said["asked"] == "m"
    assert said["notes"] == ["m may not be used; vedette-m answered, as Vedette-Fallback allows"]


@PATHS
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"{", 400),
        (b'{"model":"m","model":"m"}', 400),
        (b"[" * 100, 413),
        (b'{"model":"m"}', 400),
        (b'{"model":"m","x":' + b'"' + b"a" * (9 << 20) + b'"}', 413),
    ],
)
def test_what_cannot_be_read_is_told_in_the_format(
    web: httpx.Client, teller: Teller, path: str, sent: bytes, status: int
) -> None:
    answer = web.post(path, content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["error"]["message"]
    assert ("request_id" in answer.json()) is (path == "/v1/messages")
    assert not teller.asked


@PATHS
def test_a_stranger_is_told_in_the_format(web: httpx.Client, teller: Teller, path: str) -> None:
    answer = web.post(path, json=body(path), headers={"Authorization": "Bearer sk-x"})
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "authentication_error"
    assert answer.headers["WWW-Authenticate"].startswith("DPoP")
    assert not teller.asked


@pytest.mark.parametrize(
    ("sent", "told"),
    [(r"a\u0000b", "a\ufffdb"), (r"a\\u0000b", r"a\u0000b"), (r"\\\u0000\u0000", "\\\ufffd\ufffd")],
)
def test_what_a_program_printed_may_hold_nul(web: httpx.Client, teller: Teller, sent: str, told: str) -> None:
    data = '{"model":"m","messages":[{"role":"user","content":"%s"}]}' % sent  # noqa: UP031 - braces
    assert web.post(CHAT, content=data, headers={"Content-Type": "application/json"}).status_code == 200
    assert teller.asked[0].ask.messages[0].text == told


def test_a_model_there_is_not_is_not_found(web: httpx.Client) -> None:
    answer = web.post(CHAT, json=body(CHAT, model="vedette-none"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "model_not_found")


def test_clients_may_say_which_version_they_are(web: httpx.Client, service: FakeService) -> None:
    assert web.post("/v1/messages?beta=true", json=body("/v1/messages")).status_code == 200
    service.fake.handlers["model.count"] = lambda *_: Counted(tokens=7)
    answer = web.post("/v1/messages/count_tokens", json=body("/v1/messages"))
    assert answer.json() == {"input_tokens": 7}
    assert answer.headers["Vedette-Decision"]
