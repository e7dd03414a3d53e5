"""What Windows programs and PowerShell commands mean, as rows of a table: read when first asked for."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from vedette.core.tables import table
from vedette.triage.fact import Act


class Row(Struct, frozen=True):
    """One meaning: what must stand on the line, what that does, and the words for it."""

    pattern: re.Pattern[str]
    act: Act
    says: str


@lru_cache(maxsize=1)
def _table() -> dict[str, list[tuple[int, dict[str, str]]]]:
    made: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for number, row in enumerate(table("vedette.triage.facts.commands", "windows.toml")["row"]):
        for name in row["programs"].split() or [""]:
            made.setdefault(name, []).append((number, row))
    return made


@lru_cache(maxsize=512)
def rows_of(program: str) -> tuple[Row, ...]:
    """Return the rows about one program, and those about any, in the order of the table."""
    table = _table()
    found = sorted((*table.get(program, ()), *table.get("", ())), key=lambda one: one[0])
    return tuple(Row(re.compile(row["pattern"], re.DOTALL), Act[row["act"]], row["says"]) for _, row in found)
