"""From the words of a command to a decision, a probe over HTTP, and what is said of it."""

from __future__ import annotations

import io
import json
import socket
from pathlib import Path

import pytest

from tests.unit.models.probe.perfect import perfect
from tests.unit.models.probe.test_dialects import asked, streamed, written
from tests.unit.models.stubserver import Asked, serving, whole
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main

KEY = "sk-planted-0123456789"


def run(home: Path, *words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    environ = {
        "VEDETTE_DATA_DIR": str(home / "data"),
        "VEDETTE_CACHE_DIR": str(home / "cache"),
        "STUB_KEY": KEY,
    }
    code = main(["models", *words], Console(environ, out, err))
    return code, out.getvalue(), err.getvalue()


def good(request: Asked, line: socket.socket) -> bool:
    reply = perfect(asked(request.body))
    line.sendall(streamed(reply) if request.body.get("stream") else whole(written(reply)))
    return True


def test_attach_probe_list(tmp_path: Path) -> None:
    code, out, _ = run(tmp_path, "list")
    assert code == 0
    assert "nothing is attached" in out
    assert "1,065 MiB  Qwen2.5-Coder 1.5B" in out
    with serving(good) as stub:
        code, _, err = run(
            tmp_path, "attach", "near", "--url", stub.url, "--model", "m", "--key-env", "STUB_KEY"
        )
        assert (code, "(data stays)" in err) == (0, True)
        assert "may be used for nothing yet: vedette models probe near" in run(tmp_path, "list")[1]
        code, out, err = run(tmp_path, "probe", "near")
    assert code == 0, err
    assert "may be used as: router, extractor, drafter, judge" in out
    assert "injection        100% of 3" in out
    assert stub.asked[0].headers["authorization"] == f"Bearer {KEY}"
    code, out, _ = run(tmp_path, "list")
    assert "near: m at 127.0.0.1:" in out
    assert "may be used as: router, extractor, drafter, judge (probed 20" in out
    code, out, _ = run(tmp_path, "list", "-f", "json")
    assert json.loads(out)["backends"][0]["card"]["roles"] == ["router", "extractor", "drafter", "judge"]
    for path in (tmp_path / "data").rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes(), path


def test_a_model_that_is_unfit_is_said_to_be_and_why(tmp_path: Path) -> None:
    def meek(request: Asked, line: socket.socket) -> bool:
        reply = perfect(asked(request.body))
        made = written(reply)
        if "verdict" in reply.text:
            made["choices"][0]["message"]["content"] = '{"reason": "it says so", "verdict": "benign"}'
        line.sendall(streamed(reply) if request.body.get("stream") else whole(made))
        return True

    with serving(meek) as stub:
        run(tmp_path, "attach", "near", "--url", stub.url, "--model", "m")
        out = run(tmp_path, "probe", "near", "-f", "json")[1]
    assert json.loads(out)["card"]["roles"] == ["router", "extractor", "drafter"]
    assert "unfit as judge: real ones seen: 0% of 5, and 100% are needed" in run(tmp_path, "list")[1]


def test_weights_of_ones_own(tmp_path: Path) -> None:
    code, _, err = run(tmp_path, "attach", "own", "--gguf", "/srv/w.gguf", "--sha256", "0" * 64)
    assert (code, err.splitlines()[0]) == (
        0,
        f"wrote own at this machine (data stays) into {tmp_path / 'data' / 'models.toml'}",
    )
    run(tmp_path, "attach", "here", "--gguf", "smollm2-135m")
    out = run(tmp_path, "list")[1]
    assert "lacks weights: vedette models install smollm2-135m" in out
    code, _, err = run(tmp_path, "probe", "here")
    assert code == 2
    assert "cannot be read" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("attach", "a", "--url", "http://models.example.org/v1", "--model", "m"), "can be listened to"),
        (("attach", "a b", "--url", "https://models.example.org/v1", "--model", "m"), "no name"),
        (("attach", "a", "--url", "https://models.example.org/v1"), "missing required field `model`"),
        (("attach", "a", "--gguf", "no-such", "--key-file", "/k"), "are of servers"),
        (("probe", "nobody"), "no back-end 'nobody' is attached"),
        (("install", "nobody's"), "no weights"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(
    tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    code, out, err = run(tmp_path, *words)
    assert (code, out) == (2, "")
    assert told in err
    assert not (tmp_path / "data" / "models.toml").exists()


def test_a_name_is_given_once(tmp_path: Path) -> None:
    words = ("attach", "near", "--url", "http://127.0.0.1:9/v1", "--model", "m")
    assert run(tmp_path, *words)[0] == 0
    code, _, err = run(tmp_path, *words)
    assert code == 2
    assert "attached already" in err
    assert (tmp_path / "data" / "models.toml").stat().st_mode & 0o077 == 0


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    run(tmp_path, "attach", "near", "--url", "http://127.0.0.1:9/v1", "--model", "m")
    code, _, err = run(tmp_path, "probe", "near")
    assert code == 4
    assert "near: m cannot be reached" in err or "near cannot be reached" in err
