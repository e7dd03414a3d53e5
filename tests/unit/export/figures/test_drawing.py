"""What strangers wrote is text in a figure and nothing else; what does not fit loses its middle."""

from __future__ import annotations

import re
from importlib import resources
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from vedette.export.figures.drawing import CELL, Colour, box, cells, clean, drawing, fitted, group, text, wide


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=FEW)
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
@settings(max_examples=FEW)
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


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 has it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def palettes() -> dict[str, dict[str, str]]:
    """Return the colours of figures on paper, and as the page gives them by day and by night."""
    css = resources.files("vedette.export.incidents.assets").joinpath("incident.css").read_text("utf-8")
    drawn = drawing(
        "x", "", "", 10, [text(0, 0, "x", colour=name) for name in COLOURS] + [box(0, 0, 1, 1, fill="tint")]
    )
    paper = dict(re.findall(r'class="f-(\w+)"[^>]*? fill="(#\w+)"', drawn.svg))
    by_day, by_night = (
        dict(re.findall(r"--(\w+): (#\w{6})", part)) for part in css.split("prefers-color-scheme: dark")[:2]
    )
    names = {
        "paper": "card",
        "ink": "ink",
        "soft": "soft",
        "tint": "tint",
        "attack": "attack",
        "response": "response",
    }
    return {"paper": paper} | {
        when: {name: colours[var] for name, var in names.items()}
        for when, colours in (("day", by_day), ("night", by_night))
    }


COLOURS: tuple[Colour, ...] = ("paper", "ink", "soft", "attack", "response")


@pytest.mark.parametrize("when", ["paper", "day", "night"])
def test_text_can_be_read_on_paper_by_day_and_by_night(when: str) -> None:
    colours = palettes()[when]
    for ground in ("paper", "tint"):
        for ink in ("ink", "soft", "attack", "response"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
