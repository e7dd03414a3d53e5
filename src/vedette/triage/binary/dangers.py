"""The table of calls that deserve a look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from vedette.core.tables import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """What calls of some functions mean."""

    names: tuple[str, ...]
    arguments: str
    """A letter an argument: s text, f format, n number, p anything else."""
    decides: int
    """The argument that matters; -1 where none does."""
    grade: int
    fixed: str = ""
    """What to say where it is constant; empty: such a call is not listed."""
    open: str = ""
    """What to say where it is not; empty: such a call is not listed."""


@lru_cache(maxsize=1)
def dangers() -> dict[str, Danger]:
    """Return the table, by name of the function."""
    rows = [
        Danger(**{**one, "names": tuple(one["names"])})
        for one in table("vedette.triage.binary", "dangers.toml")["danger"]
    ]
    return {name: row for row in rows for name in row.names}


def danger_of(name: str) -> Danger | None:
    """Return what a call of a function means; its name may have underscores before it."""
    table = dangers()
    return table.get(name) or table.get(name.lstrip("_"))
