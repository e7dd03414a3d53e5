"""A sheet as Markdown (CommonMark, and GitHub's tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.sheets import Section, Sheet, Table
from vedette.export.visible import one_line

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|#])")


def render(sheet: Sheet) -> str:
    """Return the page; it ends with a newline."""
    parts = [f"# {escaped(sheet.title)}", escaped(sheet.lead)]
    for one in sheet.sections:
        parts.extend(_section(one))
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Return a text of one line that Markdown takes as it is."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def _section(one: Section) -> Iterator[str]:
    yield f"## {escaped(one.title)}"
    yield from (escaped(words) for words in one.words)
    if one.points:
        yield "\n".join(f"- {escaped(point)}" for point in one.points)
    yield from (_table(table) for table in one.tables)
    if one.links:
        yield "\n".join(f"- {escaped(words)}: {escaped(to)}" for to, words in one.links)


def _table(table: Table) -> str:
    rows = [table.head, tuple("---" for _ in table.head), *table.rows]
    return "\n".join(_row(row, plain=at == 1) for at, row in enumerate(rows))


def _row(cells: tuple[str, ...], *, plain: bool) -> str:
    return f"| {' | '.join(cell if plain else escaped(cell) for cell in cells)} |"
