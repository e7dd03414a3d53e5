"""What the other scanner says of a package is a row, also where it is not done in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.options import Options
from benchmarks.triage.benign import STOPPED, run, score


def scanner(at: Path, body: str) -> Path:
    program = at / "scanner"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "kept" / "words-1.0.tgz"
    path.parent.mkdir()
    path.write_bytes(b"no archive at all")
    return path


def test_a_score_is_read_from_what_it_says(tmp_path: Path, package: Path) -> None:
    program = scanner(tmp_path, 'echo words; echo \'{"risk_score": {"score": 7}}\'')
    assert score(program, package, 10) == 7.0
    assert score(scanner(tmp_path, "echo words"), package, 10) is None


def test_who_is_not_done_in_time_is_a_row_and_not_the_end(tmp_path: Path, package: Path) -> None:
    program = scanner(tmp_path, "sleep 60 & sleep 60")
    options = {"PACKAGES": str(package.parent), "GUARDDOG": str(program), "GUARDDOG_SECONDS": "1"}
    found = run(Options(options))
    assert [row[3] for row in found.rows] == [STOPPED]
    assert (found.figures["guarddog_flagged"], found.figures["guarddog_stopped"]) == (0, 1)
