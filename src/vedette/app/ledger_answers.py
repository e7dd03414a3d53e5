"""What is answered about the ledger: one struct a kind of answer."""

from __future__ import annotations

from collections.abc import Mapping

from vedette.app.asking import Told


class ReceiptShown(Told, frozen=True, kw_only=True):
    """Everything needed to check offline that an entry is in the ledger."""

    receipt: str
    """JSON that `vedette ledger verify` reads."""


class LedgerWritten(Told, frozen=True, kw_only=True):
    """Where an export lies, and how much is in it."""

    path: str
    entries: int

    def counts(self) -> Mapping[str, int | str]:
        """Count entries."""
        return {"entries": self.entries}


class LedgerChecked(Told, frozen=True, kw_only=True):
    """What the verifier says."""

    ok: bool
    entries: int
    problems: tuple[str, ...] = ()

    def counts(self) -> Mapping[str, int | str]:
        """Count entries and problems."""
        return {"entries": self.entries, "problems": len(self.problems)}


class Witnessed(Told, frozen=True, kw_only=True):
    """Who signed the ledger as it is."""

    size: int
    signed: tuple[str, ...]
    refused: tuple[str, ...] = ()
