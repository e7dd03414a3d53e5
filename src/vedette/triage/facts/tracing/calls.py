"""What methods and functions of Windows' libraries do: rows of a table, by name."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from vedette.core.expressions import expression
from vedette.core.tables import table
from vedette.triage.fact import Act


class Row(Struct, frozen=True):
    """One meaning."""

    act: Act
    says: str
    target: int
    """Which argument says what it is about; -1: none."""
    file: int
    """Which argument names the file it leaves; -1: none."""
    needs: re.Pattern[str] | None
    """What must stand in the class or among the arguments."""
    also: re.Pattern[str] | None
    """What the arguments must begin with."""
    sure: bool


@lru_cache(maxsize=1)
def rows() -> dict[str, tuple[Row, ...]]:
    """Return the rows by name."""
    made: dict[str, tuple[Row, ...]] = {}
    for row in table("vedette.triage.facts.tracing", "calls.toml")["row"]:
        needs, also = row.get("needs"), row.get("also")
        one = Row(
            act=Act[row["act"]],
            says=row["says"],
            target=row.get("target", -1),
            file=row.get("file", -1),
            needs=expression(needs) if needs else None,
            also=expression(also) if also else None,
            sure=row.get("sure", True),
        )
        for name in _names(row["names"]):
            made[name] = (*made.get(name, ()), one)
    return made


def _names(words: str) -> list[str]:
    """Return names; `new x` and `set member` are two words."""
    joined = words.replace("new ", "new#").replace("set member", "set#member")
    return [name.replace("#", " ") for name in joined.split()]
