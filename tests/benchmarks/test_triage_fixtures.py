"""Documents of a repository are told apart by what their names say."""

from __future__ import annotations

import subprocess  # noqa: TID251  git, to make a repository
from pathlib import Path

import pytest

from benchmarks.options import Options
from benchmarks.triage.fixtures import documents, run
from vedette.core.errors import BadInput

DDE = b"=cmd|' /C calc'!A0\r\n1,2\r\n"


def repository(at: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = at / "tests" / "test-data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        who = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
        subprocess.run(["git", "-C", str(at), *who, *words], check=True)  # noqa: S603, S607  words of ours
    return at / ".git"


def test_what_is_marked_must_show_its_kind_and_the_rest_is_only_counted(tmp_path: Path) -> None:
    store = repository(
        tmp_path,
        {"a/dde-in-csv.csv": DDE, "a/dde-plain.csv": b"1,2\r\n3,4\r\n", "b/text": b"words\n", "b/empty": b""},
    )
    told, flagged = documents(store)
    assert sorted(told) == [("dde-in-csv.csv", True), ("dde-plain.csv", False)]
    assert flagged == [("text", False)]
    figures = run(Options({"OLETOOLS": str(store)})).figures
    assert (figures["documents_recall"], figures["documents"], figures["harmless_documents"]) == (0.5, 2, 1)


def test_without_fixtures_it_says_what_to_give() -> None:
    with pytest.raises(BadInput, match="no fixtures"):
        run(Options({}))
