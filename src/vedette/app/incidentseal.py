"""What the ledger is to hold of an incident that was written into: it seals all its events up to then."""

from __future__ import annotations

from vedette.app.incidentcustody import pin
from vedette.app.incidents import Appended
from vedette.app.ledgers import Book


def seal_of(made: Appended, ledger: Book) -> dict[str, int | str]:
    """Return the counts of an answer: put them into the record of the run that wrote the events."""
    size, root = pin(ledger)
    return {**made.counts(), "ledger_size": size, "ledger_root": root}
