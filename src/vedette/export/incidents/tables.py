"""Tables and lists with a bound: what does not fit is counted, and said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from vedette.export.incidents.labels import Say
from vedette.export.incidents.pieces import Callout, Facts, Listing, Piece, Table, Tone, Words, plain

LONGEST: Final = 120
"""Rows of one table; more is not read by anybody, and pages take time to set."""
MOST_POINTS: Final = 40
MOST_NAMES: Final = 8


def table(
    say: Say,
    caption: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[tuple[Words, ...]],
    most: int = LONGEST,
) -> Iterable[Piece]:
    """Return a table, or nothing where it would be empty. Columns: a label's name, a share of the width."""
    shown = rows[:most]
    # A column that says nothing only makes the others narrow.
    used = [at for at in range(len(columns)) if any(row[at] for row in shown)]
    if not used:
        return
    yield Table(
        caption=caption,
        head=tuple(say(f"column.{columns[at][0]}") for at in used),
        rows=tuple(tuple(row[at] for at in used) for row in shown),
        widths=tuple(columns[at][1] for at in used),
        more=more(say, len(rows) - most),
    )


def points(
    say: Say, items: Sequence[Words], *, numbered: bool = False, most: int = MOST_POINTS
) -> Iterable[Piece]:
    """Return a list, or nothing where it would be empty."""
    if items:
        yield Listing(items=tuple(items[:most]), numbered=numbered, more=more(say, len(items) - most))


def facts(rows: Iterable[tuple[str, Words]]) -> Iterable[Piece]:
    """Return what is known; what is not has no row."""
    known = tuple((name, words) for name, words in rows if words)
    if known:
        yield Facts(rows=known)


def note(title: str, *lines: str, tone: Tone = Tone.NOTE) -> Piece:
    """Return a callout."""
    return Callout(tone=tone, title=title, lines=tuple(map(plain, lines)))


def more(say: Say, number: int) -> str:
    """Say how many there are beside."""
    return say("say.more", number=f"{number:,}") if number > 0 else ""


def names(say: Say, given: Iterable[str], most: int = MOST_NAMES) -> str:
    """Return a few names, and how many others there are."""
    unique = list(dict.fromkeys(given))
    rest = more(say, len(unique) - most)
    return ", ".join(unique[:most]) + (f" {rest}" if rest else "")
