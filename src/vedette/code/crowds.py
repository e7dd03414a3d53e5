"""Functions called in more ways than are told apart: who calls them is run together, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from vedette.code.units import Record, Token

Whole = Callable[[str], Record | None]
"""Gives a file's record with all it rests on; None when it is lost."""


def crowding(records: Mapping[str, Record], ran: set[str], crowds: set[Token], whole: Whole) -> set[str]:
    """Return the files to run again together with those that were, where that is more than these.

    Of a function called in many ways, only so many are told apart, those first that come first. So who
    calls it is run with all others who do, or what comes of it hangs on what was edited last.
    """
    ran &= records.keys()
    rest = records.keys() - ran
    around = _users(crowds, rest, whole) if crowds else {}
    for path in rest:
        for token in records[path].crowded:
            around.setdefault(token, set()).add(path)
    hit = _users(around.keys(), ran, whole) if around else {}
    return {path for token, others in around.items() if hit.get(token) for path in others}


def _users(tokens: Collection[Token], paths: Collection[str], whole: Whole) -> dict[Token, set[str]]:
    """Return by function which of some files looked at it; one whose record is lost may have."""
    found: dict[Token, set[str]] = {}
    for one in paths:
        record = whole(one)
        for token in tokens:
            path, name = token
            if record is None or one == path or any(used == name for used, _ in record.uses.get(path, ())):
                found.setdefault(token, set()).add(one)
    return found
