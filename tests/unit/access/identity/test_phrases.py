"""A phrase is drawn anew each time, and is recognised however it is written down."""

from __future__ import annotations

import pytest

from vedette.access.identity.phrases import LENGTH, WORDS, draw, same


def test_words_are_many_and_plain() -> None:
    assert len(WORDS) == len(set(WORDS)) == 256
    assert all(word.isascii() and word.isalpha() and word.islower() for word in WORDS)
    assert list(WORDS) == sorted(WORDS)


def test_a_phrase_is_new_each_time() -> None:
    drawn = {draw() for _ in range(200)}
    assert len(drawn) == 200
    assert all(len(one.split()) == LENGTH and set(one.split()) <= set(WORDS) for one in drawn)


@pytest.mark.parametrize("heard", ["amber wolf", " Amber, WOLF. ", "amber\nwolf"])
def test_it_is_recognised(heard: str) -> None:
    assert same("amber wolf", heard)


@pytest.mark.parametrize("heard", ["", "amber", "wolf amber", "amber wolf wolf", "amberwolf", "a" * 300])
def test_another_one_is_not(heard: str) -> None:
    assert not same("amber wolf", heard)
    assert not same("", heard)
