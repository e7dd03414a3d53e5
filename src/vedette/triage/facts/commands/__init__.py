"""What commands mean: curl, reg add, certutil, schtasks ... Words in, what they do out; nothing is run."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Final

from vedette.triage.facts.commands.told import Told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Shell(StrEnum):
    """Who reads the command line."""

    UNIX = "sh"
    CMD = "cmd"
    POWERSHELL = "powershell"
    ANY = "any"
    """A program started by another: which system, nobody knows."""


WORDS_MOST: Final = 400
"""Words of one command that are looked at."""
_KNOWERS: Final[dict[Shell, tuple[str, ...]]] = {
    Shell.UNIX: ("unix",),
    Shell.CMD: ("windows",),
    Shell.POWERSHELL: ("windows",),
    Shell.ANY: ("windows", "unix"),
}


def facts_of_command(words: Sequence[str], shell: Shell = Shell.ANY) -> Iterator[Told]:
    """Yield what one command does: the program first, then its arguments as it gets them, quotes gone."""
    if not words:
        return
    seen: set[tuple[str, str]] = set()
    for name in _KNOWERS[shell]:
        knower = import_module(f"{__name__}.{name}")
        for told in knower.facts_of_command(words[:WORDS_MOST]):
            if (told.act, told.target) not in seen:
                seen.add((told.act, told.target))
                yield told


__all__ = ["Shell", "Told", "facts_of_command"]
