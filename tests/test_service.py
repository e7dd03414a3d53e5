"""The service from outside: over real sockets of this machine, as callers and attackers meet it."""

import contextlib
import io
import json
import os
import signal
import socket
import statistics
import subprocess  # noqa: TID251  a server to ask
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import requests.auth
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.browser import Browser
from tests.forking import Forked
from tests.ports import free_port
from tests.ready import work_is_forked  # noqa: F401 - for every test here
from tests.serving import served as real_service
from tests.unit.doors.api.fakes import URL, FakeService, application
from tests.unit.doors.api.served import said, served
from vedette.doors.api.door import Options
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
NOT_ASKED = {"/v1/sessions/leave", "/v1/access/revocations"}
"""What would end the session the rest is asked in."""
ANA = {"Authorization": "Test ana"}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A door with real engines behind it, and people it knows by name."""
    service = FakeService(tmp_path_factory.mktemp("service"))
    with served(application(service, options=Options(public_url=URL, body_seconds=1.0))) as made:
        yield made
    service.close()


@pytest.fixture
def web(port: int) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=ANA, timeout=30) as made:
        yield made


def uploaded(web: httpx.Client, name: str, data: bytes) -> str:
    media = {"Content-Type": "application/octet-stream"}
    answer = web.post("/v1/uploads", params={"name": name}, content=data, headers=media)
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["result"]["upload"]["id"]
    return made


def ended(web: httpx.Client, target: str, engine: str = "code.scan") -> dict[str, Any]:
    """Submit a job, follow it to its end, and return how that was."""
    answer = web.post(f"/v1/jobs/{engine}", json={"target": target})
    assert answer.status_code == 202, answer.text
    job = answer.json()["result"]["job"]["id"]
    web.get(f"/v1/jobs/{job}/events")
    shown: dict[str, Any] = web.get(f"/v1/jobs/{job}").json()["result"]["job"]
    return shown


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_somebody_hands_in_an_archive_follows_the_scan_and_takes_each_format_home(web: httpx.Client) -> None:
    upload = uploaded(web, "app.zip", packed({"app/a.py": b"import os\ndef f(x):\n    os.system(x)\n"}))
    job = ended(web, f"upload:{upload}")
    assert job["state"] == "done", job
    assert job["counts"]["files"] == 1
    for how in job["formats"]:
        report = web.get(f"/v1/jobs/{job['id']}/report", params={"format": how})
        assert report.status_code == 200
        assert report.content
        assert report.headers["Vedette-Receipt"]
    findings = web.get(f"/v1/jobs/{job['id']}/report").json()["findings"]
    assert [one["rule"] for one in findings]


def test_somebody_hands_in_logs_and_takes_the_attack_in_them_home(web: httpx.Client) -> None:
    incident = Path(__file__).parents[1] / "demo" / "incident"
    upload = uploaded(web, "logs.zip", packed({one.name: one.read_bytes() for one in incident.iterdir()}))
    job = ended(web, f"upload:{upload}", "hunt.run")
    assert job["state"] == "done", job
    assert job["counts"]["attacks"] == 1
    report = web.get(f"/v1/jobs/{job['id']}/report", params={"format": "json"}).json()
    assert report["target"]["origin"] == f"upload:{upload}"
    (attack,) = report["attacks"]
    assert attack["severity"] == "critical"
    for how in job["formats"]:
        assert web.get(f"/v1/jobs/{job['id']}/report", params={"format": how}).status_code == 200


def test_somebody_hands_in_attachments_and_takes_the_verdicts_home(web: httpx.Client) -> None:
    inbox = Path(__file__).parents[1] / "demo" / "suspicious"
    upload = uploaded(web, "inbox.zip", packed({one.name: one.read_bytes() for one in inbox.iterdir()}))
    job = ended(web, f"upload:{upload}", "triage.run")
    assert job["state"] == "done", job
    report = web.get(f"/v1/jobs/{job['id']}/report", params={"format": "json"}).json()
    (one,) = report["judgements"]
    assert one["verdict"] == "malicious"
    for how in job["formats"]:
        assert web.get(f"/v1/jobs/{job['id']}/report", params={"format": how}).status_code == 200


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_a8_json_nested_a_hundred_thousand_deep(web: httpx.Client, opening: bytes) -> None:
    media = {"Content-Type": "application/json"}
    answer = web.post("/v1/jobs/code.scan", content=opening * 100_000, headers=media)
    assert answer.status_code == 413
    assert "deep" in answer.json()["detail"]


def test_a8_a_string_of_fifty_megabytes(web: httpx.Client) -> None:
    media = {"Content-Type": "application/json"}
    answer = web.post("/v1/jobs/code.scan", content=b'{"target":"' + b"x" * 50_000_000, headers=media)
    assert answer.status_code == 413
    assert web.get("/v1/jobs").status_code == 200


def test_a8_pieces_without_end(web: httpx.Client) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(1000):
            yield b"x" * 65536

    media = {"Content-Type": "application/json"}
    with contextlib.suppress(httpx.WriteError, httpx.ReadError):  # hung up on while we were talking
        assert web.post("/v1/jobs/code.scan", content=pieces(), headers=media).status_code == 413


def test_a8_huge_headers(port: int) -> None:
    head = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    many = b"".join(b"X-%d: y\r\n" % number for number in range(200))
    assert b" 431 " in said(port, head + b"X: " + b"x" * 30_000 + b"\r\nConnection: close\r\n\r\n")
    assert b" 431 " in said(port, head + many + b"Connection: close\r\n\r\n")
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        assert b" 200 " not in said(port, head + b"X: " + b"x" * 20_000_000)


@pytest.mark.slow
def test_a8_a_zip_bomb(web: httpx.Client) -> None:
    bomb = packed({"a.py": b"x" * 200_000_000, "b.py": b"y = 1\n"})
    assert len(bomb) < 1_000_000
    job = ended(web, f"upload:{uploaded(web, 'bomb.zip', bomb)}")
    if job["state"] == "done":
        report = web.get(f"/v1/jobs/{job['id']}/report").json()
        assert report["coverage"]["skipped"]
    else:
        assert job["why"]
    assert web.get("/readyz").status_code == 200


def test_a8_bodies_that_drip_leave_room_for_others(port: int, web: httpx.Client) -> None:
    head = (
        b"POST /v1/jobs/code.scan HTTP/1.1\r\nHost: x\r\nAuthorization: Test ana\r\n"
        b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    )
    with contextlib.ExitStack() as open_lines:
        lines = [
            open_lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            for _ in range(100)
        ]
        for line in lines:
            line.sendall(head)
        began = time.monotonic()
        assert web.get("/v1/jobs").status_code == 200
        assert time.monotonic() - began < 20
        assert b" 408 " in lines[0].recv(65536)


def _p99(web: httpx.Client, times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        assert web.get("/v1/jobs").status_code == 200
        took.append(time.perf_counter() - began)
    return statistics.quantiles(took, n=100)[98]


@pytest.mark.slow
def test_a8_others_hardly_notice_a_heavy_scan(web: httpx.Client) -> None:
    source = "def f{0}(x):\n    y = x\n" + "    y = y + g(y)\n" * 40 + "    return eval(y)\n"
    heavy = packed({f"m{number}.py": source.format(number).encode() for number in range(2000)})
    upload = uploaded(web, "heavy.zip", heavy)
    calm = _p99(web, 400)
    job = web.post("/v1/jobs/code.scan", json={"target": f"upload:{upload}"}).json()["result"]["job"]["id"]
    time.sleep(0.5)
    busy = _p99(web, 400)
    state = web.get(f"/v1/jobs/{job}").json()["result"]["job"]["state"]
    web.delete(f"/v1/jobs/{job}")
    assert state == "running", "it was not heavy enough"
    assert busy < 2 * calm + 0.02, f"{calm * 1000:.1f} ms, then {busy * 1000:.1f} ms"


def agrees(port: int, examples: int, headers: dict[str, str], wanted: str = "") -> int:
    """Ask what the document allows and what it does not; every answer is as it says, and no fault of ours."""
    return _agrees(port, examples, Named(headers), wanted)


class Named(requests.auth.AuthBase):
    """Says who asks with the same headers each time."""

    def __init__(self, headers: dict[str, str]) -> None:
        self._headers = headers

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(self._headers)
        return request


class Signed(requests.auth.AuthBase):
    """Signs each request with the key of somebody at a browser."""

    def __init__(self, who: Browser) -> None:
        self._who = who

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if time.time() > self._who.until - 60:
            self._who.ask("GET", "/v1/jobs")
        url, method = str(request.url).partition("?")[0], str(request.method)
        request.headers["DPoP"] = self._who.holder.proof(method, url, time.time(), self._who.token)
        request.headers["Authorization"] = f"DPoP {self._who.token}"
        return request


def _agrees(port: int, examples: int, auth: requests.auth.AuthBase, wanted: str = "") -> int:
    url = f"http://localhost:{port}"
    asked = 0
    for found in schemathesis.openapi.from_url(f"{url}/openapi.json").get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if not operation.path.startswith(wanted) or operation.path in NOT_ASKED:
            continue
        for mode in GenerationMode.POSITIVE, GenerationMode.NEGATIVE:
            with contextlib.suppress(Unsatisfiable):  # there is nothing wrong to be said to some of them
                one_by_one(operation, mode, examples)(lambda case: validated(case, url, auth))
        asked += 1
    return asked


def one_by_one(
    operation: Any,  # noqa: ANN401  schemathesis makes it
    mode: GenerationMode,
    examples: int,
) -> Callable[[Callable[[Any], None]], None]:
    def run(ask: Callable[[Any], None]) -> None:
        @given(operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        def asked(case: Any) -> None:  # noqa: ANN401  schemathesis makes it
            ask(case)

        asked()

    return run


def validated(case: Any, url: str, auth: requests.auth.AuthBase) -> None:  # noqa: ANN401  schemathesis made it
    case.call_and_validate(base_url=url, auth=auth, checks=CHECKS)


@pytest.mark.filterwarnings("default")
def test_what_is_served_is_as_described(port: int) -> None:
    assert agrees(port, 2, ANA, "/v1/uploads") >= 3


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("default")
def test_what_is_served_is_as_described_however_one_asks(port: int) -> None:
    for wanted in ("/v1/jobs", "/v1/uploads", "/v1/rules", "/healthz", "/readyz"):
        assert agrees(port, 150, ANA, wanted)


@pytest.fixture
def data(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "VEDETTE_DATA_DIR": str(tmp_path / "data"),
        "VEDETTE_CACHE_DIR": str(tmp_path / "cache"),
        **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE")},
    }


def until_signed(port: int) -> None:
    """Wait for the ledger's first checkpoint: before it, asking for it is rightly answered with "not now"."""
    end = time.monotonic() + 120
    while httpx.get(f"http://127.0.0.1:{port}/v1/ledger/checkpoint").status_code == 503:
        assert time.monotonic() < end
        time.sleep(0.2)


def start(data: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, "-m", "vedette", "serve", *words], env=data, stderr=subprocess.PIPE, text=True
    )


def heard(server: "subprocess.Popen[str]", word: str) -> str:
    assert server.stderr is not None
    for line in server.stderr:
        if word in line:
            return line
    raise AssertionError(f"it never said {word}")


def test_one_command_serves_and_sigterm_ends_it_in_steps(data: dict[str, str]) -> None:
    port = free_port()
    server = start(data, "--port", str(port), "--metrics-port", "0")
    try:
        assert f"http://localhost:{port}/#enrol=" in heard(server, "enrol")
        metrics = heard(server, "metrics").split()[-1]
        heard(server, "listening")
        assert "psycopg" not in Path(f"/proc/{server.pid}/maps").read_text(), "no database, no library for it"
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as web:
            assert web.get("/readyz").json() == {"ready": True}
            assert web.get("/v1/jobs").status_code == 401
            assert web.get("/metrics").status_code == 401
            assert "vedette_http_requests_total" in httpx.get(metrics).text
            server.send_signal(signal.SIGTERM)
            began = time.monotonic()
            while web.get("/readyz").status_code == 200:
                assert time.monotonic() - began < 20
            assert web.get("/healthz").status_code == 200
        assert server.wait(30) == 0
    finally:
        server.kill()
        server.communicate()


@pytest.fixture
def mask() -> Iterator[None]:
    """Put back the mask of files: whoever serves changes it, and has a process for that otherwise."""
    before = os.umask(0)
    os.umask(before)
    yield
    os.umask(before)


@pytest.mark.usefixtures("mask")
@pytest.mark.parametrize(
    ("words", "more", "fault"),
    [
        (["--host", "0.0.0.0"], {}, "plain HTTP on 0.0.0.0"),  # noqa: S104  it has to refuse it
        (["--public-url", "http://vedette.example"], {}, "plain HTTP beyond this machine"),
        (["--tls-cert", "cert.pem"], {}, "needs its key"),
        (["--port", "x"], {}, "is no port"),
        (["--folder", "/no/such"], {}, "no such folder"),
        ([], {"VEDETTE_SERVE_DATABASE": "postgresql://u:postgres@localhost/v"}, "short or a default"),
        ([], {"VEDETTE_SERVE_TYPO": "1"}, "unknown setting"),
        ([], {"PYTHONASYNCIODEBUG": "1"}, "debugging"),
    ],
)
def test_it_does_not_start_insecure(
    data: dict[str, str], words: list[str], more: dict[str, str], fault: str
) -> None:
    told = io.StringIO()
    assert main(["serve", *words], Console(data | more, told, told)) == 2
    assert fault in told.getvalue()
    assert "hint: " in told.getvalue()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("default")
def test_a_stranger_gets_what_is_described_and_no_fault_from_the_real_service(data: dict[str, str]) -> None:
    port = free_port()
    server = start(data, "--port", str(port))
    try:
        heard(server, "listening")
        until_signed(port)
        assert agrees(port, 40, {}) > 20
    finally:
        server.kill()
        server.communicate()


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("default")
def test_an_operator_gets_what_is_described_and_no_fault_from_the_real_service(tmp_path: Path) -> None:
    with real_service(tmp_path) as service:
        operator = service.somebody()
        operator.enrol(service.link)
        operator.sign_in("operations")
        port = int(service.url.rpartition(":")[2])
        until_signed(port)
        assert _agrees(port, 25, Signed(operator)) > 40
        assert operator.ask("GET", "/v1/jobs")["decision"]


def test_a_port_that_is_taken_is_said_to_be_so(data: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = Forked(("serve", "--port", str(taken.getsockname()[1])), data)
        with contextlib.closing(server):
            told = server.stderr.read()
            assert server.wait(120) == 4
    assert "choose a port" in told


def test_the_document_is_the_same_for_everybody(port: int) -> None:
    told = httpx.get(f"http://127.0.0.1:{port}/openapi.json")
    assert json.loads(told.content)["openapi"] == "3.1.0"
    assert told.headers["Cache-Control"] == "max-age=300"
