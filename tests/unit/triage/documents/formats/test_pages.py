from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.pages import Tag, page, tags

PIECES = (
    *("<", ">", "/", '"', "'", "=", " ", "\n", "x", "é", "&amp;", "<!--", "-->", "<script>", "</script>"),
    *('<a href="x">', "<img src=x />", "<br/>", "<A HREF=x y>", '<a b="1>2">', "href = 'q'", "<p>", "</p>"),
    *('<a b="c"d>', "<a b/ c>"),
)
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def read(text: str) -> list[Tag]:
    return list(tags(text, Allowance()))


@pytest.mark.parametrize(
    ("text", "given_"),
    [
        ('<a href="x&amp;y" HREF="later" Title=\'t\'>', {"href": "x&y", "title": "t"}),
        ("<a href=x y>", {"href": "x", "y": ""}),
        ("<a href = 'q' z>", {"href": "q", "z": ""}),
        ('<a b="1>2" c>', {"b": "1>2", "c": ""}),
        ('<a b="c"d=e>', {"b": "c", "d": "e"}),
        ("<a/b=c/>", {"b": "c/"}),
        ("<a>", {}),
        ('<a b="never closed>', {"b": "never closed>"}),
    ],
)
def test_what_a_tag_is_given_is_read_however_it_is_written(text: str, given_: dict[str, str]) -> None:
    assert read(text)[0].given == given_


def test_words_and_places_are_those_of_the_text() -> None:
    text = 'a <b c="d">e</b> f<!-- <i> --><script x=y>if (a<b) {}</script>g'
    found = read(text)
    assert [(one.name, one.words) for one in found] == [
        ("b", "e"), ("/b", " f"), ("script", "if (a<b) {}"), ("/script", "g"),
    ]  # fmt: skip
    assert [text[one.at : one.end] for one in found] == ['<b c="d">', "</b>", "<script x=y>", "</script>"]


def test_a_comment_without_an_end_goes_on_to_the_end() -> None:
    assert read("<p><!-- <b>") == [Tag("p", 0, 3)]


@given(SOUP)
def test_a_plain_tag_is_read_as_any_other_would_be(text: str) -> None:
    # a space before the "=" is what the short way does not take, and says nothing
    for one in read(text):
        if one.raw and "&" not in one.raw:
            longer = f"<{one.name}{one.raw.replace('=', ' =')}>"
            if longer.count("=") == 1:
                assert read(longer)[0].given == one.given


@given(SOUP)
def test_what_a_tag_cannot_say_it_does_not(text: str) -> None:
    for one in read(text):
        for words in ("x", "hre"):
            if not one.might_say(words):
                assert not any(words in part for item in one.given.items() for part in item)


@given(SOUP)
def test_tags_come_in_order_and_cost_the_same_each_time(text: str) -> None:
    found = read(text)
    assert all(one.at < one.end <= len(text) for one in found)
    assert all(one.at < other.at for one, other in pairwise(found))
    first, second = Allowance(), Allowance()
    assert page(text, first) == page(text, second)
    assert first.fuel_used == second.fuel_used
