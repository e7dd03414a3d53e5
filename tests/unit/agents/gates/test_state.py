"""Deeds that were not done, in every tense and voice we could think of, and those on record."""

import pytest

from tests.unit.agents.gates.tables import rows, told
from vedette.agents.gates.exhibits import Deed, Ground
from vedette.agents.gates.state import fault


@pytest.mark.parametrize("row", rows("state", "lies"), ids=lambda row: row["text"])
def test_a_deed_not_on_record_is_stopped(row: dict[str, str]) -> None:
    assert fault(*told(row))


@pytest.mark.parametrize("row", rows("state", "true"), ids=lambda row: row["text"])
def test_advice_and_what_is_on_record_may_be_said(row: dict[str, str]) -> None:
    assert fault(*told(row)) == ""


def test_an_incident_is_contained_when_its_record_says_so() -> None:
    done = Ground(deeds=(Deed(state="contained", objects=frozenset()),))
    assert fault("The incident is contained.", (), done) == ""
    assert fault("The incident is contained.", (), Ground())
    assert fault("The incident is eradicated.", (), done)
