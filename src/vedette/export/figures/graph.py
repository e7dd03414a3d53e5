"""Who is connected with whom: the attacker's side, what was used, what was hit, from left to right.

Boxes are sorted until few lines cross; lines carry a number, and the numbers are explained below.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from vedette.export.figures.drawing import (
    WIDTH,
    Colour,
    Drawing,
    Say,
    box,
    clean,
    drawing,
    fitted,
    group,
    number,
    path,
    text,
    wide,
)

MOST_ROWS: Final = 13
"""Boxes above each other: more is higher than a page."""
MOST_EDGES: Final = 24
_COLUMNS: Final = 3
_BOX: Final = 172.0
_TALL: Final = 34.0
_ROW: Final = 46.0
_TOP: Final = 12.0
_GAP: Final = (WIDTH - 16 - _BOX * _COLUMNS) / (_COLUMNS - 1)
_ALIKE: Final = 3
_TIMES: Final = "\u00d7"
_ROUNDS: Final = 6
_LABEL: Final = 9.5

Side = Literal["attacker", "used", "hit", "others"]
_COLUMN: Final[dict[Side, int]] = {"attacker": 0, "used": 1, "others": 1, "hit": 2}
_STROKE: Final[dict[Side, Colour]] = {
    "attacker": "attack",
    "used": "context",
    "others": "line",
    "hit": "response",
}
OTHERS: Final = "\0others"
"""What stands for everything there was no room for; no name is like it."""


class Node(Struct, frozen=True, kw_only=True):
    """One machine, account or address."""

    id: str
    name: str
    says: str
    """Kind and standing, in words."""
    side: Side


class Edge(Struct, frozen=True, kw_only=True, order=True):
    """Something one did to another."""

    source: str
    target: str
    label: str


class _Place(Struct, frozen=True):
    x: float
    y: float


def graph(nodes: Sequence[Node], edges: Iterable[Edge], say: Say) -> Drawing | None:
    """Return the figure, or nothing where nothing is connected or known."""
    if not nodes:
        return None
    nodes, merged = _gathered(nodes, _merged(edges, {one.id for one in nodes}))
    shown, moved = _bounded(nodes, merged, say)
    lines = _moved(merged, moved)
    places = _places(shown, lines)
    tall = max(place.y for place in places.values()) + _ROW
    shapes = [*_lines(lines[:MOST_EDGES], places), *_boxes(shown, places)]
    by_id = {one.id: one for one in shown}
    legend = [_said(edge, by_id, say) for edge in lines[:MOST_EDGES]]
    hidden = len(lines) - len(legend)
    for row, words in enumerate(legend):
        shapes += _legend(row, words, tall + 16 + row * 15)
    if hidden > 0:
        shapes.append(text(28, tall + 20 + len(legend) * 15, say("say.more", number=hidden), colour="soft"))
    bottom = tall + 18 + (len(legend) + bool(hidden > 0)) * 15
    counted = say("figure.graph_says", nodes=len(shown), edges=len(lines))
    said = " ".join([counted, *legend, *([say("say.more", number=hidden)] if hidden > 0 else [])])
    return drawing("graph", say("figure.graph"), said, bottom, shapes)


def _merged(edges: Iterable[Edge], known: set[str]) -> list[Edge]:
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in edges:
        if one.source in known and one.target in known and one.source != one.target:
            labels[one.source, one.target].append(one.label)
    made = []
    # What happened most comes first: it is what there is room for.
    for (source, target), all_of_them in sorted(labels.items(), key=lambda one: (-len(one[1]), one[0])):
        unique = list(dict.fromkeys(filter(None, all_of_them)))
        rest = f" +{len(unique) - 2}" if len(unique) > 2 else ""  # noqa: PLR2004
        made.append(Edge(source=source, target=target, label=", ".join(unique[:2]) + rest))
    return made


def _gathered(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[Sequence[Node], list[Edge]]:
    """Make one box of those that are alike and to whom the same was done: forty accounts somebody tried."""
    ties: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for one in edges:
        ties[one.source].add((">", one.target, one.label))
        ties[one.target].add(("<", one.source, one.label))
    alike: dict[tuple[Side, str, frozenset[tuple[str, str, str]]], list[Node]] = defaultdict(list)
    for node in nodes:
        alike[node.side, node.says, frozenset(ties[node.id])].append(node)
    made: list[Node] = []
    moved: dict[str, str] = {}
    for (side, says, _), group_of in alike.items():
        if len(group_of) < _ALIKE:
            made += group_of
            continue
        first = group_of[0].id
        moved |= dict.fromkeys((one.id for one in group_of), first)
        names = ", ".join(clean(one.name) for one in group_of)
        made.append(Node(id=first, name=names, says=f"{len(group_of)} {_TIMES} {says}", side=side))
    return made, _moved(edges, moved)


def _bounded(nodes: Sequence[Node], edges: Sequence[Edge], say: Say) -> tuple[list[Node], Mapping[str, str]]:
    degree = Counter(end for one in edges for end in (one.source, one.target))
    room = Counter(dict.fromkeys(range(_COLUMNS), MOST_ROWS))
    kept: list[Node] = []
    rest: list[Node] = []
    for one in sorted(nodes, key=lambda one: (-degree[one.id], one.id)):
        column = _COLUMN[one.side]
        (kept if room[column] > 0 else rest).append(one)
        room[column] -= 1
    if not rest:
        return kept, {}
    others = Node(id=OTHERS, name=say("figure.other_nodes", number=f"{len(rest):,}"), says="", side="others")
    return [*kept, others], {one.id: OTHERS for one in rest}


def _moved(edges: Sequence[Edge], moved: Mapping[str, str]) -> list[Edge]:
    if not moved:
        return list(edges)
    ends = [
        Edge(
            source=moved.get(one.source, one.source),
            target=moved.get(one.target, one.target),
            label=one.label,
        )
        for one in edges
    ]
    return _merged(ends, {end for one in ends for end in (one.source, one.target)})


def _places(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, _Place]:
    columns: list[list[str]] = [[] for _ in range(_COLUMNS)]
    for one in sorted(nodes, key=lambda one: (one.id == OTHERS, one.id)):
        columns[_COLUMN[one.side]].append(one.id)
    near: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        near[edge.source].append(edge.target)
        near[edge.target].append(edge.source)
    rows = _rows(columns)
    for turn in range(_ROUNDS):
        column = columns[turn % _COLUMNS]
        column.sort(key=lambda one: (_middle([rows[each] for each in near[one]], rows[one]), one))
        rows = _rows(columns)
    used = [column for column in columns if column]
    indent = {id(column): at for at, column in enumerate(used)}
    step = _BOX + (_GAP if len(used) == _COLUMNS else _GAP * 1.5)
    return {
        one: _Place(8 + indent[id(column)] * step, _TOP + rows[one] * _ROW)
        for column in used
        for one in column
    }


def _rows(columns: Sequence[Sequence[str]]) -> dict[str, float]:
    most = max(map(len, columns))
    return {one: (most - len(column)) / 2 + at for column in columns for at, one in enumerate(column)}


def _middle(rows: Sequence[float], own: float) -> float:
    return sum(rows) / len(rows) if rows else own


def _boxes(nodes: Sequence[Node], places: Mapping[str, _Place]) -> Iterator[str]:
    for one in nodes:
        place = places[one.id]
        inside = [
            box(
                place.x, place.y, _BOX, _TALL, fill="paper", stroke=_STROKE[one.side], radius=_ROUND[one.side]
            ),
            text(place.x + 8, place.y + 14, fitted(one.name, _BOX - 16), bold=True),
            text(place.x + 8, place.y + 27, fitted(one.says, _BOX - 16, _LABEL), colour="soft", size=_LABEL),
        ]
        yield group(inside, f"{one.name}: {one.says}" if one.says else one.name)


_ROUND: Final[dict[Side, float]] = {"attacker": 0, "used": 10, "others": 10, "hit": 4}


def _lines(edges: Sequence[Edge], places: Mapping[str, _Place]) -> Iterator[str]:
    taken: list[_Place] = []
    badges: list[str] = []
    for count, edge in enumerate(edges, 1):
        shape, x, y = _line(places[edge.source], places[edge.target])
        while any(abs(x - one.x) < 18 and abs(y - one.y) < 14 for one in taken):  # noqa: PLR2004
            y += 14
        taken.append(_Place(x, y))
        yield shape
        badges += _badge(x, y, count)
    yield from badges


def _line(source: _Place, target: _Place) -> tuple[str, float, float]:
    n = number
    first, last = source.y + _TALL / 2, target.y + _TALL / 2
    if source.x == target.x:
        # Within a column: out on the side where there is room, and back in.
        out = source.x + _BOX if source.x + _BOX + 40 < WIDTH else source.x
        bend = 40 if out > source.x else -40
        shape = (
            f"M{n(out)} {n(first)} C{n(out + bend)} {n(first)} {n(out + bend)} {n(last)} {n(out)} {n(last)}"
        )
        tip = -1 if bend > 0 else 1
        return _arrow(shape, out, last, tip), out + bend * 0.75, (first + last) / 2
    ahead = 1 if target.x > source.x else -1
    start = source.x + (_BOX if ahead > 0 else 0)
    end = target.x + (0 if ahead > 0 else _BOX)
    third = (end - start) / 2
    shape = (
        f"M{n(start)} {n(first)} C{n(start + third)} {n(first)} {n(end - third)} {n(last)} {n(end)} {n(last)}"
    )
    return _arrow(shape, end, last, ahead), (start + end) / 2, (first + last) / 2


def _arrow(shape: str, x: float, y: float, ahead: int) -> str:
    back = -7 * ahead
    tip = f"M{number(x)} {number(y)} l{back} -4 v8 Z"
    return path(shape, stroke="line") + path(tip, fill="soft")


def _badge(x: float, y: float, count: int) -> Iterator[str]:
    yield box(x - 9, y - 7, 18, 14, fill="paper", stroke="line", radius=7)
    yield text(x, y + 3.6, str(count), size=_LABEL, anchor="middle", bold=True)


def _legend(row: int, words: str, y: float) -> Iterator[str]:
    yield from _badge(17, y, row + 1)
    yield group([text(32, y + 4, fitted(words, WIDTH - 40, 10), size=10)], words)


def _said(edge: Edge, nodes: Mapping[str, Node], say: Say) -> str:
    source, target = clean(nodes[edge.source].name), clean(nodes[edge.target].name)
    if wide(source + target, 10) > WIDTH / 2:
        source, target = fitted(source, WIDTH / 4, 10), fitted(target, WIDTH / 4, 10)
    return say("figure.edge", a=source, b=target, label=clean(edge.label))
