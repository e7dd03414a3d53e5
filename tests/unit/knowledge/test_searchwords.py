"""Words made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.knowledge.searchwords import LONGEST, small, stem, words


@pytest.mark.parametrize(
    "forms",
    [
        "delete deleted deletes deleting deletion deletions",
        "encrypt encrypted encrypts encryption encrypting",
        "attacker attackers attack attacked",
        "steal stole stolen steals",
        "stop stopped stopping stops",
        "copy copies copied",
        "password passwords",
    ],
)
def test_all_forms_of_a_word_are_one(forms: str) -> None:
    assert len({stem(one) for one in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("mail", "male"), ("host", "hostile"), ("plant", "plan"), ("log", "lock")]
)
def test_words_that_only_look_alike_are_two(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_words_are_found_whatever_stands_between() -> None:
    assert list(words("The boss's E-Mail, (again)!")) == [
        stem(one) for one in ("the", "boss", "email", "again")
    ]
    assert stem("the") in small()
    assert stem("boss") not in small()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("logged in", "login"),
        ("turn the old machine off", "turned off the old machine"),
        ("shut it down", "shutdown it"),
    ],
)
def test_a_verb_and_its_small_word_are_one(one: str, other: str) -> None:
    assert sorted(words(one)) == sorted(words(other))


def test_small_words_far_from_a_verb_are_their_own() -> None:
    assert stem("off") in set(words("turn left at the corner and take the stairs off the hall"))
    assert "login" not in set(words("look at the log that is in there"))


@given(st.text(max_size=300))
def test_any_text_has_words_of_some_letters(text: str) -> None:
    assert all(0 < len(one) <= LONGEST for one in words(text))
