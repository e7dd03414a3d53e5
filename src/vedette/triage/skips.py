"""What could not be looked at, told once for each thing, and briefly where very many have the same reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vedette.core.nouns import Skipped

_ALIKE: Final = 25
"""Things told one by one for the same reason."""


def together(skipped: Iterable[Skipped]) -> tuple[Skipped, ...]:
    """Return one line for each thing, and one more for all beyond the first few of the same reason."""
    by_thing: dict[str, dict[str, bool]] = {}
    for one in skipped:
        reasons = by_thing.setdefault(one.what, {})
        reasons[one.why] = reasons.get(one.why, False) or one.partial
    made: list[Skipped] = []
    alike: dict[str, list[Skipped]] = {}
    for what, reasons in by_thing.items():
        line = Skipped(what=what, why="; ".join(reasons), partial=all(reasons.values()))
        alike.setdefault(line.why, []).append(line)
        if len(alike[line.why]) <= _ALIKE:
            made.append(line)
    for lines in alike.values():
        if len(lines) > _ALIKE:
            first = lines[_ALIKE]
            made.append(
                Skipped(what=first.what, why=_more(first.why, len(lines) - _ALIKE), partial=first.partial)
            )
    return tuple(made)


def _more(why: str, count: int) -> str:
    return f"{why}, and so it is with {count - 1:,} more things" if count > 1 else why
