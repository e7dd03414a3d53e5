"""What a benchmark says in the end: a table for people, figures for machines, and versions."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run of one benchmark."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    figures: Mapping[str, object]
    notes: Sequence[str] = ()
    peers: Sequence[str] = ()
    """Names and versions of other tools that ran along."""


def versions() -> str:
    """Name what ran: Vedette, the parser, Python."""
    parts = [f"{name} {version(name)}" for name in ("vedette", "tree-sitter", "tree-sitter-python")]
    return ", ".join([*parts, f"Python {platform.python_version()}"])


def show(outcome: Outcome) -> str:
    """Return all but the figures, as text."""
    ran = "; ".join([versions(), *outcome.peers])
    return "\n".join(
        [f"{outcome.title} ({ran})", "", *table(outcome.header, outcome.rows), "", *outcome.notes]
    )


def table(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return aligned lines: words to the left, numbers to the right."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *texts, strict=True)]
    numeric = [_all_numbers(column) for column in zip(*rows, strict=True)] or [False] * len(header)
    lines = [list(header), ["-" * width for width in widths], *texts]
    return ["  ".join(map(_pad, line, widths, numeric)).rstrip() for line in lines]


def _all_numbers(column: Sequence[Cell]) -> bool:
    return all(isinstance(cell, int | float | None) for cell in column)


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return "-"
        case float():
            return f"{cell:.3f}" if abs(cell) < 100 else f"{cell:,.0f}"  # noqa: PLR2004 - reads better
        case _:
            return str(cell)


def _pad(text: str, width: int, numeric: bool) -> str:  # noqa: FBT001 - mapped over columns
    return text.rjust(width) if numeric else text.ljust(width)
