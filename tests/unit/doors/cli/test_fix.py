from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.serving import environment
from tests.toys import plant
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main

APP = "import hashlib\n\n\ndef digest(data: bytes) -> str:\n    return hashlib.md5(data).hexdigest()\n"


def fix(home: Path, *words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(("fix", *words), Console(environment(home), out, err))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return plant(tmp_path / "app", {"app.py": APP})


def test_the_ladder_and_the_caveat_are_shown(root: Path) -> None:
    code, out, err = fix(root.parent, str(root), "--no-run", "--tree", f"{root.parent}/it.diff")
    assert (code, "written: " in err) == (0, True)
    assert "ladder   drafted > applies > [scanner-clean] > attack blocked" in out
    assert "do not prove a patch right" in out
    assert "not run  tests-pass" in out
    assert (root.parent / "it.diff").read_text().startswith("--- a/app.py\n+++ b/app.py\n")
    assert (root / "app.py").read_text() == APP


def test_what_stays_open_is_an_exit_code(root: Path) -> None:
    plant(root, {"app.py": "def calc(text):\n    return eval(text + '()')\n"})
    code, out, _ = fix(root.parent, str(root), "--no-run", "-f", "markdown")
    assert code == 1
    assert "1 open" in out
    assert out.startswith("# Patches for `app`")


def test_a_person_approves_a_patch_of_a_report(root: Path) -> None:
    report = root.parent / "fixed.json"
    assert fix(root.parent, str(root), "--no-run", "-o", str(report))[0] == 0
    finding = json.loads(report.read_text())["mendings"][0]["finding"]["fingerprint"]
    code, _, err = fix(root.parent, "approve", str(report), finding[:8])
    assert code == 0
    assert "human-approved, on the record as" in err
    assert json.loads(report.read_text())["mendings"][0]["tried"][0]["rung"] == "human-approved"


def test_files_are_changed_only_when_asked(root: Path) -> None:
    code, out, _ = fix(root.parent, str(root), "--no-run", "--apply")
    assert (code, "changed: app.py" in out) == (0, True)
    assert "sha256" in (root / "app.py").read_text()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--tests", "'open"), "--tests"),
        (("--lines", "0"), "--lines"),
        (("more",), "one at a time"),
        (("--finding", "zz"), "no finding begins so"),
        (("--branch=-x",), "branch"),
        (("--model", "nobody"), "nobody"),
    ],
)
def test_mistakes_are_answered(root: Path, words: tuple[str, ...], why: str) -> None:
    code, _, err = fix(root.parent, str(root), *words, "--no-run")
    assert code in {2, 4}
    assert why in err
    assert "Traceback" not in err


def test_approve_wants_a_report_and_a_finding(root: Path) -> None:
    code, _, err = fix(root.parent, "approve", "x")
    assert (code, "approve what?" in err) == (2, True)


def test_words_of_strangers_are_no_markup_and_no_commands_to_a_terminal(root: Path) -> None:
    name = "a`b<script>\x1b[2J.py"
    (root / "app.py").rename(root / name)
    for form in ("text", "markdown"):
        out = fix(root.parent, str(root), "--no-run", "-f", form)[1]
        assert "\x1b" not in out
