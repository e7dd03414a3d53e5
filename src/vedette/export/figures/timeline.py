"""A timeline: a row for each machine or account, one mark for what is close, long silences cut out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, Literal

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
    number,
    path,
    text,
    wide,
)
from vedette.export.figures.scale import Scale, scale

MOST_LANES: Final = 12
MOST_EVENTS: Final = 5_000
_LEFT: Final = 178
_RIGHT: Final = 16
_LANE: Final = 34
_TOP: Final = 30
_NEAR: Final = 11
"""Marks closer than that are one."""
_WIDEST: Final = 56
"""So wide a mark is at most: else one would hide how busy it was when."""
_LABEL: Final = 9.5

Kind = Literal["attack", "response", "context"]


class Happening(Struct, frozen=True, kw_only=True):
    """One event with a time."""

    seconds: float
    """Since 1970, UTC."""
    lane: str
    text: str
    kind: Kind = "attack"
    label: str = ""
    """A word or two that may stand above its mark."""


class _Mark(Struct, frozen=True):
    left: float
    right: float
    events: tuple[Happening, ...]


def timeline(given: Sequence[Happening], say: Say) -> Drawing | None:
    """Return the figure, or nothing where nothing has a time."""
    events = sorted(given, key=lambda one: (one.seconds, one.lane, one.kind, one.text, one.label))[
        :MOST_EVENTS
    ]
    if not events:
        return None
    lanes = _lanes(events, say)
    ruler = scale([one.seconds for one in events], _LEFT + 12, WIDTH - _RIGHT - 12)
    bottom = _TOP + _LANE * len(lanes)
    shapes: list[str] = [*_rows(lanes, bottom), *_gaps(ruler, bottom, say), *_ticks(ruler, bottom)]
    for row, inside in enumerate(lanes.values()):
        shapes += _marks(inside, ruler, _TOP + _LANE * row + 22)
    shapes += _legend({one.kind for one in events}, bottom + 44, say)
    return drawing("timeline", say("figure.timeline"), _words(events, lanes, say), bottom + 58, shapes)


def _lanes(events: Sequence[Happening], say: Say) -> dict[str, list[Happening]]:
    made: dict[str, list[Happening]] = {}
    for one in events:
        made.setdefault(one.lane or say("figure.elsewhere"), []).append(one)
    if len(made) <= MOST_LANES:
        return made
    kept = sorted(made, key=lambda name: (-len(made[name]), name))[: MOST_LANES - 1]
    rest = [one for name, inside in made.items() if name not in kept for one in inside]
    others = say("figure.other_nodes", number=len(made) - len(kept))
    return {name: inside for name, inside in made.items() if name in kept} | {
        others: sorted(rest, key=lambda one: one.seconds)
    }


def _rows(lanes: Iterable[str], bottom: float) -> Iterator[str]:
    for row, name in enumerate(lanes):
        y = _TOP + _LANE * row
        if row % 2 == 0:
            yield box(0, y, WIDTH, _LANE, fill="tint")
        shown = fitted(name, _LEFT - 14)
        yield group([text(8, y + 26, shown)], name)
    yield path(f"M{_LEFT} {_TOP} V{number(bottom)}", stroke="line")


def _marks(inside: Sequence[Happening], ruler: Scale, y: float) -> Iterator[str]:
    free, before = 0.0, ""
    for mark in _close(inside, ruler):
        tooltip = _tooltip(mark)
        yield group(_shape(mark, y), tooltip)
        label = clean(mark.events[0].label)
        x = max(mark.left - 5, free)
        ends = x + wide(label, _LABEL)
        if label and label != before and x <= mark.left + 4 and ends < WIDTH:
            yield text(x, y - 9, label, colour="soft", size=_LABEL)
            free, before = ends + 6, label


def _close(inside: Sequence[Happening], ruler: Scale) -> Iterator[_Mark]:
    left = right = 0.0
    events: list[Happening] = []
    for one in inside:
        x = ruler.at(one.seconds)
        if events and (x - right > _NEAR or x - left > _WIDEST or one.kind != events[0].kind):
            yield _Mark(left, right, tuple(events))
            events = []
        left = left if events else x
        right = x
        events.append(one)
    yield _Mark(left, right, tuple(events))


def _shape(mark: _Mark, y: float) -> Iterator[str]:
    kind, x = mark.events[0].kind, mark.left
    if len(mark.events) > 1:
        count = f"{len(mark.events):,}"
        wanted = wide(count, 10) + 10
        width = max(mark.right - mark.left + 10, wanted)
        start = min((mark.left + mark.right - width) / 2, WIDTH - width - 2)
        yield box(start, y - 7, width, 14, fill="paper", stroke=kind, radius=3 if kind == "attack" else 7)
        yield text(start + width / 2, y + 3.7, count, colour=kind, size=10, anchor="middle", bold=True)
        return
    n = number
    match kind:
        case "attack":
            yield path(
                f"M{n(x)} {n(y - 6)} L{n(x + 6)} {n(y)} L{n(x)} {n(y + 6)} L{n(x - 6)} {n(y)} Z", fill=kind
            )
        case "response":
            yield box(x - 5, y - 5, 10, 10, fill=kind, radius=5)
        case "context":
            yield box(x - 4.5, y - 4.5, 9, 9, fill="paper", stroke=kind)


def _tooltip(mark: _Mark) -> str:
    shown = [f"{_clock(one.seconds)} {one.text}" for one in mark.events[:4]]
    rest = len(mark.events) - len(shown)
    return "; ".join(shown) + (f" +{rest}" if rest > 0 else "")


def _gaps(ruler: Scale, bottom: float, say: Say) -> Iterator[str]:
    for gap in ruler.gaps:
        x = (gap.left + gap.right) / 2
        for shift in (-3, 3):
            yield path(
                f"M{number(x + shift - 3)} {number(bottom + 5)} L{number(x + shift + 3)} {number(_TOP - 5)}",
                stroke="line",
                dashed=True,
            )
        yield text(
            x, _TOP - 12, say("figure.gap", span=_long(gap.seconds)), colour="soft", size=9, anchor="middle"
        )


def _ticks(ruler: Scale, bottom: float) -> Iterator[str]:
    day = ""
    free = 0.0
    for seconds, x in ruler.ticks():
        clock = _clock(seconds)
        if x < free:
            continue
        yield path(f"M{number(x)} {number(bottom)} v5", stroke="line")
        half = wide("00:00", _LABEL) / 2
        yield text(x, bottom + 15, clock[11:16], size=_LABEL, anchor="middle")
        free = x + half * 2 + 10
        if clock[:10] != day:
            day = clock[:10]
            start = min(max(x - wide(day, _LABEL) / 2, _LEFT - 30), WIDTH - wide(day, _LABEL) - 4)
            yield text(start, bottom + 27, day, colour="soft", size=_LABEL)
            free = max(free, start + wide(day, _LABEL) + 10)


def _legend(kinds: set[Kind], y: float, say: Say) -> Iterator[str]:
    x = 8.0
    order: tuple[Kind, ...] = ("attack", "response", "context")
    for kind in order:
        if kind in kinds:
            one = Happening(seconds=0, lane="", text="", kind=kind)
            yield from _shape(_Mark(x + 6, x + 6, (one,)), y)
            words = say(f"figure.{kind}")
            yield text(x + 16, y + 4, words, size=10)
            x += 34 + wide(words, 10)


def _words(events: Sequence[Happening], lanes: dict[str, list[Happening]], say: Say) -> str:
    first, last = _clock(events[0].seconds), _clock(events[-1].seconds)
    said = [say("figure.timeline_says", lines=f"{len(events):,}", first=first, last=last, lanes=len(lanes))]
    said += [
        say(
            "figure.lane",
            lane=name,
            count=f"{len(inside):,}",
            first=_clock(inside[0].seconds),
            last=_clock(inside[-1].seconds),
        )
        for name, inside in lanes.items()
    ]
    return " ".join(said)


def _clock(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _long(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:,.0f} s"
