"""What a text talks about is a number, and says no more than words can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.access.safeguards.folding import fold
from vedette.access.safeguards.phrases import sentences
from vedette.access.safeguards.talk import Example, Talk, table, talk


def said(text: str) -> Talk:
    return talk(sentences(fold(text).text))


FOUND = [(one.risk, text) for one in table().topic for text in one.found]
OTHER = [(one.risk, text) for one in table().topic for text in one.other]


@pytest.mark.parametrize(("risk", "text"), FOUND)
def test_a_topic_is_found(risk: str, text: str) -> None:
    assert said(text).topic == risk
    assert said(text).sure > 0


@pytest.mark.parametrize(("risk", "text"), OTHER)
def test_another_topic_is_not_taken_for_it(risk: str, text: str) -> None:
    assert said(text).topic != risk


@pytest.mark.parametrize("one", table().harmful)
def test_harm_to_others_is_a_high_number(one: Example) -> None:
    assert said(one.text).intent >= 80


@pytest.mark.parametrize("one", table().harmless)
def test_care_takes_it_down(one: Example) -> None:
    assert said(one.text).intent < 30


def test_nothing_is_said_about_nothing() -> None:
    assert said("The weather is fine in Turku.") == Talk(0, "", 0)


def test_the_same_word_again_and_again_says_no_more() -> None:
    assert said("ghidra " * 50) == said("ghidra " * 3)


@given(st.text(max_size=300))
def test_numbers_stay_numbers(text: str) -> None:
    found = said(text)
    assert 0 <= found.intent <= 100
    assert 0 <= found.sure <= 100
    assert bool(found.topic) is bool(found.sure)
