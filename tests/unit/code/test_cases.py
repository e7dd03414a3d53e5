"""Every example in every page and table: marked lines are found, others are not."""

import pytest

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code import CaseResult, load_knowledge, run_cases
from vedette.code.cases import cases
from vedette.code.result import FAULT
from vedette.code.taint import interpreter
from vedette.code.taint.values import Value
from vedette.lang import ir


@pytest.mark.parametrize("name", sorted({case.names[0] for case in cases(KNOWLEDGE)}))
def test_examples_hold(name: str) -> None:
    results = list(run_cases(KNOWLEDGE, [name]))
    failed: list[CaseResult] = [result for result in results if not result.passed]
    assert results
    assert failed == []


def test_a_table_is_asked_for_by_its_name_or_what_it_is_imported_as() -> None:
    named = list(run_cases(KNOWLEDGE, ["FastAPI and Starlette"]))
    assert named
    assert list(run_cases(KNOWLEDGE, ["starlette"])) == named
    assert list(run_cases(KNOWLEDGE, ["and"])) == []


def test_a_kind_that_only_one_side_has_is_told_where_something_was_missed() -> None:
    page = """+++
id = "odd"
title = "Odd"
severity = "low"
score = 1.0
weaknesses = ["CWE-1"]
owasp = []
kinds = ["odd-one"]
message = "{sink}"
remedy = "None."
+++
```python
import oddlib
oddlib.do()  # finding
```
```python
x = 1
```
"""
    table = 'library = "Odd lib"\nimports = ["oddlib"]\n[[flag]]\nkind = "od-one"\ncalls = ["oddlib.do"]\n'
    case = "[[case]]\ncode = '''\nimport oddlib\noddlib.do()  # finding: odd\n'''\n"
    odd = load_knowledge([("odd.md", page), ("oddlib.toml", table + case)])
    first, second, own = run_cases(odd, ["odd", "oddlib"])
    assert first.loose == ("no table has a row of kind 'odd-one'",)
    assert second.passed
    assert second.loose == ()
    assert own.loose == ("no rule page is about kind 'od-one'",)


def test_a_fault_of_ours_fails_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Value:
        raise ZeroDivisionError

    monkeypatch.setitem(interpreter.EVALUATORS, ir.CALL, broken)
    (first, *_) = run_cases(KNOWLEDGE, ["code-injection"])
    assert first.missed
    assert any(FAULT in line for line in first.wrong)
