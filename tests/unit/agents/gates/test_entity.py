"""Names that are nowhere in the evidence, and those that are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.agents.gates.tables import rows, told
from vedette.agents.gates.entity import fault, occurs


@pytest.mark.parametrize("row", rows("entity", "lies"), ids=lambda row: row["text"])
def test_a_name_from_nowhere_is_stopped(row: dict[str, str]) -> None:
    text, ids, ground = told(row)
    assert fault(text, ground.cited(ids), ground.language)


@pytest.mark.parametrize("row", rows("entity", "true"), ids=lambda row: row["text"])
def test_a_name_of_the_evidence_may_be_said(row: dict[str, str]) -> None:
    text, ids, ground = told(row)
    assert fault(text, ground.cited(ids), ground.language) == ""


@given(st.tuples(*(st.integers(0, 255) for _ in range(4))))
def test_no_other_address_is_taken_for_the_one(parts: tuple[int, ...]) -> None:
    address = ".".join(map(str, parts))
    text, ids, ground = told({"text": f"It came from {address}."})
    assert (fault(text, ground.cited(ids)) == "") is (address == "203.0.113.77")


def test_a_part_of_a_name_is_not_the_name() -> None:
    assert occurs("shop.py", ["src/shop.py"])
    assert not occurs("shop.py", ["workshop.py"])
    assert not occurs("evil.example", ["not-evil.example"])
    assert not occurs("T1110", ["T1110.001"])
