"""`vedette proxy`: what it prints, for whom it signs, and how it ends."""

from __future__ import annotations

import signal
import subprocess  # noqa: TID251 - what is tested is the command itself
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.serving import environment
from tests.unit.doors.cli.fakes import Ran
from tests.unit.doors.cli.loopback import TOKEN, Loopback, loopback

KEY = "sk-vedette-0123456789abcdef0123456789"


@contextmanager
def proxy(home: Path, *words: str, **environ: str) -> Iterator[dict[str, str]]:
    """Run it until the block ends, by Ctrl-C; gives what it printed."""
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "vedette", "proxy", *words],
        env=environment(home) | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            yield dict(process.stdout.readline().strip().split("=", 1) for _ in range(4))
        finally:
            process.send_signal(signal.SIGINT)
            said = process.stderr.read()
        assert process.wait(20) == 0, said
        assert "Traceback" not in said


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Loopback]:
    with loopback() as made:
        made.signed_in(tmp_path)
        yield made


def test_it_passes_on_with_a_proof_of_the_person_who_signed_in(service: Loopback, tmp_path: Path) -> None:
    service.on("GET /v1/models", {"object": "list", "data": []})
    with proxy(tmp_path) as printed:
        assert printed["OPENAI_API_KEY"].startswith("sk-vedette-")
        assert printed["OPENAI_BASE_URL"] == f"{printed['ANTHROPIC_BASE_URL']}/v1"
        headers = {"Authorization": f"Bearer {printed['OPENAI_API_KEY']}"}
        answer = httpx.get(f"{printed['OPENAI_BASE_URL']}/models", headers=headers)
    assert answer.json() == {"object": "list", "data": []}
    (asked,) = [one for one in service.asked if one.what == "GET /v1/models"]
    assert asked.token == TOKEN, "the proof was for this, and held"


def test_a_key_of_ones_own_stays_the_same(service: Loopback, tmp_path: Path) -> None:
    del service
    with proxy(tmp_path, VEDETTE_PROXY_KEY=KEY) as printed:
        assert printed["ANTHROPIC_API_KEY"] == KEY


def test_what_makes_no_sense_is_said(tmp_path: Path) -> None:
    environ = {"VEDETTE_DATA_DIR": str(tmp_path / "data")}
    assert "not signed in" in Ran(tmp_path, "proxy", environ=environ).err
    short = Ran(tmp_path, "proxy", environ=environ | {"VEDETTE_PROXY_KEY": "sk-1"})
    assert (short.code, "too short" in short.err) == (2, True)
    port = Ran(tmp_path, "proxy", "--port", "70000", environ=environ)
    assert (port.code, "no port" in port.err) == (2, True)


def test_at_home_the_engines_answer_without_a_service(tmp_path: Path) -> None:
    body = {"model": "vedette-core", "messages": [{"role": "user", "content": "what is CWE-89?"}]}
    with proxy(tmp_path, "--home", VEDETTE_PROXY_KEY=KEY) as printed:
        base = printed["OPENAI_BASE_URL"]
        with httpx.Client(base_url=base, headers={"x-api-key": KEY}, timeout=30) as web:
            answer = web.post("/chat/completions", json=body)
            assert answer.status_code == 200, answer.text
            assert "CWE-89" in answer.json()["choices"][0]["message"]["content"]
            assert answer.headers["Vedette-Model"] == "vedette-core"
            streamed = web.post("/chat/completions", json=body | {"stream": True})
            assert streamed.text.endswith("data: [DONE]\n\n")
            names = [one["id"] for one in web.get("/models").json()["data"]]
            assert names[0] == "vedette-core"
            assert web.post("/chat/completions", json=body, headers={"x-api-key": "no"}).status_code == 401
            assert web.get("/models", headers={"Host": "evil.example"}).status_code == 403
            assert web.get("/me").status_code == 403, "nothing else is there"
