"""SVG put together from values: what strangers wrote is escaped; only shapes and text come out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import escape
from typing import Final, Literal, Protocol

from msgspec import Struct

from vedette.export.visible import one_line

WIDTH: Final = 720
"""Of every figure: on A4 between margins its text is about 8 points high."""
CELL: Final = 0.602
"""How wide a letter of the fonts below is, by its height: all of them are as wide as each other."""
FONTS: Final = "DejaVu Sans Mono, Menlo, Consolas, monospace"
Colour = Literal["paper", "ink", "soft", "line", "tint", "attack", "response", "context"]
_LIGHT: Final[dict[Colour, str]] = {
    "paper": "#ffffff",
    "ink": "#1a1d21",
    "soft": "#59616b",
    "line": "#8b929a",
    "tint": "#e9eef6",
    "attack": "#a3201a",
    "response": "#1b56ad",
    "context": "#59616b",
}
"""On white; a page that is dark gives the classes other colours."""
_NO_CHARACTER: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\ufdd0-\ufdef]")
"""What XML has no place for."""


class Say(Protocol):
    """Gives phrases of the reader's language."""

    def __call__(self, key: str, **given: object) -> str:
        """Return a phrase by its key."""
        ...


class Drawing(Struct, frozen=True, kw_only=True):
    """One figure."""

    svg: str
    title: str
    description: str


def drawing(name: str, title: str, description: str, height: float, shapes: Iterable[str]) -> Drawing:
    """Return a figure of the usual width; `name` tells its parts from those of others on a page."""
    said = clean(description, _LONGEST)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {WIDTH} {_n(height)}" width="{WIDTH}" height="{_n(height)}" font-family="{FONTS}" '
        f'font-size="11"><title id="{name}-title">{_safe(title)}</title>'
        f'<desc id="{name}-desc">{_safe(said)}</desc>'
    )
    body = "".join([box(0, 0, WIDTH, height, fill="paper"), *shapes])
    return Drawing(svg=f"{head}{body}</svg>", title=clean(title), description=said)


_LONGEST: Final = 8_000


def clean(text: str, most: int = 1_000) -> str:
    """Return text in which everything is visible, and which ends."""
    words = " ".join(text[: most + 1].split())
    cut = one_line(words) if len(words) <= most else "".join(map(one_line, _thousands(words[:most]))) + "…"
    return _NO_CHARACTER.sub(lambda match: f"<U+{ord(match[0]):04X}>", cut)


def _thousands(words: str) -> Iterable[str]:
    return (words[at : at + 1_000] for at in range(0, len(words), 1_000))


def text(  # noqa: PLR0913  where, what and how: a letter of SVG
    x: float,
    y: float,
    words: str,
    *,
    colour: Colour = "ink",
    size: float = 11,
    anchor: Literal["start", "middle", "end"] = "start",
    bold: bool = False,
) -> str:
    """Return one line of text."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text class="f-{colour}" x="{_n(x)}" y="{_n(y)}" fill="{_LIGHT[colour]}" font-size="{_n(size)}" '
        f'text-anchor="{anchor}"{weight}>{_safe(words)}</text>'
    )


def box(  # noqa: PLR0913
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: Colour = "paper",
    stroke: Colour | None = None,
    radius: float = 0,
) -> str:
    """Return a rectangle."""
    outline = f" s-{stroke}" if stroke else ""
    return (
        f'<rect class="f-{fill}{outline}" x="{_n(x)}" y="{_n(y)}" '
        f'width="{_n(max(width, 0))}" height="{_n(height)}" rx="{_n(radius)}" fill="{_LIGHT[fill]}"'
        f"{_stroke(stroke)}/>"
    )


def path(
    points: str, *, stroke: Colour | None = None, fill: Colour | None = None, dashed: bool = False
) -> str:
    """Return a line or shape; `points` is made of numbers and letters of ours only."""
    classes = " ".join(filter(None, (f"f-{fill}" if fill else "", f"s-{stroke}" if stroke else "")))
    dashes = ' stroke-dasharray="3 3"' if dashed else ""
    inside = _LIGHT[fill] if fill else "none"
    return f'<path class="{classes}" d="{points}" fill="{inside}"{_stroke(stroke)}{dashes}/>'


def group(shapes: Iterable[str], tooltip: str) -> str:
    """Return shapes with words that show when somebody points at them."""
    return f"<g><title>{_safe(clean(tooltip))}</title>{''.join(shapes)}</g>"


def fitted(words: str, width: float, size: float = 11) -> str:
    """Return text that is no wider than that: what is in the middle goes, for names differ at their ends."""
    shown = clean(words)
    most = max(int(width / (size * CELL)), 3)
    if cells(shown) <= most:
        return shown
    head, tail = _part(shown, most // 2), _part(shown[::-1], (most - 1) // 2)[::-1]
    return f"{head}…{tail}"


def cells(words: str) -> int:
    """Count how many letters wide text is; those of the Far East are two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words)


def wide(words: str, size: float = 11) -> float:
    """Return how wide text is."""
    return cells(words) * size * CELL


def number(value: float) -> str:
    """Write a coordinate."""
    return _n(value)


def _part(words: str, most: int) -> str:
    made, used = "", 0
    for char in words:
        used += cells(char)
        if used > most:
            break
        made += char
    return made


def _stroke(stroke: Colour | None) -> str:
    return f' stroke="{_LIGHT[stroke]}" stroke-width="1.2"' if stroke else ""


def _safe(words: str) -> str:
    return escape(clean(words, _LONGEST))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
