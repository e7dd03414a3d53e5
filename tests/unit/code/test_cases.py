"""Every example in every page and table: marked lines are found, others are not."""

import pytest

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code import CaseResult, run_cases
from vedette.code.cases import cases
from vedette.code.result import FAULT
from vedette.code.taint import interpreter
from vedette.code.taint.values import Value
from vedette.lang import ir


@pytest.mark.parametrize("name", sorted({case.name.partition(" ")[0] for case in cases(KNOWLEDGE)}))
def test_examples_hold(name: str) -> None:
    failed: list[CaseResult] = [result for result in run_cases(KNOWLEDGE, [name]) if not result.passed]
    assert failed == []


def test_a_fault_of_ours_fails_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Value:
        raise ZeroDivisionError

    monkeypatch.setitem(interpreter.EVALUATORS, ir.CALL, broken)
    (first, *_) = run_cases(KNOWLEDGE, ["code-injection"])
    assert first.missed
    assert any(FAULT in line for line in first.wrong)
