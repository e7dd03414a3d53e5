"""How a path may be written in a program: under the name it was given later, or as that of an instance."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

INSTANCE: Final = "()"
_KNOWN: Final = 1 << 15
"""Paths whose spellings are remembered: those of all rows that ship, and some more."""

Renamed = tuple[tuple[str, str], ...]


class Spellings:
    """Knows which names stand for others, and of which classes names are instances."""

    def __init__(self, aliases: Renamed, types: Renamed) -> None:
        self._aliases = dict(aliases)
        self._types = dict(types)
        self.of: Final = lru_cache(maxsize=_KNOWN)(self._all)
        """Returns every spelling under which a row's path may be looked up."""

    def canonical(self, path: str) -> str:
        """Return a path with its longest renamed prefix replaced."""
        for _ in range(4):  # a rename of a rename, but never a circle
            at = len(path)
            while at > 0:
                if (target := self._aliases.get(path[:at])) is not None:
                    path = target + path[at:]
                    break
                at = max(path.rfind(".", 0, at), path.rfind("(", 0, at))
            else:
                return path
        return path

    def _all(self, path: str) -> tuple[str, ...]:
        return tuple(self._each(self.canonical(path)))

    def _each(self, path: str) -> Iterator[str]:
        yield path
        owner, _, name = path.rpartition(".")
        if owner and not owner.endswith(INSTANCE):
            yield f"{owner}{INSTANCE}.{name}"
        at = path.find(".")
        while at > 0:
            if (made := self._types.get(path[:at])) is not None:
                yield f"{made}{INSTANCE}{path[at:]}"
            at = path.find(".", at + 1)


@lru_cache(maxsize=1)
def spellings(aliases: Renamed, types: Renamed) -> Spellings:
    """Return what spells paths: one for all rules in which names mean the same, as where rows are tried."""
    return Spellings(aliases, types)
