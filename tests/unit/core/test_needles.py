"""One pass over a text finds what a search for each word finds."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.needles import FEW_LETTERS, Needles

WORDS = st.lists(st.text("ab:.\\", min_size=3, max_size=7), max_size=6)
TEXTS = st.one_of(st.text("ab:.\\", max_size=60), st.text("ab:.\\é忽\n\U0001f600\ud800", max_size=60))


def one_by_one(words: list[str], text: str) -> list[tuple[int, str]]:
    return sorted((at, word) for word in set(words) for at in range(len(text)) if text.startswith(word, at))


@given(WORDS, TEXTS, st.sampled_from([-1, 30, FEW_LETTERS]))
def test_all_places_are_found_and_no_others(words: list[str], text: str, few: int) -> None:
    assert sorted(Needles(words, few).places(text)) == one_by_one(words, text)


@given(WORDS, st.lists(TEXTS, max_size=4))
def test_it_makes_no_difference_how_much_was_looked_at_before(words: list[str], texts: list[str]) -> None:
    needles = Needles(words, 40)
    assert [sorted(needles.places(one)) for one in texts] == [one_by_one(words, one) for one in texts]


@pytest.mark.parametrize("few", [-1, FEW_LETTERS])
@pytest.mark.parametrize("before", ["", "x", "é", "忽", "\U0001f600"])
@pytest.mark.parametrize("after", ["", "x", "é", "xy"])
@pytest.mark.parametrize("word", ["abc", "abcd", "a.c", "<<sys", " ai "])
def test_a_word_is_found_wherever_it_falls(word: str, before: str, after: str, few: int) -> None:
    assert list(Needles([word, "zzz"], few).places(before + word + after)) == [(len(before), word)]


def test_letters_that_are_not_ascii_are_no_letters_of_words() -> None:
    for few in (-1, FEW_LETTERS):
        assert list(Needles(["a?c", "abc"], few).places("aéc a忽c")) == []


def test_no_words_are_nowhere() -> None:
    assert list(Needles([]).places("whatever")) == []


def test_time_is_linear() -> None:
    needles = Needles(["aaaaaaaab", "ai:", "ai,", "language model"])
    # Where each letter were compared with all the others that would be minutes.
    for text in ("a" * 200_000, "ai" * 100_000, "ai," * 60_000, "language mode" * 16_000):
        began = time.process_time()
        assert all(text.startswith(word, at) for at, word in needles.places(text))
        assert time.process_time() - began < 2
