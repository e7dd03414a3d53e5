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
        self._witnessed = f"cosigned checkpoint of {key.public.name}"
        self.audit()

    def latest(self) -> Note | None:
        """Return the last checkpoint, with its cosignatures if it has any yet."""
        kept = self._slots.read(self._slot)
        return None if kept is None else parse(kept)

    def witnessed(self) -> Note | None:
        """Return the last checkpoint that witnesses cosigned: the one to export and to hand receipts with."""
        kept = self._slots.read(self._witnessed)
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
        sealed = self._sealed()
        waiting = self._ledger.size() - sealed
        if not 0 < waiting < EVERY_ENTRIES:
            return waiting > 0
        (oldest,) = self._ledger.entries(sealed, sealed + 1)
        return abs(now - _time(oldest, now - EVERY_S)) >= EVERY_S  # of a time to come: the clock was set back

    def waited(self, now: float) -> float:
        """Return how many seconds the oldest entry without a checkpoint has waited; 0 when none has."""
        return self._waited(self._sealed(), now)

    def unwitnessed(self, now: float) -> float:
        """Return how many seconds the oldest entry no witness has seen has waited; 0 when all were seen."""
        note = self.witnessed()
        return self._waited(0 if note is None else checkpoint_of(note).size, now)

    def _waited(self, size: int, now: float) -> float:
        for leaf in self._ledger.entries(size, size + 1):
            return max(0.0, now - _time(leaf, now))
        return 0.0

    def publish(self, now: float) -> Note:
        """Sign where the ledger stands; if that is late, an entry says so first.

        When another process signs at the same time, its checkpoint is returned.

        Raises:
            Unavailable: the ledger does not go on from the last one, or the new one cannot be kept.

        """
        self.audit()
        kept = self._slots.read(self._slot)
        if (waited := self.waited(now)) > _LATE * EVERY_S:
            self._ledger.append(_entry(Kind.LATE, now, seconds=waited).leaf())
        size = self._ledger.size()
        note = sign(Checkpoint(self._key.public.name, size, self._ledger.root(size)), self._key)
        if self._slots.swap(self._slot, kept, note.text()):
            return note
        if (other := self.latest()) is not None:
            return other
        raise Unavailable("the last checkpoint is gone", hint="somebody removed it: find out who")

    def cosigned(self, note: Note) -> Note:
        """Keep a checkpoint with the cosignatures it gained; return the longest that has any.

        Raises:
            Unavailable: it cannot be kept.

        """
        kept = self._slots.read(self._slot)
        if kept is not None and parse(kept).body == note.body:
            self._slots.swap(self._slot, kept, note.text())
        kept = self._slots.read(self._witnessed)
        if kept is not None and checkpoint_of(parse(kept)).size > checkpoint_of(note).size:
            return parse(kept)
        self._slots.swap(self._witnessed, kept, note.text())
        return self.witnessed() or note

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
