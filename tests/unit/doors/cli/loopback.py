"""A service on loopback that says what a test wants it to; it checks every proof as the real one does."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from tests.unit.doors.cli.fakes import Ran
from vedette.access.documents import Memory
from vedette.access.tokens.dpop import Request, verify_proof

SESSION, TOKEN = "session-nobody-may-see", "token-nobody-may-see"
CODE = "BCDF-GHJK-LMNP"
KEY = "ledger.test+0123abcd+AAAA"


class Says(NamedTuple):
    """One answer."""

    status: int = 200
    body: object = b""
    headers: tuple[tuple[str, str], ...] = ()


class Asked(NamedTuple):
    """One request, whose proof held."""

    what: str
    body: Any
    token: str
    key: str
    """Thumbprint of the key it was signed with."""


@dataclass
class Loopback:
    """Answers each request as it was told to: with the last thing for good, with those before it once."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    says: dict[str, list[Says]] = field(default_factory=dict)
    seen: Memory = field(default_factory=Memory)

    def on(self, what: str, *answers: Says | dict[str, Any]) -> None:
        self.says[what] = [one if isinstance(one, Says) else Says(body=one) for one in answers]

    def answer(self, what: str) -> Says:
        found = self.says.get(what, [Says(404, {"title": "There is no such thing", "hint": "look again"})])
        return found.pop(0) if len(found) > 1 else found[0]

    def bodies(self, what: str) -> list[Any]:
        return [one.body for one in self.asked if one.what == what]

    def ran(self, home: Path, *words: str) -> Ran:
        """Run a command as somebody with that home; whatever comes of it, no secret is printed."""
        ran = Ran(home, *words, environ={"VEDETTE_DATA_DIR": str(home / "data")})
        assert not any(one in ran.out + ran.err for one in (SESSION, TOKEN, "PRIVATE KEY"))
        return ran

    def signed_in(self, home: Path) -> None:
        ran = self.ran(home, "login", self.url)
        assert ran.code == 0, ran.err


class _Handler(BaseHTTPRequestHandler):
    loopback: Loopback

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        token = self.headers.get("Authorization", "").removeprefix("DPoP ")
        asked = Request(self.command, self.loopback.url + self.path)
        proof = verify_proof(
            self.headers["DPoP"], asked, time.time(), self.loopback.seen, token=token or None
        )
        what = f"{self.command} {self.path}"
        self.loopback.asked.append(Asked(what, json.loads(data) if data else None, token, proof.thumbprint))
        said = self.loopback.answer(what)
        body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
        self.send_response(said.status)
        headers = dict(said.headers)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:  # whoever asked had enough
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def loopback() -> Iterator[Loopback]:
    """Serve, with somebody's login going well unless the test says otherwise."""
    made = Loopback()
    handler = type("Handler", (_Handler,), {"loopback": made})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        waiting = {"device": "d1", "code": CODE, "page": made.url, "seconds": 20, "interval": 0}
        made.on("POST /v1/login/device", waiting)
        made.on("POST /v1/login/device/poll", {}, {"session": SESSION, "name": "Ana"})
        made.on("POST /v1/tokens/refresh", {"token": TOKEN, "expires": time.time() + 300})
        made.on("GET /v1/ledger/key", Says(body=f"{KEY}\n".encode()))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
