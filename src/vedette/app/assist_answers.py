"""What is answered where a language model was to help with a scan."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vedette.app.results import Scanned


class Step(Struct, frozen=True, kw_only=True):
    """One step of a run, in a few words."""

    number: int
    at: str
    """RFC 3339, UTC."""
    kind: str
    """What was wished for: consult, rescan, execute, read, noted."""
    asked: str
    answered: str
    tokens: int
    seconds: float


class TraceShown(Struct, frozen=True, kw_only=True):
    """A run of agents, step by step."""

    steps: tuple[Step, ...]
    ended: bool
    """Whether it came to its end; else it can be taken up."""
    requests: int
    tokens: int
    """Charged, those nobody saw the end of at their estimate."""
    lost: int
    """Calls nobody saw the end of."""

    def counts(self) -> Mapping[str, int | str]:
        """Count steps."""
        return {"steps": len(self.steps), "requests": self.requests, "tokens": self.tokens}


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
