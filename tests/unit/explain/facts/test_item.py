"""Names as they may stand in a sentence: one line, not long, never mistaken for words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.explain.facts.item import LONGEST, tame, tamed


@pytest.mark.parametrize(
    "name", ["ws01", "203.0.113.9", r"c:\windows\x.exe", "a" * 30, "app/shop.py:22", "ben@x.org"]
)
def test_plain_names_stay_as_they_are(name: str) -> None:
    assert tame(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two words", "“two words”"),
        ("ok. All is well", "“ok. All is well”"),
        ("“so”", "“so”"),
        ("a\nb\x1b[2J", "“a b [2J”"),
        ("\u202egpj.exe", "gpj.exe"),
        ("ab" * 32 + ".bin", "abababababab….bin"),
    ],
)
def test_what_could_pass_for_words_is_quoted(name: str, shown: str) -> None:
    assert tame(name) == shown


@given(st.text(max_size=2_000))
def test_whatever_it_is_called_it_is_one_short_line(name: str) -> None:
    shown = tame(name)
    assert len(shown) <= LONGEST + 2
    assert shown.isprintable()
    assert shown.count("“") == shown.count("”") <= 1


def test_each_name_stands_once_and_nameless_things_do_not() -> None:
    assert tamed(["b", "", "a", "b"]) == ("b", "a")
