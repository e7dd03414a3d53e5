"""Explanations re-worded: what says the same stands, and nothing else, whatever a model does."""

import json
import re
from collections.abc import Callable

import pytest

from benchmarks.explain.gallery import cases
from tests.unit.agents.stage import alone, told
from vedette.agents.narrator import MAY, narrate
from vedette.core.dialogue import Ask
from vedette.core.explanations import Audience, Explanation
from vedette.explain.checking.whole import checked
from vedette.explain.explaining import explain
from vedette.explain.facts.subject import facts_of
from vedette.models.scripted import Said, Trouble

SUBJECT = dict(cases())["hunt-guessed"]
FACTS = facts_of(SUBJECT)
OURS = explain(SUBJECT, Audience.GENERALIST)
LINE = re.compile(r"^(\d+)\. \[(.*?)\] (.*)$", re.MULTILINE)


def rewording(*changes: tuple[str, str], cites: tuple[str, ...] = ()) -> Callable[[Ask], Said]:
    """A model that replaces words in every sentence."""

    def says(ask: Ask) -> Said:
        made = []
        for number, ids, text in LINE.findall(ask.messages[-1].text):
            said = text
            for old, new in changes:
                said = said.replace(old, new)
            made.append({"of": int(number), "text": said, "cites": list(cites) or ids.split(", ")})
        return json.dumps({"sentences": made})

    return says


def texts(made: Explanation) -> list[str]:
    return [one.text for part in made.sections for one in part.sentences]


def test_words_that_mean_the_same_are_taken_and_remember_what_they_stand_for() -> None:
    driven, model = told(
        narrate(OURS, FACTS), rewording(("somebody", "someone"), ("A stranger", "An outsider"))
    )
    made = driven.value
    assert made.reworded >= 2
    assert any("someone at 203.0.113.77" in one for one in texts(made.explanation))
    changed = [one for part in made.explanation.sections for one in part.sentences if one.original]
    assert len(changed) == made.reworded
    assert {one.original for one in changed} <= set(texts(OURS))
    assert list(checked(made.explanation, FACTS)) == []
    assert driven.tally.confirmed == driven.tally.proposed
    assert all("Reader: someone who looks after computers" in one.messages[1].text for one in model.asks)


def test_what_to_do_and_how_sure_is_never_asked_about() -> None:
    _, model = told(narrate(OURS, FACTS), rewording())
    asked = "\n".join(one.messages[1].text for one in model.asks)
    for part in OURS.sections:
        for one in part.sentences:
            assert (one.text in asked) is (part.slot in MAY)
        assert all(step.do.text not in asked for step in part.steps)


@pytest.mark.parametrize(
    "change",
    [
        ("60", "61"),
        ("gw1", "gw2"),
        ("somebody", "Lazarus"),
        ("10:00", "11:00"),
        ("We do not know if", "We know that"),
        (".", " and we blocked it."),
        (" can ", " cannot "),
        ("203.0.113.77", "gw1"),
        ("attacked", "was attacked by"),
    ],
    ids=str,
)
def test_what_says_something_else_is_dropped_and_ours_stays(change: tuple[str, str]) -> None:
    driven, _ = told(narrate(OURS, FACTS), rewording(change))
    assert driven.value.explanation == OURS
    assert driven.value.dropped
    assert driven.tally.dropped_count == len(driven.value.dropped)


def test_a_sentence_that_cites_something_else_is_dropped() -> None:
    driven, _ = told(narrate(OURS, FACTS), rewording(("somebody", "someone"), cites=("E1",)))
    changed = [one for part in driven.value.explanation.sections for one in part.sentences if one.original]
    assert all(one.rests_on == ("E1",) for one in changed)
    assert any(one.gate in {"cites", "form"} for one in driven.value.dropped) or driven.value.inconclusive


def test_it_is_told_once_what_was_wrong() -> None:
    tries: list[str] = []

    def says(ask: Ask) -> Said:
        tries.append(ask.messages[-1].text)
        return rewording(
            ("60", "61") if "is not in" not in ask.messages[-1].text else ("somebody", "someone")
        )(ask)

    driven, _ = told(narrate(OURS, FACTS), says)
    assert any("'61' is not in the sentence it re-words" in one for one in tries)
    assert driven.value.reworded >= 1
    assert len(tries) <= 2 * len(MAY)


@pytest.mark.parametrize(
    "said",
    [
        Trouble.REFUSES,
        Trouble.NONSENSE,
        Trouble.CUT,
        Trouble.TIMES_OUT,
        "",
        "[]",
        '{"sentences": []}',
        "[" * 9_999,
    ],
)
def test_no_usable_answer_leaves_our_words(said: Said) -> None:
    driven, _ = told(narrate(OURS, FACTS), lambda _: said)
    assert driven.value.explanation == OURS
    assert driven.value.inconclusive == sum(part.slot in MAY for part in OURS.sections)
    assert driven.tally.inconclusive > 0
    assert driven.tally.proposed == 0


def test_with_no_model_nothing_changes() -> None:
    assert alone(narrate(OURS, FACTS)).value.explanation == OURS


def test_a_sentence_of_a_number_that_is_not_there_is_no_answer() -> None:
    driven, _ = told(
        narrate(OURS, FACTS), lambda _: {"sentences": [{"of": 99, "text": "x", "cites": ["E1"]}]}
    )
    assert driven.value.explanation == OURS


def test_a_term_that_came_with_the_words_is_explained() -> None:
    subject = dict(cases())["triage-invoice"]
    facts, ours = facts_of(subject), explain(subject, Audience.EXECUTIVE)
    driven, _ = told(narrate(ours, facts), rewording(("is harmful", "is malicious")))
    assert driven.value.reworded == 1
    assert list(checked(driven.value.explanation, facts)) == []


def test_what_makes_the_whole_too_long_is_taken_back() -> None:
    subject = dict(cases())["hunt-incident"]
    facts, ours = facts_of(subject), explain(subject, Audience.EXECUTIVE)
    driven, _ = told(narrate(ours, facts), rewording((" the ", " the the the the the the the the the ")))
    assert list(checked(driven.value.explanation, facts)) == []


@pytest.mark.parametrize("language", ["de", "es"])
def test_other_languages_have_words_that_mean_the_same(language: str) -> None:
    ours = explain(SUBJECT, Audience.GENERALIST, language)
    pairs = (("Rechner", "Computer"), ("No sabemos si", "Se desconoce si"))
    driven, _ = told(narrate(ours, FACTS), rewording(*pairs))
    assert driven.value.reworded >= 1
    assert list(checked(driven.value.explanation, FACTS)) == []
