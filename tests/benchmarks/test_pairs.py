from pathlib import Path

import pytest

from benchmarks.engine import DATA
from benchmarks.pairs import HEADER, Judged, Row, alarmed, asked, figures, matching, rows, table
from benchmarks.peers import Alarm, Alarms, Tool
from tests.benchmarks.notation import finding
from vedette.core.nouns import Finding

ROW = Row("p", "1", "2", "CVE-0000-0000", "CWE-95", "p/main.py", "Engine.search")
SOURCE = b"class Engine:\n    def other(self): pass\n\n    def search(self, q):\n        return eval(q)\n"


def found(*findings: Finding, source: bytes | None = SOURCE) -> int:
    return len(matching(ROW, findings, source))


def test_a_hit_has_the_weakness_and_a_step_in_the_function() -> None:
    assert found(finding("CWE-95", "p/main.py:5"))
    assert found(finding("CWE-94", "p/main.py:4", "elsewhere.py:9"))


def test_another_weakness_function_or_file_is_no_hit() -> None:
    assert not found(finding("CWE-89", "p/main.py:5"))
    assert not found(finding("CWE-95", "p/main.py:2"))
    assert not found(finding("CWE-95", "p/other.py:5"))


def test_a_function_or_file_that_is_gone_is_silent() -> None:
    assert not found(finding("CWE-95", "p/main.py:5"), source=b"def search(): ...\n")
    assert not found(finding("CWE-95", "p/main.py:5"), source=None)


def test_another_tools_alarm_is_held_to_the_same() -> None:
    assert alarmed(ROW, [Alarm(("CWE-78", "CWE-95"), 5, 5)], SOURCE)
    assert not alarmed(ROW, [Alarm(("CWE-78",), 5, 5)], SOURCE)
    assert not alarmed(ROW, [Alarm(("CWE-95",), 2, 2)], SOURCE)


def test_only_hits_can_be_clean() -> None:
    one = finding("CWE-95", "p/main.py:5")
    judged = [
        Judged(ROW, (one,), (), others={"bandit": (True, True)}),
        Judged(ROW, (one,), (one,), others={"bandit": (True, False)}),
        Judged(ROW, (), (), others={"bandit": (False, False)}),
    ]
    assert figures(judged) == {"hits": 2, "of": 3, "clean": 1, "bandit_hits": 2, "bandit_clean": 1}


@pytest.mark.parametrize(("name", "pairs"), [("cve_pairs.csv", 22), ("cve_pairs_unseen.csv", 63)])
def test_the_tables_of_pairs_are_whole(name: str, pairs: int) -> None:
    table = rows(DATA / name)
    assert len({row.cve for row in table}) == len(table) == pairs
    assert all(row.weakness and row.file.endswith(".py") and row.vulnerable != row.fixed for row in table)


def test_another_tool_looks_at_both_sides_where_they_were_laid() -> None:
    def run(folder: Path) -> Alarms:
        files = [path for path in folder.rglob("*.py") if b"eval" in path.read_bytes()]
        return {path: [Alarm(("CWE-95",), 5, 5)] for path in files}

    judged = [
        Judged(ROW, (), (), sources=(SOURCE, None)),
        Judged(ROW, (), (), sources=(SOURCE, SOURCE)),
        Judged(ROW, (), (), sources=(b"", b"")),
    ]
    sides = [one.others["tool"] for one in asked(judged, "tool", Tool("tool 1", run))]
    assert sides == [(True, False), (True, True), (False, False)]


def test_every_line_of_the_table_is_as_long_as_its_head() -> None:
    one = Judged(ROW, (finding("CWE-95", "p/main.py:5"),), (), others={"tool": (True, True)})
    (line,) = table([one])
    assert line[5:] == ["likely", "r", "yes", "found", "NO"]
    assert len(line) == len(HEADER) + 2
