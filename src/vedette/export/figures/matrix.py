"""The techniques that were seen, a row for each tactic in the order attacks go; the others stay empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from vedette.export.figures.drawing import (
    WIDTH,
    Drawing,
    Say,
    box,
    clean,
    drawing,
    fitted,
    group,
    path,
    text,
    wide,
)

MOST_TECHNIQUES: Final = 80
_LEFT: Final = 168.0
_TALL: Final = 20.0
_PITCH: Final = 25.0
_SIZE: Final = 10.0
_EMPTY: Final = 19.0
_WIDEST: Final = 264.0
_TIMES: Final = "\u00d7"
_NONE: Final = "\u2013"


class Seen(Struct, frozen=True, kw_only=True):
    """One technique, and how often it was seen."""

    id: str
    name: str
    tactics: tuple[str, ...]
    times: int = 1


def matrix(
    seen: Sequence[Seen], tactics: Sequence[str], names: Mapping[str, str], say: Say
) -> Drawing | None:
    """Return the figure, or nothing where no technique was seen. `names`: of tactics, in words."""
    shown = sorted(seen, key=lambda one: one.id)[:MOST_TECHNIQUES]
    by_tactic = {tactic: [one for one in shown if tactic in one.tactics] for tactic in tactics}
    placed = {one.id for inside in by_tactic.values() for one in inside}
    rest = [one for one in shown if one.id not in placed]
    if rest:
        by_tactic[""] = rest
    if not shown:
        return None
    y = 4.0
    shapes: list[str] = []
    for tactic, inside in by_tactic.items():
        name = names.get(tactic, tactic) if tactic else say("figure.elsewhere")
        row = list(_row(name, inside, y))
        shapes += row
        y += _height(inside)
    left_out = len(seen) - len(shown)
    if left_out > 0:
        shapes.append(text(8, y + 14, say("say.more", number=left_out), colour="soft"))
        y += 20
    used = {tactic: inside for tactic, inside in by_tactic.items() if inside}
    return drawing("matrix", say("figure.matrix"), _words(shown, used, names, say), y + 4, shapes)


def _row(name: str, inside: Sequence[Seen], y: float) -> Iterator[str]:
    height = _height(inside)
    yield path(f"M0 {y + height:.1f} H{WIDTH}", stroke="line", dashed=not inside)
    yield text(
        8,
        y + (17 if inside else 13),
        fitted(name, _LEFT - 14, _SIZE),
        size=_SIZE,
        colour="ink" if inside else "soft",
        bold=bool(inside),
    )
    if not inside:
        yield text(_LEFT, y + 13, _NONE, colour="soft", size=_SIZE)
    for one, x, line in _flow(inside):
        yield from _cell(one, x, y + 3 + line * _PITCH)


def _cell(one: Seen, x: float, y: float) -> Iterator[str]:
    words = _label(one)
    width = wide(words, _SIZE) + 14
    yield group(
        [
            box(x, y, width, _TALL, fill="tint", stroke="attack", radius=2),
            text(x + 7, y + 14, words, size=_SIZE),
        ],
        f"{one.id} {one.name}",
    )


def _label(one: Seen) -> str:
    times = f" {_TIMES}{one.times:,}" if one.times > 1 else ""
    return fitted(f"{one.id} {one.name}", _WIDEST - wide(times, _SIZE), _SIZE) + times


def _flow(inside: Sequence[Seen]) -> Iterator[tuple[Seen, float, int]]:
    x, line = _LEFT, 0
    for one in inside:
        width = wide(_label(one), _SIZE) + 14
        if x > _LEFT and x + width > WIDTH - 6:
            x, line = _LEFT, line + 1
        yield one, x, line
        x += width + 6


def _height(inside: Sequence[Seen]) -> float:
    lines = max((line for _, _, line in _flow(inside)), default=-1) + 1
    return lines * _PITCH + 1 if lines else _EMPTY


def _words(
    shown: Sequence[Seen], used: Mapping[str, Sequence[Seen]], names: Mapping[str, str], say: Say
) -> str:
    said = [say("figure.matrix_says", techniques=len(shown), tactics=sum(map(bool, used)))]
    for tactic, inside in used.items():
        listed = ", ".join(clean(f"{one.id} {one.name}") for one in inside)
        said.append(
            say("figure.column", tactic=names.get(tactic, tactic) or say("figure.elsewhere"), names=listed)
        )
    return " ".join(said)
