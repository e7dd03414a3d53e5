"""The command a shortcut runs, as a script, and what was put after its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.shortcut import shortcut
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member

_TAIL: Final = 16


def members(sample: Sample, allowance: Allowance, _: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield `command.cmd` where there are arguments, and `appended` where something follows."""
    made = shortcut(sample.data)
    if made is None:
        yield Skipped(what=sample.name, why="this shortcut cannot be read")
        return
    if made.arguments.strip():
        command = f"{made.target} {' '.join(made.arguments.split())}\r\n".encode("utf-8", "replace")
        allowance.take_bytes(len(command))
        yield Member("command.cmd", command)
    tail = sample.data[made.end :]
    if len(tail) > _TAIL and tail.strip(b"\0"):
        allowance.take_bytes(len(tail))
        yield Member("appended", tail)
