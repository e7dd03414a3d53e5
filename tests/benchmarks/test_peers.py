import json
from pathlib import Path

from benchmarks.options import Options
from benchmarks.peers import Alarm, bandit, first_line, installed, semgrep

FILE = "/x/a.py"
BANDIT = {
    "results": [
        {"filename": FILE, "test_id": "B307", "line_range": [4, 3, 5], "issue_cwe": {"id": 78}, "more": 1},
    ],
}


def result(line: int, metadata: dict[str, object]) -> dict[str, object]:
    place = {"line": line}
    return {"path": FILE, "start": place, "end": place, "extra": {"metadata": metadata}}


SEMGREP = {
    "results": [
        result(2, {"cwe": ["CWE-95: Eval", "CWE-20"]}),
        result(7, {"cwe": "CWE-89: SQL"}),
        result(9, {}),
    ],
}


def program(folder: Path, said: str) -> Path:
    path = folder / "tool"
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\nexit 1\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_bandit_is_given_the_weakness_its_words_describe_as_well(tmp_path: Path) -> None:
    tool = program(tmp_path, json.dumps(BANDIT))
    assert bandit(tool, tmp_path) == {Path(FILE): [Alarm(("CWE-78", "CWE-95"), 3, 5)]}


def test_semgrep_names_weaknesses_one_or_many_or_none(tmp_path: Path) -> None:
    tool = program(tmp_path, json.dumps(SEMGREP))
    assert semgrep(tool, tmp_path, tmp_path)[Path(FILE)] == [
        Alarm(("CWE-95", "CWE-20"), 2, 2),
        Alarm(("CWE-89",), 7, 7),
        Alarm((), 9, 9),
    ]


def test_a_tool_says_its_own_version(tmp_path: Path) -> None:
    tool = program(tmp_path, "tool 1.2.3 (python 3)")
    assert first_line(tool) == "tool 1.2.3"
    assert list(installed(Options({"BANDIT": str(tool)}))) == ["bandit"]
    assert list(installed(Options({"SEMGREP": str(tool)}))) == []
    assert list(installed(Options({"SEMGREP": str(tool), "SEMGREP_RULES": str(tmp_path)}))) == ["semgrep"]
