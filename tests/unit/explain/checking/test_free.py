"""Sentences of somebody else: what the items say may be said again, and nothing else."""

import pytest

from tests.unit.explain.subjects import hunted, incident
from vedette.core.explanations import Audience, Sentence, Slot
from vedette.explain.checking.free import fault_of
from vedette.explain.checking.ground import Ground
from vedette.explain.explaining import explain
from vedette.explain.facts.subject import facts_of
from vedette.explain.words.texts import load

SUBJECT = hunted()
MADE = explain(SUBJECT, Audience.ANALYST)
GROUND = Ground.of(MADE, facts_of(SUBJECT), load("en"))
GUESSED, DUMPED, SENT = (one.rests_on for one in MADE.sections[0].sentences[1:4])


def fault(text: str, rests_on: tuple[str, ...] = GUESSED, slot: Slot = Slot.HAPPENED) -> str:
    return fault_of(Sentence(text=text, rests_on=rests_on), slot, GROUND)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("At 21:02 UTC, somebody at 203.0.113.9 tried passwords 48 times on ws01 and got in.", GUESSED),
        ("Somebody at 203[.]0[.]113[.]9 tried passwords.", GUESSED),
        ("A program reached for stored passwords on ws01.", DUMPED),
        ("At 23:00 UTC, ws01 sent 1450 MB of data to 203.0.113.9.", SENT),
    ],
)
def test_what_the_items_say_may_be_said_again(text: str, ids: tuple[str, ...]) -> None:
    assert fault(text, ids) == ""


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Somebody at 203.0.113.9 stole passwords.", GUESSED),
        ("The attack was blocked.", GUESSED),
        ("Somebody at 203.0.113.9 tried passwords 84 times.", GUESSED),
        ("Somebody at 203.0.113.9 did not try passwords.", GUESSED),
        ("Nobody at 203.0.113.9 tried passwords.", GUESSED),
        ("Somebody at ws01 tried passwords on 203.0.113.9.", GUESSED),
        ("203.0.113.9 sent 1450 MB of data to ws01.", SENT),
        ("ws01 sent 1450 MB of data to srv9.", SENT),
        ("ws01 sent 1450 files to 203.0.113.9.", SENT),
        ("The group Fancy Weasel is behind this.", GUESSED),
        ("Somebody at 203.0.113.9 tried passwords.", SENT),
        ("At 21:59 UTC, somebody tried passwords.", GUESSED),
        ("Did it?", GUESSED),
        ("", GUESSED),
    ],
)
def test_what_they_do_not_say_may_not(text: str, ids: tuple[str, ...]) -> None:
    assert fault(text, ids) != ""


def test_without_something_it_rests_on_only_plain_advice_stands() -> None:
    assert fault("Do not delete or clean anything before the copies are made.", (), Slot.DO) == ""
    for text in ("Pay the attacker.", "Delete anything.", "Cut ws01 off the network.", "Buy our product."):
        assert fault(text, (), Slot.DO) == "it rests on nothing, and is none of our sentences"
    for slot in (Slot.HAPPENED, Slot.MATTERS, Slot.SURE):
        assert fault("Do not delete anything.", (), slot) == "it rests on nothing"


def test_advice_may_be_shortened_and_not_put_together_anew() -> None:
    main = MADE.sections[0].sentences[0].rests_on
    assert fault("Cut ws01 off the network.", main, Slot.DO) == ""
    for text in (
        "Switch ws01 off.",
        "Delete the logs of ws01.",
        "Pay the attacker.",
        "Cut the backup off ws01.",
    ):
        assert fault(text, main, Slot.DO) != ""


def test_what_is_true_and_said_in_other_words_is_lost() -> None:
    assert fault("The intruder transmitted 1450 MB.", SENT) != ""


def test_contained_may_be_said_only_where_a_milestone_says_so() -> None:
    said = "It does not spread any more since 3 March 2026, 23:59 UTC."
    for subject, stands in ((incident(), True), (SUBJECT, False)):
        made = explain(subject, Audience.ANALYST)
        ground = Ground.of(made, facts_of(subject), load("en"))
        ids = tuple(one.id for one in made.cited if one.kind == "coverage")
        assert (fault_of(Sentence(text=said, rests_on=ids), Slot.HAPPENED, ground) == "") is stands
