"""The rows of what code of server pages does."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

import msgspec
from msgspec import Struct

from vedette.core.packaged import beside
from vedette.triage.fact import Act


class Call(Struct, kw_only=True, forbid_unknown_fields=True, dict=True):
    """One thing code does, and the patterns that show it."""

    act: str
    says: str
    patterns: tuple[str, ...]
    how: str = ""
    needs: str = ""
    """What the page must name besides, as a pattern."""
    gives: bool = False
    """Whether what it gives flows on."""

    @property
    def kind(self) -> Act:
        """What is done."""
        return Act[self.act]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All patterns as one."""
        return re.compile("|".join(f"(?:{one})" for one in self.patterns), re.IGNORECASE | re.MULTILINE)


class _Rows(Struct, frozen=True, forbid_unknown_fields=True):
    call: tuple[Call, ...]


@lru_cache(maxsize=1)
def calls() -> tuple[Call, ...]:
    """Return all rows, in the order of the file."""
    raw = beside(__package__, "calls.toml")
    return msgspec.toml.decode(raw, type=_Rows).call
