"""How hard texts are: known texts measure as known, literals weigh little, and chopping is seen."""

import pytest

from vedette.explain.readability import read, sentences_of, syllables, words_of

PLAIN = "The cat sat on the mat. It was warm there, and nobody came to take it away from the sun."
HEAVY = (
    "Organizations administering internet-accessible infrastructure should immediately implement "
    "comprehensive vulnerability remediation procedures prioritizing authentication mechanisms."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("machine", 2), ("needed", 2), ("locked", 1), ("table", 2), ("certain", 2), ("created", 2),
     ("area", 2), ("the", 1), ("boxes", 2), ("files", 1), ("in-house", 2)],
)  # fmt: skip
def test_syllables_of_words_people_use(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [("Rechner", "de", 2), ("Passwörter", "de", 3), ("equipo", "es", 3), ("contraseña", "es", 4)],
)
def test_syllables_of_other_languages(word: str, language: str, count: int) -> None:
    assert syllables(word, language) == count


def test_plain_text_takes_few_years_and_officialese_many() -> None:
    assert read([PLAIN]).grade < 4
    assert read([HEAVY]).grade > 20
    assert read([PLAIN]).ease > read([HEAVY]).ease


def test_the_grade_is_that_of_the_published_formula() -> None:
    measured = read(["The cat sat on the mat."])
    assert measured.grade == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    assert measured.ease == pytest.approx(206.835 - 1.015 * 6 - 84.6 * 1)


@pytest.mark.parametrize(
    "literal", ["203.0.113.9", r"C:\Windows\x.exe", "a" * 8 + "0" * 56, "`rm -rf /`", "“any words at all”"]
)
def test_a_literal_is_one_word_that_weighs_nothing(literal: str) -> None:
    assert words_of(f"Look at {literal}.") == ["Look", "at", "x"]


def test_sentences_end_where_people_end_them_and_not_within_names() -> None:
    assert len(sentences_of(["We saw shop.py at 10.0.0.1. It is weak."])) == 2
    assert len(sentences_of(["One. Two.", "three"])) == 3


def test_chopped_text_is_seen_though_its_grade_is_fine() -> None:
    words = HEAVY.split()
    chopped = [" ".join(words[at : at + 2]) + "." for at in range(0, len(words) - 1, 2)] * 2
    assert read(chopped).chopped
    assert not read([PLAIN] * 6).chopped


def test_nothing_measures_as_nothing() -> None:
    assert read([]).words == 0
    assert read(["…"]).sentences == 0


def test_german_and_spanish_have_their_own_formulas() -> None:
    german = "Trennen Sie den Rechner vom Netz. Lassen Sie ihn an, damit keine Spuren verloren gehen."
    heavy = (
        "Sicherheitsverantwortliche implementieren Authentifizierungsmechanismen umgehend organisationsweit."
    )
    assert read([german], "de").grade < 7 < read([heavy], "de").grade
    assert read(["Separe el equipo de la red y déjelo encendido."], "es").ease > 70
