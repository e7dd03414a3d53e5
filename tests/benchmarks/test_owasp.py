from pathlib import Path

import pytest

from benchmarks.owasp import Case, cases, flagged, tallies, wrong
from tests.benchmarks.notation import finding
from vedette.core.errors import BadInput
from vedette.core.nouns import Confidence

TRUTH = """\
# test name, category, real vulnerability, cwe, Benchmark version: 0.1
BenchmarkTest00001,pathtraver,true,22
BenchmarkTest00002,pathtraver,false,22
"""


def test_the_truth_is_read_from_the_checkout(tmp_path: Path) -> None:
    (tmp_path / "expectedresults-0.1.csv").write_text(TRUTH, encoding="utf-8")
    assert cases(tmp_path) == (
        Case("BenchmarkTest00001", "pathtraver", real=True, weakness=22),
        Case("BenchmarkTest00002", "pathtraver", real=False, weakness=22),
    )


def test_a_folder_without_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="expectedresults"):
        cases(tmp_path)


CASES = (Case("a", "pathtraver", real=True, weakness=22), Case("b", "pathtraver", real=False, weakness=22))


def test_only_the_weakness_in_the_files_own_end_counts() -> None:
    found = [
        finding("CWE-79", "testcode/a.py:1"),
        finding("CWE-23", "helpers/x.py:1", "testcode/b.py:2", confidence="possible"),
        finding("CWE-22", "testcode/a.py:1", "helpers/x.py:1"),
    ]
    every = tallies(CASES, found, Confidence.POSSIBLE)["pathtraver"]
    surer = tallies(CASES, found, Confidence.LIKELY)["pathtraver"]
    assert (every.hit, every.alarmed) == (0, 1)
    assert (surer.hit, surer.alarmed) == (0, 0)
    assert list(wrong(CASES, found)) == ["missed pathtraver       a", "false  pathtraver       b"]


def test_a_child_of_the_weakness_flags_a_case() -> None:
    assert flagged(CASES[0], {"a": [finding("CWE-36", "testcode/a.py:1")]}, Confidence.LIKELY)
    assert not flagged(CASES[0], {}, Confidence.POSSIBLE)
