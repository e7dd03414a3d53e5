"""The text layer: three languages with the same rows, each whole, and slots that something fills."""

import re

import pytest

from vedette.core.errors import BadInput
from vedette.core.explanations import Slot as Part
from vedette.explain.checking.rows import may_stand
from vedette.explain.facts.situations import deeds, order
from vedette.explain.telling.advice import every_step
from vedette.explain.words.texts import LANGUAGES, Slot, Texts, load, taken_apart

TABLES = ("levels", "severities", "slots", "owners", "within", "labels", "forms")
FOREIGN = {"de": r"\b(the|and|you|were|los|las|para)\b", "es": r"\b(the|and|you|der|und|nicht|Sie)\b"}


def slots(texts: Texts, key: str) -> set[str]:
    return {part.name.lower() for text in texts.rows[key] for part in text if isinstance(part, Slot)}


@pytest.mark.parametrize("language", ["de", "es"])
def test_each_language_has_every_row_with_the_same_slots(language: str) -> None:
    english, other = load("en"), load(language)
    assert {key for key in english.rows if not key.startswith("english.")} == other.rows.keys()
    for key in other.rows:
        assert slots(other, key) <= slots(english, key), key
        missing = slots(english, key) - slots(other, key)
        assert missing <= {"hosts", "users", "lines", "files"}, key  # only there to choose a word by number
    for table in TABLES:
        assert getattr(english, table).keys() == getattr(other, table).keys()
    assert english.phrases.keys() == other.phrases.keys()


@pytest.mark.parametrize("language", ["de", "es"])
def test_no_row_of_one_language_stands_in_another(language: str) -> None:
    english, other = load("en"), load(language)
    for key, variants in other.rows.items():
        words = " ".join(part for text in variants for part in text if isinstance(part, str))
        words = re.sub(r"`[^`]*`", "", words)
        assert not re.search(FOREIGN[language], words), key
        if len(words.split()) > 2:
            assert words != " ".join(p for t in english.rows[key] for p in t if isinstance(p, str)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_situation_deed_and_step_has_its_words(language: str) -> None:
    rows = load(language).rows
    for name in order():
        if name != "doubted":
            assert {
                f"situation.{name}.{part}" for part in ("label", "beat", "matters", "wait")
            } <= rows.keys()
    for name in (*deeds(), "other"):
        assert {f"situation.deed_{name}.{part}" for part in ("label", "beat")} <= rows.keys()
    for name in every_step():
        assert {f"step.{name}.do", f"step.{name}.check"} <= rows.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_may_stand_somewhere(language: str) -> None:
    for key in load(language).rows:
        if not key.startswith("title.") and not key.endswith((".label", ".undo")):
            assert any(may_stand(key, slot) for slot in Part), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_end_and_labels_do_not(language: str) -> None:
    for key, variants in load(language).rows.items():
        ends = [text[-1] for text in variants]
        if key.startswith(("title.", "english.")):
            continue
        if key.endswith(".label"):
            assert not any(isinstance(end, str) and end.endswith(".") for end in ends), key
        else:
            assert all(isinstance(end, str) and end.rstrip("”»").endswith((".", "?")) for end in ends), key


def test_a_text_is_taken_apart_into_words_and_slots() -> None:
    assert taken_apart("At {when}, {count} {count?try|tries}.") == (
        "At ", Slot("when"), ", ", Slot("count"), " ", Slot("count", "try", "tries"), ".",
    )  # fmt: skip
    assert taken_apart("no slot, {but braces") == ("no slot, {but braces",)
    assert taken_apart("") == ()


def test_there_is_no_other_language() -> None:
    with pytest.raises(BadInput) as caught:
        load("../../etc/passwd")
    assert "en, de, es" in caught.value.hint
