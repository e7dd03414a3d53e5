"""Sentences made from rows: the row as it is, filled with what the first cited item holds."""

import pytest
from msgspec.structs import replace

from tests.unit.explain.subjects import hunted
from vedette.core.explanations import Audience, Sentence, Slot
from vedette.explain.checking.ground import Ground
from vedette.explain.checking.keyed import fault_of
from vedette.explain.explaining import explain
from vedette.explain.facts.subject import facts_of
from vedette.explain.words.texts import load

SUBJECT = hunted()
MADE = explain(SUBJECT, Audience.ANALYST)
GROUND = Ground.of(MADE, facts_of(SUBJECT), load("en"))
OPENING, GUESSED, DUMPED, SENT = MADE.sections[0].sentences[:4]


def fault(sentence: Sentence, slot: Slot | None = Slot.HAPPENED) -> str:
    return fault_of(sentence, slot, GROUND)


def test_as_it_was_made_it_stands_also_with_an_address_made_harmless() -> None:
    assert fault(GUESSED) == ""
    assert fault(replace(GUESSED, text=GUESSED.text.replace(".", "[.]", 3))) == ""
    assert fault(replace(GUESSED, text=GUESSED.text.replace(" on ", "\n on "))) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("21:02", "21:03"), ("203.0.113.9", "203.0.113.8"), ("48", "49"), ("ws01", "ws02"), ("ben", "eve"),
        ("got in", "did not get in"), ("tried", "stole"), ("somebody at 203.0.113.9", "ws01"),
        ("passwords", "passwords and keys"), (".", ", and was blocked."),
    ],
)  # fmt: skip
def test_any_other_word_name_number_or_time_does_not(old: str, new: str) -> None:
    changed = f"{GUESSED.text[:-1].replace(old, new)}." if old != "." else f"{GUESSED.text[:-1]}{new}"
    assert changed != GUESSED.text
    assert (
        fault(replace(GUESSED, text=changed))
        == "a name, number, time or word is not what the cited item holds"
    )


@pytest.mark.parametrize(
    "key",
    ["", "/0", "situation.guessed.beat/9", "situation.guessed.beat/٣", "no.row/0", "situation.guessed.beat"],
)
def test_a_row_that_is_none_is_a_fault(key: str) -> None:
    assert fault(replace(GUESSED, key=key)) == "there is no such row"


@pytest.mark.parametrize("slot", [Slot.MATTERS, Slot.SURE, Slot.DO, Slot.WAIT, Slot.UNKNOWN, None])
def test_a_row_stands_only_in_its_own_part(slot: Slot | None) -> None:
    assert fault(GUESSED, slot) == "this row does not belong here"


@pytest.mark.parametrize("ids", [(), ("E404",), ("E1", "E404")])
def test_what_rests_on_nothing_is_a_fault(ids: tuple[str, ...]) -> None:
    assert fault(replace(GUESSED, rests_on=ids)) == "it rests on nothing that is in the subject"


def test_a_row_speaks_only_of_its_own_situation() -> None:
    for other in (OPENING, DUMPED, SENT):
        assert fault(replace(GUESSED, rests_on=other.rests_on)) == "what it cites does not say this"
