"""Words that tell hosts from files, members of objects and sentences: a table."""

from __future__ import annotations

from functools import lru_cache

from vedette.core.tables import table


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    return table("vedette.triage.indicators", "hosts.toml")


def words(name: str) -> frozenset[str]:
    """Return one list of the table."""
    return frozenset(_table()[name].split())
