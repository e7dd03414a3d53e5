"""What could not be looked at, told once for each thing, and briefly where very many have the same reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vedette.core.nouns import Skipped

_ALIKE: Final = 25
"""Things told one by one for the same reason."""
MADE_SO: Final = ("its data grows more than", "its data overlaps")
"""Reasons only an archive gives that was made to, and with very many members: told once for all of them."""

_BOUND: Final = "more than"
"""What the word on a limit of the whole examination begins with: all that is left reaches it too."""


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
        if len(alike[line.why]) <= _least(line.why):
            made.append(line)
    for why, lines in alike.items():
        if len(lines) > (least := _least(why)):
            first = lines[least]
            made.append(
                Skipped(what=first.what, why=_more(first.why, len(lines) - least), partial=first.partial)
            )
    return tuple(made)


def _least(why: str) -> int:
    return 0 if why.startswith((*MADE_SO, _BOUND)) else _ALIKE


def _more(why: str, count: int) -> str:
    return f"{why}, and so it is with {count - 1:,} more things" if count > 1 else why
