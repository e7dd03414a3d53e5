"""What passing the gate costs a server: its processor time per request, with everything on.

A real `vedette serve` on loopback; 32 connections ask who they are: a token and a proof checked, a decision
by the policy, two durable entries of the ledger, a budget held and settled. Beside it, where one is given, a
LiteLLM proxy that passes a chat request on to a stub, and does none of this.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess  # noqa: TID251  servers in processes of their own, to see what they cost
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, pairwise, repeat
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tests.browser import Browser
from tests.ports import free_port
from tests.serving import Served, served

CONNECTIONS = 32
WINDOW_S = 1.0
TICKS = os.sysconf("SC_CLK_TCK")
REQUESTS = 12_000
"""At most: their proofs count for a minute."""


class Cost(NamedTuple):
    """What a server used."""

    cpu_ms: float
    """Processor milliseconds a request: the median over windows of a second."""
    per_s: float
    """Requests a second, while the client took its share of the same cores."""


def vedette(seconds: float) -> Cost:
    """Measure our own server."""
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as place, served(Path(place)) as service:
        operator = service.somebody()
        operator.enrol(service.link)
        operator.sign_in("operations")
        people = [operator, *(invited(service, operator, number) for number in range(1, CONNECTIONS))]
        port = int(service.url.rpartition(":")[2])
        return load(service.process.pid, port, _who_am_i(people, port), seconds)


def litellm(program: Path, seconds: float) -> Cost:
    """Measure a LiteLLM proxy with a master key, and nothing else on."""
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as place, stub() as upstream:
        port, config = free_port(), Path(place) / "config.yaml"
        model = {"model": "openai/stub", "api_base": f"http://127.0.0.1:{upstream}/v1", "api_key": "none"}
        key = "sk-" + os.urandom(16).hex()
        settings = {"general_settings": {"master_key": key}}
        config.write_text(
            json.dumps({"model_list": [{"model_name": "m", "litellm_params": model}], **settings})
        )
        command = [str(program), "--config", str(config), "--port", str(port), "--host", "127.0.0.1"]
        null = subprocess.DEVNULL
        with subprocess.Popen(command, cwd=place, stdout=null, stderr=null) as server:
            try:
                _wait_for(port)
                return load(server.pid, port, _chats(key, port), seconds)
            finally:
                server.terminate()


def invited(service: Served, operator: Browser, number: int) -> Browser:
    """Return one of many people, enrolled and signed in."""
    wish = {"name": f"Person {number}", "org": f"Org {number % 4}"}
    made = service.somebody()
    made.enrol(operator.ask("POST", "/v1/identity/invitations", wish)["result"]["link"])
    made.sign_in()
    return made


def _who_am_i(people: Sequence[Browser], port: int) -> Iterator[bytes]:
    """Yield signed requests: made beforehand, so that the client takes little of the cores it shares."""
    made = []
    for _, person in zip(range(REQUESTS), cycle(people), strict=False):
        shown = person.shown("GET", "/v1/me", person.token)
        made.append(raw("GET", "/v1/me", port, shown, b""))
    return iter(made)


def _chats(key: str, port: int) -> Iterator[bytes]:
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "hello"}]}).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    return repeat(raw("POST", "/v1/chat/completions", port, headers, body), REQUESTS)


def raw(method: str, path: str, port: int, headers: Mapping[str, str], body: bytes) -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{port}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def load(
    pid: int, port: int, requests: Iterator[bytes], seconds: float, connections: int = CONNECTIONS
) -> Cost:
    """Ask over many connections at once, and look every second at what the server has used."""
    done, lock, stop = [0], threading.Lock(), threading.Event()

    def work() -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            answers = connection.makefile("rb")
            while not stop.is_set():
                with lock:
                    request = next(requests, None)
                if request is None:
                    return
                connection.sendall(request)
                _answered(answers)
                with lock:
                    done[0] += 1

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    time.sleep(WINDOW_S)  # what is loaded or cached the first time is not what a request costs
    marks = [(done[0], _cpu_s(pid))]
    began = time.perf_counter()
    while time.perf_counter() - began < seconds and any(one.is_alive() for one in threads):
        time.sleep(WINDOW_S)
        marks.append((done[0], _cpu_s(pid)))
    took = time.perf_counter() - began
    stop.set()
    for thread in threads:
        thread.join()
    spans = [(a, b) for a, b in pairwise(marks) if b[0] - a[0] > connections]
    if not spans:  # so busy a machine that no second says anything
        spans = [(marks[0], marks[-1])]
    costs = [(b[1] - a[1]) * 1000 / max(1, b[0] - a[0]) for a, b in spans]
    return Cost(statistics.median(costs), (marks[-1][0] - marks[0][0]) / took)


def _answered(answers: BinaryIO) -> None:
    status, length = int(answers.readline().split()[1]), 0
    while (line := answers.readline()) not in {b"\r\n", b""}:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    said = answers.read(length)
    if status != 200:  # noqa: PLR2004
        raise RuntimeError(f"the server answered {status}: {said[:300]!r}")


def _cpu_s(pid: int) -> float:
    """Return the user and system time a process and its children that ended have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def _wait_for(port: int) -> None:
    for _ in range(1200):
        with suppress(OSError, HTTPException):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/liveliness")
            if connection.getresponse().status == 200:  # noqa: PLR2004
                return
        time.sleep(0.1)
    raise RuntimeError("the proxy did not start")


class _Stub(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one piece: of two, the second waits 40 ms for the first's receipt

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hello"}}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        head = {"id": "1", "object": "chat.completion", "created": 1, "model": "stub"}
        body = json.dumps(head | {"choices": [choice], "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 4 * CONNECTIONS


@contextmanager
def stub() -> Iterator[int]:
    """Run a server of a model that says hello; gives its port."""
    with _Server(("127.0.0.1", 0), _Stub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
