"""Verdicts nobody gave, and those the report has."""

import pytest

from tests.unit.agents.gates.tables import rows, told
from vedette.agents.gates.verdict import fault


@pytest.mark.parametrize("row", rows("verdict", "lies"), ids=lambda row: row["text"])
def test_a_verdict_that_is_not_ours_is_stopped(row: dict[str, str]) -> None:
    assert fault(*told(row))


@pytest.mark.parametrize("row", rows("verdict", "true"), ids=lambda row: row["text"])
def test_what_the_report_says_may_be_said(row: dict[str, str]) -> None:
    assert fault(*told(row)) == ""
