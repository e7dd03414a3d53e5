"""What can be asked of the ledger: one frozen class a capability, answered as its parameter says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vedette.app import ledger_answers as answers
from vedette.app.asking import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowReceipt(Request[answers.ReceiptShown]):
    """Prove that an entry is in the ledger."""

    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLedger(Request[answers.LedgerWritten]):
    """Write the ledger down for others to verify."""

    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyLedger(Request[answers.LedgerChecked]):
    """Verify an export or a receipt, with nothing but it and the keys one trusts."""

    path: Path
    trust: tuple[str, ...] = ()
    """Public keys of the ledger, as signed notes write them."""
    witnesses: tuple[str, ...] = ()
    quorum: int = 0
    earlier: Path | None = None
    """A checkpoint seen before: the export must continue it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWitnesses(Request[answers.Witnessed]):
    """Have the configured witnesses sign the ledger as it is."""
