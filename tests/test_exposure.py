"""Weaknesses in code meet real traffic: a weak application of ours runs on loopback and is used and abused.

The states must come out of its access log, and of a capture of the same traffic, exactly.
"""

import json
import random
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from tests.captured import Talk, write_pcap
from tests.warm import warm
from vedette.core.exposures import Exposure, State
from vedette.core.nouns import Report
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main

HERE = Path(__file__).parent / "fixtures" / "weakshop"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
SCANNER = "Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:Port Check)"
ATTACKER, NOISE, TESTER = "127.0.0.66", "127.0.0.99", "127.0.0.77"


@dataclass(frozen=True)
class Traffic:
    """What was left of an afternoon at the shop."""

    access: Path
    capture: Path


class Server(WSGIServer):
    """Serves the shop, and writes its access log as web servers do."""

    lines: list[str]


class Handler(WSGIRequestHandler):
    """Says nothing by itself."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name there
        """Say nothing: the log is written with sizes, below."""


def logged(application: Any, lines: list[str]) -> Any:  # noqa: ANN401  WSGI is callables
    """Write a line of the combined format for each request."""

    def serve(environ: dict[str, Any], start: Any) -> Any:  # noqa: ANN401
        kept: dict[str, str] = {}

        def started(status: str, headers: Any, *rest: Any) -> Any:  # noqa: ANN401
            kept["status"] = status.split(" ", 1)[0]
            return start(status, headers, *rest)

        body = b"".join(application(environ, started))
        target = environ["RAW_URI"] if "RAW_URI" in environ else environ["REQUEST_URI"]
        lines.append(
            f"{environ['REMOTE_ADDR']} - - [{datetime.now(UTC):%d/%b/%Y:%H:%M:%S +0000}] "
            f'"{environ["REQUEST_METHOD"]} {target} HTTP/1.1" {kept["status"]} {len(body)} "-" '
            f'"{environ.get("HTTP_USER_AGENT", "-")}"\n'
        )
        return [body]

    return serve


class RawTarget(Handler):
    """Keeps the request's target as it came over the wire."""

    def get_environ(self) -> dict[str, Any]:
        """Add it."""
        return super().get_environ() | {"REQUEST_URI": self.path}


@pytest.fixture(scope="module")
def traffic(tmp_path_factory: pytest.TempPathFactory) -> Traffic:
    """Run the shop, visit it, probe it, break into it."""
    sys.path.insert(0, str(HERE))
    try:
        from shop import app  # type: ignore[import-not-found]  # noqa: PLC0415  weak, and only here
    finally:
        sys.path.remove(str(HERE))
    lines: list[str] = []
    server = make_server("127.0.0.1", 0, logged(app, lines), WSGIServer, RawTarget)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        talks = [ask(server.server_port, *wish) for wish in wishes()]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    folder = tmp_path_factory.mktemp("traffic")
    (folder / "access.log").write_text("".join(lines))
    write_pcap(folder / "shop.pcap", talks)
    return Traffic(folder / "access.log", folder / "shop.pcap")


def ask(port: int, source: str, agent: str, target: str) -> Talk:
    """Send one request from one of this machine's own addresses; return what was said."""
    asked = f"GET {target} HTTP/1.0\r\nHost: shop.example\r\nUser-Agent: {agent}\r\n\r\n".encode()
    began = time.time()
    with socket.create_connection(("127.0.0.1", port), 10, (source, 0)) as base:
        where = base.getsockname()
        base.sendall(asked)
        answered = b"".join(iter(lambda: base.recv(65_536), b""))
    return Talk(where, ("127.0.0.1", 80), asked, answered, began, time.time() - began)


def wishes() -> Iterator[tuple[str, str, str]]:
    """Visitors, with names that only look odd; a scanner's noise; somebody who breaks in by hand."""
    chance = random.Random(5)  # noqa: S311  visitors, not secrets
    for number in range(90):
        visitor = f"127.0.0.{10 + number % 9}"
        name = chance.choice(("tea", "coffee", "o-ring", "select tea", "black & white", "c++"))
        host = chance.choice(("localhost", "shop.example", "192.0.2.7", "printer-2"))
        document = chance.choice(("terms.txt", "returns.txt", "a/b.txt"))
        yield visitor, BROWSER, "/"
        yield visitor, BROWSER, f"/ping?host={quote(host)}"
        yield visitor, BROWSER, f"/docs?name={quote(document)}"
        yield visitor, BROWSER, f"/api/v1/items/{quote(name)}"
    for path in ("/admin", "/.env", "/phpmyadmin/", "/cgi-bin/test.cgi", "/backup.zip", "/wp-login.php"):
        yield NOISE, SCANNER, path
    for depth in range(1, 6):
        yield NOISE, SCANNER, "/docs?name=" + "..%2f" * depth + "etc%2fpasswd"
    yield NOISE, SCANNER, "/search?q=%27%20or%201=1--"
    for command in ("id", "cat /etc/passwd", "uname -a; cat /etc/services", "ls -la /"):
        yield ATTACKER, BROWSER, "/ping?host=" + quote(f"x; {command}")


def vedette(*words: str) -> int:
    return main(list(words), Console({"HOME": "/nonexistent", **PLACES}, sys.stdout, sys.stderr))


PLACES: dict[str, str] = {}


@pytest.fixture(scope="module")
def weaknesses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    PLACES.update(VEDETTE_DATA_DIR=str(home / "data"), VEDETTE_CACHE_DIR=warm())
    report = home / "code.json"
    assert vedette("scan", str(HERE), "-o", str(report)) == 1
    return report


def exposures(weaknesses: Path, where: Path) -> dict[str, Exposure]:
    """Hunt through the real command line; return what was seen of each weakness of a request's."""
    out = where.with_suffix(".json")
    vedette("hunt", str(where), "--code", str(weaknesses), "-o", str(out))
    import msgspec  # noqa: PLC0415  only here

    report = msgspec.json.decode(out.read_bytes(), type=Report)
    assert vedette("verify", str(out)) == 0
    return {one.rule: one for one in report.exposures if one.rule in STATES}


STATES = {
    "command-injection": State.EXPLOITED,
    "path-traversal": State.PROBED,
    "sql-injection": State.UNTOUCHED,
}


@pytest.mark.parametrize("kind", ["access", "capture"])
def test_each_weakness_is_in_the_state_it_really_is(kind: str, traffic: Traffic, weaknesses: Path) -> None:
    found = exposures(weaknesses, getattr(traffic, kind))
    assert {rule: one.state for rule, one in found.items()} == STATES
    used = found["command-injection"]
    assert used.routes == ("GET /ping",)
    assert used.sources == (ATTACKER,)
    assert (used.attempts, used.requests) == (4, 94)
    assert any("/etc/passwd" in one for one in used.payloads)
    probed = found["path-traversal"]
    assert (probed.sources, probed.attempts) == ((NOISE,), 5)
    assert found["sql-injection"].requests == 90
    assert found["sql-injection"].routes == ("GET /api/v1/items/{name}",)


def test_behind_a_proxy_that_adds_a_prefix_it_is_the_same(
    traffic: Traffic, weaknesses: Path, tmp_path: Path
) -> None:
    behind = tmp_path / "behind.log"
    behind.write_text(traffic.access.read_text().replace('"GET /', '"GET /shop/web/'))
    assert {rule: one.state for rule, one in exposures(weaknesses, behind).items()} == STATES


def test_the_finding_in_the_log_is_what_the_exposure_names(traffic: Traffic, weaknesses: Path) -> None:
    used = exposures(weaknesses, traffic.access)["command-injection"]
    report = json.loads(traffic.access.with_suffix(".json").read_bytes())
    (finding,) = (one for one in report["findings"] if one["fingerprint"] == used.finding)
    assert finding["severity"] == "critical"
    assert all("host=x" in one["quote"] for one in finding["evidence"])
