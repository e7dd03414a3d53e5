"""Draws the lot about each high grant, with the first checkpoint that is signed after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from vedette.access.programme.applications import Applications, Said
from vedette.access.programme.cases import reached
from vedette.access.programme.lots import drawn
from vedette.ledger.checkpoint import checkpoint_of
from vedette.ledger.notes import Note


@dataclass(slots=True)
class Drawing:
    """Looks each second for what is to be drawn, and for a checkpoint to draw it with."""

    applications: Applications
    size: Callable[[], int]
    """Of the ledger now."""
    latest: Callable[[], Note | None]
    """The last checkpoint that was signed."""
    _seen: dict[str, int] = field(default_factory=dict)
    """How long the ledger was when a decision was first seen: a checkpoint of at least that covers it."""

    def look(self, now: float) -> int:
        """Draw what can be drawn; return how many the lot fell on."""
        waiting = {reached(one).ticket: one.id for one in self.applications.undrawn()}
        self._seen = {one: self._seen.get(one, -1) for one in waiting}
        if not waiting:
            return 0
        note, fallen = self.latest(), 0
        for ticket, case in waiting.items():
            if self._seen[ticket] < 0:
                self._seen[ticket] = self.size()
            checkpoint = None if note is None else checkpoint_of(note)
            if checkpoint is None or checkpoint.size < self._seen[ticket]:
                continue
            fell = drawn(ticket, checkpoint.root)
            why = f"drawn with the checkpoint of size {checkpoint.size}, root {checkpoint.root.hex()}"
            self.applications.lot(case, Said(reason=why, now=now), fell=fell)
            fallen += fell
        return fallen
