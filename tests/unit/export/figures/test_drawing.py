"""What strangers wrote is text in a figure and nothing else; what does not fit loses its middle."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.export.figures.drawing import CELL, cells, clean, drawing, fitted, group, text, wide


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=25)
def test_any_text_is_well_formed_and_makes_no_element(words: str) -> None:
    made = drawing("x", words, words, 10, [group([text(1, 2, words)], words)])
    root = ET.fromstring(made.svg)  # noqa: S314  ours
    assert [one.tag.rpartition("}")[2] for one in root.iter()] == [
        "svg",
        "title",
        "desc",
        "rect",
        "g",
        "title",
        "text",
    ]
    assert root.findtext(".//{*}text") == clean(words)


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.floats(20, 400))
@settings(max_examples=25)
def test_what_is_fitted_fits(words: str, width: float) -> None:
    shown = fitted(words, width)
    assert wide(shown) <= max(width, 3 * 11 * CELL + 0.01)
    assert shown == clean(words) or "…" in shown


def test_names_keep_both_ends() -> None:
    assert fitted("fs-administration-02", 8 * 11 * CELL + 0.1) == "fs-a…-02"


def test_letters_of_the_far_east_are_two_wide() -> None:
    assert cells("a漢") == 3


def test_it_names_itself_to_those_who_listen() -> None:
    made = drawing("x", "A title", "What it shows", 10, [])
    assert 'role="img" aria-labelledby="x-title x-desc"' in made.svg
    assert '<title id="x-title">A title</title><desc id="x-desc">What it shows</desc>' in made.svg
    assert "<script" not in made.svg
    assert "style=" not in made.svg
