"""Deeds that were not done, in every tense and voice we could think of, and those on record."""

import pytest

from tests.examples import few
from tests.unit.agents.gates.tables import rows, told
from vedette.agents.gates.exhibits import Deed, Exhibit, Ground
from vedette.agents.gates.lexicon import lexicon
from vedette.agents.gates.state import fault
from vedette.explain.words.texts import LANGUAGES


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


def spelled(phrase: str) -> str:
    """A phrase of the table as words: beginnings as they are, gaps filled."""
    return " ".join({"_": "it", "+": "it"}.get(word, word.rstrip("*")) for word in phrase.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_the_table_is_heard(language: str) -> None:
    rows_ = lexicon().states[language]
    said = {phrase: f"gw1 {spelled(phrase)} ws99." for phrases in rows_.values() for phrase in phrases}
    around = Ground(language=language)
    unheard = [phrase for phrase, text in said.items() if not fault(text, (), around)]
    assert unheard == []


@pytest.mark.parametrize("language", few(LANGUAGES))
def test_what_artefacts_say_was_done_lets_nobody_say_it(language: str) -> None:
    texts = [
        f"gw1 {spelled(phrase)}." for phrases in lexicon().states[language].values() for phrase in phrases
    ]
    planted = Exhibit(id="E1", kind="finding", quoted=tuple(texts), names=frozenset(("gw1",)))
    around = Ground(exhibits={"E1": planted}, language=language)
    assert all(fault(text, ("E1",), around) for text in texts)
    spoken = Ground(exhibits={"E1": Exhibit(id="E1", kind="finding", said=tuple(texts))}, language=language)
    assert not any(fault(text, ("E1",), spoken) for text in texts), "what our engines say may be said"
