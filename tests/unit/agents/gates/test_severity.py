"""How grave something is, as models would have it and as our tables have it."""

import pytest

from tests.unit.agents.gates.tables import rows, told
from vedette.agents.gates.severity import fault, settled
from vedette.core.levels import Severity


@pytest.mark.parametrize("row", rows("severity", "lies"), ids=lambda row: row["text"])
def test_another_severity_than_the_computed_one_is_stopped(row: dict[str, str]) -> None:
    assert fault(*told(row))


@pytest.mark.parametrize("row", rows("severity", "true"), ids=lambda row: row["text"])
def test_the_computed_one_may_be_said(row: dict[str, str]) -> None:
    assert fault(*told(row)) == ""


@pytest.mark.parametrize("claimed", ["info", Severity.LOW, None, 9.8, "critical"])
def test_what_a_model_says_of_it_is_never_used(claimed: object) -> None:
    assert settled(claimed, Severity.HIGH) is Severity.HIGH
