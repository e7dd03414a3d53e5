"""The whole product as a user meets it: real engine, real files, real exit codes."""

from __future__ import annotations

import json
import os
import resource
import subprocess  # noqa: TID251  a user starts a process
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.toys import plant
from tests.unit.app.acquire.archives import make_tar, make_zip
from tests.warm import warm
from vedette.doors.cli.console import standard
from vedette.doors.cli.entry import main

APP = """\
from flask import Flask, request
app = Flask('a')


@app.get('/')
def go():
    return eval(request.args['q'])
"""
PAGE = """\
+++
id = "no-shout"
title = "Shouting"
severity = "high"
score = 8.0
weaknesses = ["CWE-78"]
kinds = ["shout"]
message = "{source} is shouted"
remedy = "Whisper."

[sources]
remote = "strong"
+++
# Shouting

```python
from flask import request
import loud
loud.shout(request.args["q"])  # finding
```

```python
import loud
loud.shout("x")
```
"""
TABLE = """\
library = "loud"
imports = ["loud"]

[[sink]]
kind = "shout"
calls = ["loud.shout"]
"""


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEDETTE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VEDETTE_CACHE_DIR", warm())


def scanned(target: Path, out: Path, *words: str) -> tuple[int, dict[str, Any]]:
    code = main(["scan", str(target), "--format", "json", "--output", str(out), *words], standard())
    return code, json.loads(out.read_bytes()) if out.exists() else {}


def test_found_shown_verified_and_broken_by_one_character(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    root, out = plant(tmp_path / "app", {"a.py": APP}), tmp_path / "r.json"
    code, report = scanned(root, out)
    assert code == 1
    finding = next(one for one in report["findings"] if one["rule"] == "code-injection")
    assert main(["show", finding["fingerprint"][:8]], standard()) == 0
    assert b"How it gets there" in capsysbinary.readouterr().out
    assert main(["verify", str(out)], standard()) == 0
    plant(root, {"a.py": APP.replace("eval(", "evil(")})
    assert main(["verify", str(out)], standard()) == 1
    assert b"BROKEN" in capsysbinary.readouterr().out


def test_a_second_scan_says_the_same_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEDETTE_CACHE_DIR", str(tmp_path / "cache"))
    root = plant(tmp_path / "app", {"a.py": APP})
    (_, first), (_, second) = scanned(root, tmp_path / "1.json"), scanned(root, tmp_path / "2.json")
    _, cold = scanned(root, tmp_path / "3.json", "--no-cache")
    assert first["findings"] == second["findings"] == cold["findings"]


def test_a_rule_of_ones_own(tmp_path: Path) -> None:
    rules = plant(tmp_path / "rules", {"no-shout.md": PAGE, "loud.toml": TABLE})
    root = plant(
        tmp_path / "app", {"a.py": "import loud\nfrom flask import request\nloud.shout(request.args['q'])\n"}
    )
    code, report = scanned(root, tmp_path / "r.json", "--rules", str(rules))
    assert code == 1
    assert [one["rule"] for one in report["findings"]] == ["no-shout"]
    assert main(["rules", "test", "no-shout", "--rules", str(rules)], standard()) == 0


HOSTILE = {
    "deep.py": b"x = " + b"(" * 20_000 + b")" * 20_000,
    "deep-list.py": b"[" * 40_000,
    "deep-if.py": b"".join(b" " * depth + b"if x:\n" for depth in range(900)),
    "long-chain.py": b"x = a" + b".b" * 40_000,
    "long-sum.py": b"x = 1" + b" + 1" * 20_000,
    "not-utf-8.py": b"x = '\xff\xfe'\n",
    "bidi.py": "# \u202e\u2066 if admin\nx = 1\n".encode(),
    "bom.py": b"\xef\xbb\xbfx = 1\n",
    "nul.py": b"x = 1\0\n",
    "utf-16.py": "x = 1\n".encode("utf-16"),
    "cookie.py": b"# -*- coding: no-such-thing -*-\nx = '\xff'\n",
    "rot.py": b"# coding: rot13\nk = '\xff'\n",
    "empty.py": b"",
    "just-cr.py": b"x = 1\ry = 2\r",
    "syntax.py": b"def (:\n class \n",
    "ends-in-string.py": b'x = """',
}
LONGER = {
    "deep.py": b"x = " + b"(" * 100_000 + b")" * 100_000,
    "deep-list.py": b"[" * 200_000,
    "long-chain.py": b"x = a" + b".b" * 200_000,
    "long-sum.py": b"x = 1" + b" + 1" * 100_000,
}
"""The same in the long test, where each is tried alone."""


def spent() -> float:
    """Return processor seconds, ours and of what we started: a busy machine makes no difference."""
    return sum(os.times()[:4])


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(list(HOSTILE)[::3], id="some"),
        *(pytest.param([one], marks=pytest.mark.slow) for one in HOSTILE),
    ],
)
def test_a_hostile_file_costs_nothing_but_itself(names: list[str], tmp_path: Path) -> None:
    files = HOSTILE | LONGER if len(names) == 1 else HOSTILE
    root = plant(tmp_path / "app", {"good.py": APP, **{name: files[name] for name in names}})
    began = spent()
    code, report = scanned(root, tmp_path / "r.json")
    assert spent() - began < 30
    assert code == 1
    assert any(one["evidence"][-1]["name"] == "good.py" for one in report["findings"])
    assert main(["verify", str(tmp_path / "r.json")], standard()) == 0


def memory(which: str) -> int:
    """Return KiB of this process."""
    of = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    return next(int(words[1]) for words in of if words[0] == f"{which}:")


def test_hostile_things_in_a_folder_are_each_told(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"good.py": APP, "nul.py": b"\0"})
    (root / "loop").symlink_to("loop")
    (root / "up").symlink_to("/")
    os.mkfifo(root / "pipe.py")
    with (root / "one-line.py").open("wb") as file:
        file.write(b"x = '" + b"a" * (50 << 20) + b"'")
    Path("/proc/self/clear_refs").write_text("5")  # forget what there was before
    before = memory("VmRSS")
    code, report = scanned(root, tmp_path / "r.json")
    assert code == 1
    skipped = {one["what"] for one in report["coverage"]["skipped"]}
    assert skipped == {"nul.py", "loop", "up", "pipe.py", "one-line.py"}
    assert memory("VmHWM") - before < 512 << 10, "half a GiB"


def test_hostile_archives_give_what_is_good_in_them(tmp_path: Path) -> None:
    entries = {"good.py": APP.encode(), "../evil.py": b"x", "/abs.py": b"x", "bomb.py": bytes(7 << 20)}
    for path in (make_zip(tmp_path / "a.zip", entries), make_tar(tmp_path / "a.tar.gz", entries)):
        code, report = scanned(path, tmp_path / "r.json")
        assert code == 1
        assert len(report["coverage"]["skipped"]) == 3
        assert main(["verify", str(tmp_path / "r.json")], standard()) == 0
    (tmp_path / "cut.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:-30])
    assert main(["scan", str(tmp_path / "cut.zip")], standard()) == 2


def test_as_a_process(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": APP})
    command = [sys.executable, "-m", "vedette", "scan", str(root)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert ran.returncode == 1
    assert "code-injection" in ran.stdout
    assert ran.stderr == ""


def test_the_help_comes_at_once() -> None:
    times = []
    for _ in range(3):
        began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([sys.executable, "-m", "vedette", "--help"], capture_output=True, check=True)
        times.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began)
    assert min(times) < (0.2 if "COVERAGE_RUN" not in os.environ else 2.0)
