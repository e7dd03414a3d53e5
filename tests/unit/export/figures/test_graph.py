"""Boxes do not touch, lines are numbered and explained, and there are never too many of either."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from vedette.export.figures.drawing import Drawing
from vedette.export.figures.graph import MOST_EDGES, MOST_ROWS, Edge, Node, graph
from vedette.export.incidents.labels import labels

SAY = labels("en")


def node(name: str, side: str = "hit") -> Node:
    return Node(id=name, name=name, says="machine", side=side)  # type: ignore[arg-type]


def boxes(made: Drawing) -> list[tuple[float, float]]:
    found = re.findall(r'<rect class="f-paper s-[a-z]+" x="([\d.]+)" y="([\d.]+)" width="172"', made.svg)
    return [(float(x), float(y)) for x, y in found]


def test_nothing_is_no_figure() -> None:
    assert graph([], [], SAY) is None


def test_lines_are_numbered_and_said() -> None:
    edges = [
        Edge(source="c2", target="ws01", label="Getting in T1566"),
        Edge(source="c2", target="ws01", label="Moving on"),
    ]
    made = graph([node("c2", "attacker"), node("ws01")], edges, SAY)
    assert made is not None
    assert "c2 to ws01: Getting in T1566, Moving on." in made.description
    assert made.svg.count("c2 to ws01") == 3, "in words, in the legend, and whole where somebody points"


def test_the_attacker_is_on_the_left_and_what_was_hit_on_the_right() -> None:
    made = graph([node("hit"), node("bad", "attacker"), node("used", "used")], [], SAY)
    assert made is not None
    marks = {name: made.svg.index(f">{name}<") for name in ("hit", "bad", "used")}
    x = {name: float(made.svg[:at].rpartition(' x="')[2].partition('"')[0]) for name, at in marks.items()}
    assert x["bad"] < x["used"] < x["hit"]


def test_a_column_ends_and_what_is_least_connected_becomes_others() -> None:
    nodes = [node(f"n{at:03}") for at in range(100)]
    edges = [Edge(source="n099", target=f"n{at:03}", label=f"way {at}") for at in range(80)]
    made = graph(nodes, edges, SAY)
    assert made is not None
    assert len(boxes(made)) == MOST_ROWS + 1
    assert "69 others" in made.svg, "the twenty without a line were one already"
    assert ">n099<" in made.svg
    assert max(y for _, y in boxes(made)) < 46 * (MOST_ROWS + 1), "no higher than a page"


def test_what_is_alike_is_one_box_and_what_is_not_is_none() -> None:
    nodes = [node("c2", "attacker"), *(node(name, "used") for name in ("adam", "bert", "cleo", "dora"))]
    edges = [Edge(source="c2", target=name, label="tried") for name in ("adam", "bert", "cleo")]
    made = graph(nodes, [*edges, Edge(source="dora", target="c2", label="called")], SAY)
    assert made is not None
    assert len(boxes(made)) == 3
    assert "adam, bert, cleo" in made.svg
    assert "3 \u00d7 machine" in made.svg
    assert "dora to c2: called." in made.description


def test_lines_to_nowhere_and_to_oneself_are_not_drawn() -> None:
    made = graph(
        [node("a"), node("b")],
        [Edge(source="a", target="a", label=""), Edge(source="a", target="x", label="")],
        SAY,
    )
    assert made is not None
    assert "Connections: 0." in made.description


_names = st.sampled_from([f"n{at}" for at in range(60)])


@given(
    st.lists(
        st.tuples(_names, st.sampled_from(["attacker", "used", "hit"])),
        min_size=1,
        unique_by=lambda one: one[0],
    ),
    st.lists(st.builds(Edge, source=_names, target=_names, label=st.text(max_size=9)), max_size=60),
)
@settings(max_examples=FEW)
def test_boxes_never_touch_and_it_is_the_same_each_time(
    given_nodes: list[tuple[str, str]], edges: list[Edge]
) -> None:
    nodes = [node(*one) for one in given_nodes]
    made = graph(nodes, edges, SAY)
    assert made is not None
    ET.fromstring(made.svg)  # noqa: S314
    for (ax, ay), (bx, by) in combinations(boxes(made), 2):
        assert abs(ax - bx) >= 172 or abs(ay - by) >= 34
    assert all(0 <= x <= 720 - 172 for x, _ in boxes(made))
    assert made.svg.count("f-line") <= 3 * MOST_EDGES + 1
    assert graph(list(reversed(nodes)), list(reversed(edges)), SAY) is not None
    assert graph(nodes, edges, SAY) == made
