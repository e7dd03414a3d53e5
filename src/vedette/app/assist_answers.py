"""What is answered where a language model was to help with a scan."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vedette.app.results import Scanned


class Assisted(Struct, frozen=True, kw_only=True):
    """A scan, with the part a model had in it; the report says what that was."""

    scanned: Scanned
    offered: tuple[str, ...]
    """Files of tables that were written, by name."""
    trace: str
    """The file that holds every step of the run."""

    def counts(self) -> Mapping[str, int | str]:
        """Count what a scan counts, and what the model claimed."""
        counts = dict(self.scanned.counts())
        assistance = self.scanned.report.assistance
        if assistance is not None:
            tally = assistance.tally
            counts |= {
                "proposed": tally.proposed,
                "confirmed": tally.confirmed,
                "dropped": tally.dropped_count,
                "inconclusive": tally.inconclusive,
                "requests": assistance.requests,
                "tokens": assistance.tokens,
            }
        return counts
