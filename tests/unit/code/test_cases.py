"""Every example in every page and table: marked lines are found, others are not."""

import pytest

from vedette.code import CaseResult, load_knowledge, run_cases
from vedette.code.cases import _cases

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize("name", sorted({case.name.partition(" ")[0] for case in _cases(KNOWLEDGE)}))
def test_examples_hold(name: str) -> None:
    failed: list[CaseResult] = [result for result in run_cases(KNOWLEDGE, [name]) if not result.passed]
    assert failed == []
