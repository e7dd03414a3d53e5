"""Verdicts nobody gave, and those the report has."""

import pytest

from tests.unit.agents.gates.tables import rows, told
from vedette.agents.gates.exhibits import Exhibit, Ground
from vedette.agents.gates.lexicon import lexicon
from vedette.agents.gates.verdict import fault
from vedette.explain.words.texts import LANGUAGES


@pytest.mark.parametrize("row", rows("verdict", "lies"), ids=lambda row: row["text"])
def test_a_verdict_that_is_not_ours_is_stopped(row: dict[str, str]) -> None:
    assert fault(*told(row))


@pytest.mark.parametrize("row", rows("verdict", "true"), ids=lambda row: row["text"])
def test_what_the_report_says_may_be_said(row: dict[str, str]) -> None:
    assert fault(*told(row)) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_the_table_is_heard_whoever_planted_it(language: str) -> None:
    found = [phrase for phrases in lexicon().verdicts[language].values() for phrase in phrases]
    texts = [f"This {phrase.replace('*', '')} now." for phrase in found]
    planted = Exhibit(id="E1", kind="finding", quoted=tuple(texts))
    assert all(fault(one, ("E1",), Ground(exhibits={"E1": planted}, language=language)) for one in texts)
