"""What can be asked about what is published of the programme."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from vedette.app import transparency_answers as answers
from vedette.app.asking import Request


class PublishMonth(Request[answers.MonthPublished], Struct, frozen=True, kw_only=True):
    """Count a month out of the ledger, sign the report, and put it where everybody can read it."""

    month: str
    """Like 2026-10; it has to be over."""


class StateNumbers(Request[answers.NumbersStated], Struct, frozen=True, kw_only=True):
    """Put numbers on the record that only the operator can know; the next report has them as stated."""

    about: str
    """government_requests or safeguard_figures."""
    numbers: dict[str, int]


class RebuildMonth(Request[answers.MonthRebuilt], Struct, frozen=True, kw_only=True):
    """Count a month again from an export of a ledger, on any machine, and compare."""

    export: Path
    like: Path
    """The report as it was published."""
    note: Path | None = None
    """Its signature, as published beside it."""
    trust: str = ""
    """The ledger's public key, as known to the caller; without, the export's own is believed."""
