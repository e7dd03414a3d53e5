"""Sentences in other words: what means the same, and what does not any more."""

import pytest

from benchmarks.explain.gallery import cases
from vedette.core.explanations import Audience, Sentence, Slot
from vedette.explain.checking.ground import Ground
from vedette.explain.checking.reworded import fault_of
from vedette.explain.checking.sifting import sentence_fault
from vedette.explain.explaining import explain
from vedette.explain.facts.subject import facts_of
from vedette.explain.words.texts import LANGUAGES, load

SAME = [
    ("en", "We do not know if data was taken.", "It is unclear whether data was taken."),
    ("en", "The script invoice.js is harmful.", "The script invoice.js is malicious."),
    ("en", "It holds hidden code and runs that.", "It contains hidden code, and executes that."),
    (
        "en",
        "At 09:02 UTC, many files were locked on fs02.",
        "Lots of files were locked on fs02 at 09:02 UTC.",
    ),
    ("de", "Wir wissen nicht, ob Daten gestohlen wurden.", "Es ist unklar, ob Daten entwendet wurden."),
    (
        "de",
        "Es enthält versteckten Code und führt ihn aus.",
        "Es enthält verborgenen Code und führt ihn aus.",
    ),
    ("es", "No sabemos si se robaron datos.", "No está claro si se robaron datos."),
]
OTHER = [
    ("en", "Somebody at 10.0.0.1 saw gw1.", "Somebody at 10.0.0.1 saw GW1."),
    ("en", "Somebody took the account lab.", "Somebody took the account Lab."),
    ("en", "Many files were locked on fs02.", "Many files were encrypted on fs02."),
    ("en", "We do not know if data was taken.", "We know data was taken."),
    ("en", "We do not know if data was taken.", "We do not know who took data."),
    ("en", "More machines may be locked.", "More machines are locked."),
    ("en", "Somebody tried to log in.", "Somebody logged in."),
    ("en", "The stranger can log in again.", "The stranger cannot log in again."),
    ("en", "The stranger can log in again.", "The stranger can log in again, but was blocked."),
    ("en", "Do not pay before you have spoken to an expert.", "Do pay before you have spoken to an expert."),
    ("en", "At 09:02 UTC, a saw b.", "At 09:02 UTC, b saw a."),
    ("en", "At 09:02 UTC, a saw b. At 10:00 UTC, b saw a.", "At 10:00 UTC, a saw b. At 09:02 UTC, b saw a."),
    ("de", "Der Angreifer sperrte den Benutzer.", "Den Angreifer sperrte der Benutzer."),
    ("de", "Jemand kann es starten.", "Niemand kann es starten."),
    ("es", "El atacante vio al usuario.", "El usuario vio al atacante."),
]


@pytest.mark.parametrize(("language", "ours", "text"), SAME)
def test_what_means_the_same_stands(language: str, ours: str, text: str) -> None:
    assert fault_of(text, ours, language) == ""
    assert fault_of(ours, text, language) == ""


@pytest.mark.parametrize(("language", "ours", "text"), OTHER)
def test_what_means_something_else_does_not(language: str, ours: str, text: str) -> None:
    assert fault_of(text, ours, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_sentences_of_ours_are_rewordings_of_each_other(language: str) -> None:
    for name, subject in cases():
        if name in {"hunt-guessed", "scan-shop", "triage-invoice"}:
            made = explain(subject, Audience.GENERALIST, language)
            texts = [one.text for part in made.sections for one in part.sentences]
            assert all(fault_of(a, b, language) for a in texts for b in texts if a != b)
            assert all(fault_of(one, one, language) == "" for one in texts)


def test_a_reworded_sentence_is_held_to_the_row_of_its_original() -> None:
    subject = dict(cases())["triage-invoice"]
    made, facts = explain(subject, Audience.GENERALIST), facts_of(subject)
    ground = Ground.of(made, facts, load("en"))
    ours = made.sections[0].sentences[0]
    told = Sentence(
        text="The script invoice.js is malicious.", key=ours.key, rests_on=ours.rests_on, original=ours.text
    )
    assert sentence_fault(told, Slot.HAPPENED, ground) == ""
    for wrong in (
        Sentence(text="invoice.js is fine.", key=ours.key, rests_on=ours.rests_on, original=ours.text),
        Sentence(
            text="The script x.js is malicious.",
            key=ours.key,
            rests_on=ours.rests_on,
            original="The script x.js is harmful.",
        ),
    ):
        assert sentence_fault(wrong, Slot.HAPPENED, ground)
