"""The words of the gates: in every language, all read, none of them empty."""

import pytest

from vedette.agents.gates.lexicon import known, lexicon, phrases, vocabulary
from vedette.explain.words.texts import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_table(language: str) -> None:
    words = lexicon()
    assert words.states[language].keys() == words.states["en"].keys()
    assert words.verdicts[language].keys() == {"mild", "odd", "grave"}
    assert words.may[language].keys() == {"leads", "between", "not"}
    assert len(vocabulary(language)) > 500
    for table in ("states", "verdicts", "severities"):
        assert phrases(table, language) is phrases(table, language)


def test_words_are_numbers_where_they_are() -> None:
    words = lexicon().numbers
    assert words.value("once", "es") == 11
    assert words.value("once", "en") is None
    assert words.value("sixty", "de") == 60
    assert words.value("dreissig", "de") == 30, "as tokens are written"
    assert lexicon().unit("mb") is not None
    assert lexicon().unit("hosts") is None


def test_a_language_nobody_knows_is_read_as_english() -> None:
    assert known("xx") == "en"
