"""Rows for machines, one mark for what is close, silences marked, all of it said in words too."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from vedette.export.figures.timeline import MOST_LANES, Happening, timeline
from vedette.export.incidents.labels import labels

SAY = labels("en")
START = 1_772_400_000.0


def happening(minute: float, lane: str = "ws01", **more: str) -> Happening:
    return Happening(seconds=START + 60 * minute, lane=lane, text=f"at {minute}", **more)  # type: ignore[arg-type]


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def test_nothing_to_show_is_no_figure() -> None:
    assert timeline([], SAY) is None


def test_each_row_is_named_and_told() -> None:
    made = timeline([happening(0), happening(30, "dc01"), happening(60, "dc01")], SAY)
    assert made is not None
    assert {"ws01", "dc01"} <= set(texts(made.svg))
    assert "dc01: 2, from 2026-03-01 21:50:00 to 2026-03-01 22:20:00." in made.description


def test_what_is_close_is_one_mark_with_its_number_and_what_is_far_is_not() -> None:
    made = timeline(
        [*(happening(at / 50) for at in range(9)), *(happening(6 * at) for at in range(1, 9))], SAY
    )
    assert made is not None
    assert "9" in texts(made.svg)
    assert not {"8", "10", "17"} & set(texts(made.svg))


def test_one_mark_does_not_hide_a_busy_hour() -> None:
    made = timeline([happening(at) for at in range(120)], SAY)
    assert made is not None
    counts = [int(one) for one in texts(made.svg) if one.isdigit()]
    assert sum(counts) == 120
    assert len(counts) > 5


def test_a_silence_is_marked_with_its_length() -> None:
    made = timeline([happening(0), happening(5), happening(60 * 14), happening(60 * 14 + 5)], SAY)
    assert made is not None
    assert "gap 14 h" in texts(made.svg)


def test_too_many_rows_become_one() -> None:
    made = timeline([happening(at, f"host-{at}") for at in range(30)], SAY)
    assert made is not None
    assert f"{30 - MOST_LANES + 1} others" in texts(made.svg)


def test_whose_doing_it_is_shows_in_the_shape_too() -> None:
    kinds = ("attack", "response", "context")
    made = timeline([happening(at * 30, kind, kind=kind) for at, kind in enumerate(kinds)], SAY)
    assert made is not None
    assert {"attack", "response", "around it"} <= set(texts(made.svg))
    assert len(re.findall(r'<path class="f-attack"', made.svg)) == 2, "a diamond, and in the legend"
    assert len(re.findall(r'<rect class="f-response"', made.svg)) == 2
    assert len(re.findall(r'<rect class="f-paper s-context"', made.svg)) == 2


_happenings = st.builds(
    Happening,
    seconds=st.integers(-2_000_000_000, 250_000_000_000).map(float),
    lane=st.text(max_size=30),
    text=st.text(max_size=30),
    kind=st.sampled_from(["attack", "response", "context"]),
    label=st.text(max_size=20),
)


@given(st.lists(_happenings, min_size=1, max_size=30))
@settings(max_examples=FEW)
def test_whatever_happened_it_is_drawn_within_its_frame(events: list[Happening]) -> None:
    made = timeline(events, SAY)
    assert made is not None
    root = ET.fromstring(made.svg)  # noqa: S314
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    for one in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert 0 <= float(one.attrib["x"]) <= width - float(one.attrib["width"]) + 1
        assert 0 <= float(one.attrib["y"]) <= height
    assert timeline(list(reversed(events)), SAY) == made, "order of what is given does not matter"
