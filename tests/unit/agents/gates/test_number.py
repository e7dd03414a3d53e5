"""Numbers nobody counted, and those the evidence has, with their units and what they count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.agents.gates.tables import rows, told
from vedette.agents.gates.number import fault


@pytest.mark.parametrize("row", rows("number", "lies"), ids=lambda row: row["text"])
def test_a_number_nobody_counted_is_stopped(row: dict[str, str]) -> None:
    text, ids, ground = told(row)
    assert fault(text, ground.cited(ids), ground.language)


@pytest.mark.parametrize("row", rows("number", "true"), ids=lambda row: row["text"])
def test_a_number_of_the_evidence_may_be_said(row: dict[str, str]) -> None:
    text, ids, ground = told(row)
    assert fault(text, ground.cited(ids), ground.language) == ""


@given(st.integers(0, 10**12))
def test_only_the_number_itself_stands(number: int) -> None:
    text, ids, ground = told({"text": f"{number} failures were seen."})
    assert (fault(text, ground.cited(ids)) == "") is (number == 60)
