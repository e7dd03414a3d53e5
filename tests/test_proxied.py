"""Questions on their way to a model, through a real server: budgets exact, all on record, nobody left over.

The model is a stub over a real socket, asked by the server's lane over connections it keeps.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser import Answer, Browser
from tests.ports import free_port
from tests.serving import Served, joined, served
from tests.unit.models.stubserver import Asked, Stub, message, serving, whole
from vedette.ledger.entries import Kind

MODELS = """\
[backend.stub]
kind = "openai"
url = "{url}"
model = "stub"
concurrency = 16

[profile.vedette-open]
back_end = "stub"
requests = 40
"""
ASKED = {"model": "vedette-open", "messages": [{"role": "user", "content": "hello"}]}
PATH = "/v1/chat/completions"
AT_ONCE = 12


class Model:
    """A stub that answers, or works until it is let go; it sees who hangs up."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()
        self.left = threading.Semaphore(0)

    def __call__(self, asked: Asked, line: socket.socket) -> bool:
        del asked
        line.settimeout(0.02)
        while not self.free.is_set():
            try:
                if not line.recv(1, socket.MSG_PEEK):
                    self.left.release()
                    return False
            except TimeoutError:
                continue
        line.settimeout(None)
        line.sendall(whole(message("hello")))
        return True


@contextmanager
def proxied(folder: Path, port: int, stub: Stub) -> Iterator[Served]:
    data = folder / "data"
    data.mkdir(mode=0o700, exist_ok=True)
    (data / "models.toml").touch(0o600)
    (data / "models.toml").write_text(MODELS.format(url=stub.url))
    with served(folder, port=port) as service:
        yield service


def member(service: Served) -> Browser:
    """Somebody of tier T1."""
    operator = service.somebody()
    operator.enrol(service.link)
    operator.sign_in("operations")
    reviewer = joined(service, operator, "Rex", "Council", "reviewer")
    made = joined(service, operator, "Ana", "Clinic")
    wish = {"tier": 1, "statement": "I look after it"}
    number = made.ask("POST", "/v1/access/applications", wish)["result"]["id"]
    path = f"/v1/access/applications/{number}/review"
    reviewer.ask("POST", path, {"approve": True, "reasons": "known"})
    return made


def status(person: Browser) -> int:
    """Ask the model; return what came of it, 0 where the server is gone."""
    try:
        person.send("POST", PATH, ASKED, person.token)
    except Answer as refused:
        return refused.status
    except Exception:  # noqa: BLE001 - whatever a client makes of a server that was killed
        return 0
    return 200


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_budgets_are_exact_and_what_was_asked_is_on_the_record_also_after_a_kill(tmp_path: Path) -> None:
    model, port = Model(), free_port()
    with serving(model) as stub:
        with proxied(tmp_path, port, stub) as service, ThreadPoolExecutor(AT_ONCE) as many:
            ana = member(service)
            assert Counter(many.map(status, [ana] * 24)) == {200: 24}
            assert stub.connections <= AT_ONCE
            model.free.clear()
            under_way = [many.submit(status, ana) for _ in range(AT_ONCE)]
            until(lambda: len(stub.asked) == 24 + AT_ONCE)
            service.process.kill()
            assert {one.result() for one in under_way} == {0}
            entries = [one for one in service.entries() if one.capability == "model.open"]
            assert sum(one.kind is Kind.DECIDED for one in entries) == 24 + AT_ONCE
            assert sum(one.kind is Kind.ENDED for one in entries) == 24
        model.free.set()
        with proxied(tmp_path, port, stub) as service, ThreadPoolExecutor(AT_ONCE) as many:
            ana.reconnect()
            said = Counter(many.map(status, [ana] * 24))
            assert said == {200: 4, 429: 20}, "those it was killed with stay counted"
            assert len(stub.asked) == 40
            ana.http.close()


@pytest.mark.slow
def test_whoever_hangs_up_is_worked_for_no_longer(tmp_path: Path) -> None:
    model = Model()
    with serving(model) as stub, proxied(tmp_path, free_port(), stub) as service:
        ana = member(service)
        assert status(ana) == 200
        model.free.clear()
        body = json.dumps(ASKED).encode()
        shown = ana.shown("POST", PATH, ana.token) | {"Content-Type": "application/json", "Host": "localhost"}
        lines = [f"POST {PATH} HTTP/1.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in shown.items()]
        with socket.create_connection(("127.0.0.1", int(service.url.rpartition(":")[2]))) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            until(lambda: len(stub.asked) == 2)
        assert model.left.acquire(timeout=60), "the model's server saw that nobody waits"
        model.free.set()
        assert status(ana) == 200
        until(lambda: len([one for one in service.entries() if one.outcome == "failed"]) == 1)
