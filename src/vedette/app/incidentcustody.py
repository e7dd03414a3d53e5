"""Reads what the store, the locker and the ledger have of an incident, to be held against each other.

Each entry about an incident names the ledger's root before it: an older entry that was changed does not fit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from vedette.app.incidents import By, IncidentBook, event_of
from vedette.app.ledgers import Book
from vedette.core.errors import BadInput, LimitHit
from vedette.ledger.entries import Entry, Kind, entry_of
from vedette.ledger.merkle import leaf_hash
from vedette.respond.custody import Checked, Kept, Seal
from vedette.respond.custody import checked as compared
from vedette.respond.fold import folded
from vedette.store.incidentchain import beginning, fault, link
from vedette.store.locker import Stored

_MARKS: Final = (b'"ledger_root":"', b'"head":"')
_BACKUP: Final = b'"backup":"'


class _Pin(NamedTuple):
    """What an entry says the ledger was before it."""

    size: int
    root: str


class _Read(NamedTuple):
    """What the ledger has that matters."""

    entries: list[tuple[int, str, Entry]]
    """Index, leaf hash, and entry."""
    pins: list[_Pin]


def pin(ledger: Book) -> tuple[int, str]:
    """Return the ledger's size now, and its root at that size."""
    size = ledger.ledger.size()
    return size, ledger.ledger.root(size).hex()


def checked(book: IncidentBook, ledger: Book, by: By, ident: str) -> Checked:
    """Hold an incident against the ledger."""
    book.load(by, ident)  # whose is it?
    logged = book.store.events(ident)
    wrong = fault(ident, logged)
    events = [event_of(ident, one) for one in logged]
    incident = folded(events, ident)
    heads, before = {}, beginning(ident)
    for one in logged:
        before = link(before, one.seq, one.sent)
        heads[one.seq] = f"sha256:{before.hex()}"
    digests = {one.digest for one in incident.locker if one.kept}
    found = {one: book.locker.found(one) for one in sorted(digests)}
    read = _read(ledger)
    broken = _broken(ledger, read.pins)
    seals = [
        _seal(index, leaf, entry, broken)
        for index, leaf, entry in read.entries
        if entry.counts.get("incident") == ident and "head" in entry.counts
    ]
    faults = tuple(one for one in (wrong, broken.words) if one)
    return compared(incident, Kept(events, heads, found, faults), seals)


def knows(ledger: Book, digest: str) -> bool:
    """Tell whether the ledger says that a backup with that digest was made here."""
    mark = _BACKUP + digest.encode("ascii", "replace") + b'"'
    return any(mark in leaf for leaf in ledger.ledger.entries(0, ledger.ledger.size()))


def measured(chunks: Iterable[bytes], most: int) -> Stored:
    """Take the digest of a piece that is not kept.

    Raises:
        LimitHit: it is larger than `most` bytes.

    """
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise LimitHit(f"evidence of more than {most:,} bytes", hint="take a part of it")
        digest.update(chunk)
    return Stored(f"sha256:{digest.hexdigest()}", size)


class _Broken(NamedTuple):
    """Which entries are not what they were."""

    first: int
    end: int
    words: str

    def has(self, index: int) -> bool:
        """Tell whether an entry may be one of them."""
        return self.first <= index < self.end


def _broken(ledger: Book, pins: Iterable[_Pin]) -> _Broken:
    """Find where the ledger stops being what later entries say it was."""
    good, size = 0, ledger.ledger.size()
    for one in sorted(pins):
        if one.size > size:
            return _Broken(good, one.size, f"the ledger had {one.size} entries once, and has {size}")
        if ledger.ledger.root(one.size).hex() != one.root:
            last = one.size - 1
            where = f"entry {last}" if good == last else f"one of the entries {good} to {last}"
            return _Broken(good, one.size, f"{where} of the ledger was changed: verify the ledger")
        good = one.size
    return _Broken(0, 0, "")


def _read(ledger: Book) -> _Read:
    read = _Read([], [])
    for index, leaf in enumerate(_leaves(ledger)):
        if not any(mark in leaf for mark in _MARKS):
            continue
        try:
            entry = entry_of(leaf)
        except BadInput:
            continue  # the pins tell
        if entry.kind is Kind.ENDED:
            read.entries.append((index, leaf_hash(leaf).hex(), entry))
            size, root = entry.counts.get("ledger_size"), entry.counts.get("ledger_root")
            if isinstance(size, int) and isinstance(root, str):
                read.pins.append(_Pin(size, root))
    return read


def _leaves(ledger: Book) -> Iterator[bytes]:
    return ledger.ledger.entries(0, ledger.ledger.size())


def _seal(index: int, leaf: str, entry: Entry, broken: _Broken) -> Seal:
    version, piece = entry.counts.get("version"), entry.counts.get("piece", "")
    return Seal(
        entry=index,
        leaf=leaf,
        decision=entry.id,
        version=version if isinstance(version, int) else 0,
        head=str(entry.counts.get("head", "")),
        piece=str(piece),
        whole=not broken.has(index),
    )
