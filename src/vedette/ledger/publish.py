"""The signed checkpoints of a ledger as it grows, and the entries that say when it did not.

The last checkpoint is kept apart from the ledger: a ledger restored from an older backup does not fit it.
"""

from __future__ import annotations

import secrets
from typing import Final

from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.checkpoint import Checkpoint, checkpoint_of, opened, sign
from vedette.ledger.entries import Entry, Kind, entry_of
from vedette.ledger.log import Ledger
from vedette.ledger.notes import Note, PrivateKey, parse
from vedette.ledger.slots import Slots

EVERY_S: Final = 10.0
EVERY_ENTRIES: Final = 256
_LATE: Final = 3
"""A checkpoint is late when an entry has waited that many times as long as promised."""


class Publisher:
    """Signs where a ledger stands: every 256 entries, and before an entry has waited for 10 seconds."""

    def __init__(self, ledger: Ledger, key: PrivateKey, slots: Slots) -> None:
        """Take the ledger, its key, and where the last checkpoint is kept; compare the two.

        Raises:
            Unavailable: the ledger does not go on from its last checkpoint, or another key signed that.

        """
        self._ledger = ledger
        self._key = key
        self._slots = slots
        self._slot = f"checkpoint of {key.public.name}"
        self.audit()

    def latest(self) -> Note | None:
        """Return the last checkpoint, with its cosignatures."""
        kept = self._slots.read(self._slot)
        return None if kept is None else parse(kept)

    def audit(self) -> None:
        """Compare the ledger with its last checkpoint.

        Raises:
            Unavailable: the ledger does not go on from there, or it was signed by another key.

        """
        kept = self._slots.read(self._slot)
        if kept is None:
            return
        try:
            last = opened(kept, self._key.public)
        except BadInput as error:
            raise Unavailable(
                f"the last checkpoint is not by this ledger's key: {error}",
                hint="use the key it was signed with; a new key needs a new ledger, and its witnesses told",
            ) from error
        size = self._ledger.size()
        if size < last.size or self._ledger.root(last.size) != last.root:
            raise Unavailable(
                f"the ledger (size {size}) does not go on from its last checkpoint (size {last.size})",
                hint="it was changed, or restored from an older backup: restore the newest, and tell members",
            )

    def due(self, now: float) -> bool:
        """Tell whether a checkpoint should be made (at a time in seconds since the epoch)."""
        waiting = self._ledger.size() - self._sealed()
        return waiting >= EVERY_ENTRIES or (waiting > 0 and self.waited(now) >= EVERY_S)

    def waited(self, now: float) -> float:
        """Return how many seconds the oldest entry without a checkpoint has waited; 0 when none has."""
        sealed = self._sealed()
        for leaf in self._ledger.entries(sealed, sealed + 1):
            return max(0.0, now - _time(leaf, now))
        return 0.0

    def publish(self, now: float) -> Note:
        """Sign where the ledger stands; if that is late, an entry says so first.

        Raises:
            Unavailable: the ledger does not go on from the last one, another process made a later one
                meanwhile, or it cannot be kept.

        """
        self.audit()
        kept = self._slots.read(self._slot)
        if (waited := self.waited(now)) > _LATE * EVERY_S:
            self._ledger.append(_entry(Kind.LATE, now, seconds=waited).leaf())
        size = self._ledger.size()
        note = sign(Checkpoint(self._key.public.name, size, self._ledger.root(size)), self._key)
        return self._keep(kept, note)

    def cosigned(self, note: Note) -> Note:
        """Keep a checkpoint with the cosignatures it gained, if it is still the last one.

        Raises:
            Unavailable: a later one was made meanwhile, or it cannot be kept.

        """
        kept = self._slots.read(self._slot)
        if kept is None or parse(kept).body != note.body:
            raise Unavailable("a later checkpoint was made meanwhile", hint="collect for that one")
        return self._keep(kept, note)

    def _keep(self, kept: bytes | None, note: Note) -> Note:
        if not self._slots.swap(self._slot, kept, note.text()):
            raise Unavailable("another process made a checkpoint meanwhile", hint="take that one")
        return note

    def _sealed(self) -> int:
        note = self.latest()
        return 0 if note is None else checkpoint_of(note).size


def start(ledger: Ledger, now: float) -> None:
    """Write that a service begins to write; and whether, and since when, it had not said that it stopped.

    Raises:
        Unavailable: it cannot be written.

    """
    size = ledger.size()
    quiet, reasons = 0.0, tuple[str, ...]()
    for leaf in ledger.entries(size - 1, size):
        quiet = max(0.0, now - _time(leaf, now))
        reasons = () if _kind(leaf) is Kind.STOPPED else ("unclean",)
    ledger.append(_entry(Kind.STARTED, now, seconds=quiet, reasons=reasons).leaf())


def stop(ledger: Ledger, now: float) -> None:
    """Write that a service stops writing.

    Raises:
        Unavailable: it cannot be written.

    """
    ledger.append(_entry(Kind.STOPPED, now).leaf())


def _entry(kind: Kind, now: float, seconds: float = 0.0, reasons: tuple[str, ...] = ()) -> Entry:
    return Entry(kind=kind, id=secrets.token_hex(8), time=now, seconds=round(seconds, 3), reasons=reasons)


def _time(leaf: bytes, otherwise: float) -> float:
    try:
        return entry_of(leaf).time
    except BadInput:
        return otherwise


def _kind(leaf: bytes) -> Kind | None:
    try:
        return entry_of(leaf).kind
    except BadInput:
        return None
