"""What can be asked of the ledger: one frozen class a capability, answered as its parameter says."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from vedette.app import ledger_answers as answers
from vedette.app.asking import Request


class ShowReceipt(Request[answers.ReceiptShown], Struct, frozen=True, kw_only=True):
    """Prove that an entry is in the ledger."""

    index: int


class ExportLedger(Request[answers.LedgerWritten], Struct, frozen=True, kw_only=True):
    """Write the ledger down for others to verify."""

    folder: Path


class VerifyLedger(Request[answers.LedgerChecked], Struct, frozen=True, kw_only=True):
    """Verify an export or a receipt, with nothing but it and the keys one trusts."""

    path: Path
    trust: tuple[str, ...] = ()
    """Public keys of the ledger, as signed notes write them."""
    witnesses: tuple[str, ...] = ()
    quorum: int = 0
    earlier: Path | None = None
    """A checkpoint seen before: the export must continue it."""


class AskWitnesses(Request[answers.Witnessed], Struct, frozen=True, kw_only=True):
    """Have the configured witnesses sign the ledger as it is."""
