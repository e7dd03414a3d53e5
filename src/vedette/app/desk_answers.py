"""What comes of asking in plain words. Each can be counted for the record, its content unseen."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vedette.core.nouns import Report


class LookedAt(Struct, frozen=True, kw_only=True):
    """What an engine made of a text."""

    report: Report

    def counts(self) -> Mapping[str, int | str]:
        """Count findings, and name the text by digest."""
        return {"target": self.report.target.digest, "findings": len(self.report.findings)}


class Answered(Struct, frozen=True, kw_only=True):
    """An answer in words, and what it was made of."""

    text: str
    """Markdown; nothing of what was looked at is in it but as quoted, visible text."""
    action: str
    """What was done about the question."""
    chosen_by: str
    """rules, or the profile whose model chose."""
    decisions: tuple[str, ...] = ()
    """Ids of the decisions under which things were looked at."""
    notes: tuple[str, ...] = ()

    def counts(self) -> Mapping[str, int | str]:
        """Say what was done, and how much was said."""
        return {"action": self.action, "characters": len(self.text)}
