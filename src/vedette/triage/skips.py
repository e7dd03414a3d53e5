"""What could not be looked at, told once for each thing, and briefly where very many have the same reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.causes import Cause, cause_of, skip
from vedette.triage.sample import INSIDE

_ALIKE: Final = 25
"""Things told one by one for the same reason."""
_AT_ONCE: Final = frozenset({Cause.CRAFTED, Cause.SPENT})
"""Causes told once for all things that have them, however few."""
_FOLLOWS: Final = frozenset({Cause.DAMAGED, Cause.LARGE})
"""What is wrong inside a file that was read in part, because of that."""


def together(skipped: Iterable[Skipped], left_out: Skipped | None = None) -> tuple[Skipped, ...]:
    """Return one line for each thing, and one more for all beyond the first few of the same reason.

    What follows from a file's having been read in part is told with that.
    """
    given = list(skipped)
    if left_out is not None:
        inside = left_out.what + INSIDE
        follows = [one for one in given if one.what.startswith(inside) and cause_of(one) in _FOLLOWS]
        given = [with_damaged(left_out, follows), *(one for one in given if one not in follows)]
    made: list[Skipped] = []
    alike: dict[str, list[Skipped]] = {}
    for line in _by_thing(given):
        alike.setdefault(line.why, []).append(line)
        if len(alike[line.why]) <= _least(line):
            made.append(_plain(line))
    for why, lines in alike.items():
        if len(lines) > (least := _least(lines[0])):
            first = lines[least]
            told = _more(why, len(lines) - least)
            made.append(Skipped(what=first.what, why=told, partial=first.partial))
    return tuple(made)


def with_damaged(whole: Skipped, damaged: Sequence[Skipped]) -> Skipped:
    """Say of a damaged thing how many of those in it are, and what is wrong with the first."""
    if not damaged:
        return whole
    first = damaged[0]
    name = first.what.removeprefix(whole.what + INSIDE)
    one = f"{name} in it could not be read: {first.why}"
    many = f"{len(damaged):,} things in it could not be read, the first of them, {name}: {first.why}"
    why = f"{whole.why}; {one if len(damaged) == 1 else many}"
    return skip(whole.what, why, partial=True, cause=cause_of(whole))


def _by_thing(skipped: Iterable[Skipped]) -> Iterable[Skipped]:
    """Yield one line for each thing, with all its reasons and the cause of the first."""
    by_thing: dict[str, dict[str, Skipped]] = {}
    for one in skipped:
        reasons = by_thing.setdefault(one.what, {})
        known = reasons.get(one.why)
        if known is None or one.partial:
            reasons[one.why] = one
    for what, reasons in by_thing.items():
        ones = list(reasons.values())
        partial = all(one.partial for one in ones)
        yield skip(what, "; ".join(reasons), partial=partial, cause=cause_of(ones[0]))


def _plain(one: Skipped) -> Skipped:
    """Return a skip as reports have it."""
    return Skipped(what=one.what, why=one.why, partial=one.partial)


def _least(one: Skipped) -> int:
    return 0 if cause_of(one) in _AT_ONCE else _ALIKE


def _more(why: str, count: int) -> str:
    return f"{why}, and so it is with {count - 1:,} more things" if count > 1 else why
