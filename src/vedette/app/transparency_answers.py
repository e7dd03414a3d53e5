"""What is answered about what is published of the programme."""

from __future__ import annotations

from collections.abc import Mapping

from vedette.app.asking import Told


class MonthPublished(Told, frozen=True, kw_only=True):
    """A report that everybody can read now."""

    month: str
    entries: int
    """Of the ledger, counted."""
    digest: str
    """SHA-256 of the report, in hex."""

    def counts(self) -> Mapping[str, int | str]:
        """Say which month, and what exactly was published."""
        return {"month": self.month, "entries": self.entries, "digest": self.digest}


class NumbersStated(Told, frozen=True, kw_only=True):
    """Numbers that are on the record now."""

    about: str
    numbers: Mapping[str, int]

    def counts(self) -> Mapping[str, int | str]:
        """Put them into the ledger: that is what this is for."""
        return {"statement": self.about, **self.numbers}


class MonthRebuilt(Told, frozen=True, kw_only=True):
    """Whether a report is what the ledger says."""

    same: bool
    month: str
    entries: int
    signed: bool
    """Whether the signature holds that was given; false where none was."""
    problems: tuple[str, ...] = ()
    """What is wrong with the export, and where the numbers differ."""

    def counts(self) -> Mapping[str, int | str]:
        """Count what was compared."""
        return {"entries": self.entries, "problems": len(self.problems)}
