"""What a hunt reads: one log or capture that can be opened, and a place to count what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from vedette.core.nouns import Skipped

_KINDS_KEPT = 200
_NAMED = 3
"""Sources named one by one when many could not be read for one reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One log or capture."""

    number: int
    """Events name it by this."""
    name: str
    """Relative to what the user gave; of something in an archive, archive!/member."""
    size: int
    """Bytes, unpacked as far as known; 0 when not."""
    open: Callable[[], BinaryIO]
    """Open it from its beginning; the caller closes it."""
    path: Path | None = None
    """Where it lies as it is, when it is a file of its own that can be mapped."""
    modified: int = 0
    """When it was last changed, microseconds since 1970: gives a year to times that have none."""


@dataclass(slots=True)
class Skips:
    """Counts what could not be read, by source and reason, and remembers the first of each."""

    _counts: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _more: int = 0

    def add(self, source: Source, why: str, record: int, times: int = 1) -> None:
        """Count a record that could not be used. `why` is one of few: nothing of the record itself."""
        self._count(source.name, why, record, times)

    def whole(self, name: str, why: str) -> None:
        """Say that a source could not be read at all."""
        self._count(name, why, 0, 1)

    def _count(self, name: str, why: str, record: int, times: int) -> None:
        known = self._counts.get((name, why))
        if known is not None:
            known[0] += times
        elif len(self._counts) < _KINDS_KEPT:
            self._counts[(name, why)] = [times, record]
        else:
            self._more += times

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(count for count, _ in self._counts.values()) + self._more

    def skipped(self) -> Iterator[Skipped]:
        """Give what is said of them in a report."""
        unread: dict[str, list[str]] = {}
        for (name, why), (count, first) in self._counts.items():
            if first == 0:
                unread.setdefault(why, []).append(name)
            else:
                words = f"record {first}" if count == 1 else f"{count:,} records, the first is number {first}"
                yield Skipped(what=name, why=f"{why} ({words})", partial=True)
        for why, names in unread.items():
            yield from _together(names, why)
        if self._more:
            yield Skipped(
                what="other sources", why=f"{self._more:,} more records could not be read", partial=True
            )


def _together(names: list[str], why: str) -> Iterator[Skipped]:
    """Name sources one by one while they are few; a folder of pictures is one line."""
    if len(names) <= _NAMED:
        yield from (Skipped(what=name, why=why) for name in names)
    else:
        some = ", ".join(names[:_NAMED])
        yield Skipped(what=f"{len(names):,} sources", why=f"{why} ({some} and {len(names) - _NAMED:,} more)")
