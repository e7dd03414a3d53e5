"""Every tactic has its row, in order; techniques stand in theirs by name, and none goes silently."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from vedette.export.figures.matrix import MOST_TECHNIQUES, Seen, matrix
from vedette.export.incidents.labels import labels

SAY = labels("en")
TACTICS = ("initial-access", "execution", "impact")
NAMES = {"initial-access": "Initial access", "execution": "Execution", "impact": "Impact"}


def seen(ident: str, tactic: str = "impact", times: int = 1) -> Seen:
    return Seen(id=ident, name=f"Name of {ident}", tactics=(tactic,), times=times)


def test_nothing_seen_is_no_figure() -> None:
    assert matrix([], TACTICS, NAMES, SAY) is None


def test_rows_are_in_order_and_those_without_are_empty() -> None:
    made = matrix([seen("T1486"), seen("T1490", times=3)], TACTICS, NAMES, SAY)
    assert made is not None
    assert made.svg.index("Initial access") < made.svg.index("Execution") < made.svg.index(">Impact<")
    assert made.svg.count(">\u2013<") == 2
    assert "T1490 Name of T1490 \u00d73" in made.svg
    assert "Impact: T1486 Name of T1486, T1490 Name of T1490." in made.description


def test_a_technique_of_a_tactic_nobody_knows_is_shown_too() -> None:
    made = matrix([seen("T9999", "wizardry")], TACTICS, NAMES, SAY)
    assert made is not None
    assert "elsewhere" in made.svg
    assert "T9999" in made.svg


def test_too_many_are_counted() -> None:
    made = matrix([seen(f"T{at:04}") for at in range(MOST_TECHNIQUES + 7)], TACTICS, NAMES, SAY)
    assert made is not None
    assert "and 7 more" in made.svg


@given(
    st.lists(
        st.builds(Seen, id=st.text(max_size=12), name=st.text(max_size=80), tactics=st.just(("impact",)))
    )
)
@settings(max_examples=FEW)
def test_cells_stay_within_the_frame(given_seen: list[Seen]) -> None:
    made = matrix(given_seen, TACTICS, NAMES, SAY)
    if made is None:
        return
    ET.fromstring(made.svg)  # noqa: S314
    for x, width in re.findall(
        r'<rect class="f-tint s-attack" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', made.svg
    ):
        assert float(x) + float(width) <= 720
