"""Words that tell hosts from files, members of objects and sentences: a table."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("hosts.toml").read_text(encoding="utf-8"))


def words(name: str) -> frozenset[str]:
    """Return one list of the table."""
    return frozenset(_table()[name].split())
