"""What may come out of an archive, and what was taken: kept in memory, so no entry can write anywhere.

Each entry that is refused is `Skipped` with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from vedette.app.acquire.names import brief, folded, refusal, spelt, tidy, wrapper
from vedette.app.acquire.opened import (
    MARK,
    Opened,
    Selection,
    Tally,
    held,
    is_script,
    is_source_name,
    may_be_script,
)
from vedette.app.acquire.readable import oddity
from vedette.app.acquire.readable import refusal as unread
from vedette.core.digest import sha256
from vedette.core.errors import LimitHit
from vedette.core.limits import Limits
from vedette.core.sources import SourceFile

LINK = "a link: not followed"
SPECIAL = "a device, pipe or socket, not a file"


@dataclass(slots=True)
class Unpacking:
    """One archive on its way into memory: knows what is allowed and what was taken."""

    name: str
    selection: Selection
    limits: Limits
    tick: Callable[[int], None]
    tally: Tally = field(default_factory=Tally)
    taken: dict[str, bytes] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _folded: dict[str, str] = field(default_factory=dict)
    _kept: int = 0

    def admits(self, raw: str, size: int) -> str | None:
        """Return the tidy name of a file entry if its bytes are wanted; else it is written down why not."""
        if why := refusal(raw, self.limits):
            self.tally.skip(brief(raw), why)
            return None
        name = tidy(raw)
        self.names.append(name)
        if not self._wanted(name):
            self.tally.excluded += 1
        elif name in self._seen:
            self.tally.skip(brief(raw), "an entry of that name came before and was looked at")
        elif size > self.limits.file_bytes:
            self.tally.skip(brief(raw), f"{size} bytes: larger than the limit of {self.limits.file_bytes}")
        else:
            return name
        return None

    def _wanted(self, name: str) -> bool:
        return (is_source_name(name) or may_be_script(name)) and self.selection.takes(name)

    def take(self, name: str, data: bytes) -> None:
        """Keep the bytes of an admitted entry.

        Raises:
            LimitHit: that is more than is kept of one archive.

        """
        if not is_source_name(name) and not is_script(data):
            self.tally.excluded += 1
            return
        self._seen.add(name)
        twin = self._folded.setdefault(folded(name), name)
        if twin != name:
            self.tally.notes.append(
                f"{brief(name)} and {brief(twin)} are one file on machines that ignore case"
            )
        if (why := unread(data, self.limits)) is not None:
            self.tally.skip(brief(name), why)
            return
        self._kept += len(data)
        if self._kept > self.limits.kept_bytes or len(self.taken) >= self.limits.files:
            raise LimitHit(f"more than {self.limits.kept_bytes} bytes of source", hint="give a part of it")
        self.taken[name] = data
        self.tick(len(self.taken))

    def opened(self) -> Opened:
        """Hand over what was taken, without the folder a source archive wraps itself in."""
        wrap = wrapper(self.names, self.name)
        if any(refusal(raw.removeprefix(wrap), self.limits) for raw in self.taken):
            wrap = ""
        for raw, data in self.taken.items():
            name = spelt(raw.removeprefix(wrap))
            if (odd := oddity(data)) is not None:
                self.tally.skip(brief(name), odd, partial=True)
            self.tally.files.append(SourceFile(name, sha256(data), len(data), held(data)))
            if MARK in data:
                self.tally.marked.add(name)
        return self.tally.opened()
