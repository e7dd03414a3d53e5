"""What comes of agents that speak of reports and events. Each can be counted for the record."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vedette.core.claims import Tally
from vedette.core.explanations import Explanation


class ReportNarrated(Struct, frozen=True, kw_only=True):
    """An explanation some sentences of which stand in other words, and what became of the rest."""

    explanation: Explanation
    words: Mapping[str, str]
    """Labels of its language a page needs."""
    reworded: int
    tally: Tally
    model: str
    """The profile whose model was asked."""
    notes: tuple[str, ...] = ()

    def counts(self) -> Mapping[str, int | str]:
        """Count what the model proposed and what stood, and name what was explained by digest."""
        return {
            "target": self.explanation.subject,
            "sentences": sum(len(one.sentences) for one in self.explanation.sections),
            "reworded": self.reworded,
            "proposed": self.tally.proposed,
            "dropped": self.tally.dropped_count,
        }


class FieldRead(Struct, frozen=True, kw_only=True):
    """One field: what stands in the text, or an opinion of a model that had read it."""

    name: str
    value: str
    lines: tuple[int, int] | None = None
    """Where a span stands."""
    opinion: bool = False
    """Chosen, not copied: whoever wrote the text may have had a say in it."""


class FieldsRead(Struct, frozen=True, kw_only=True):
    """What was copied out of a text. What is not here is not known, never "not there"."""

    digest: str
    """Of the text."""
    fields: tuple[FieldRead, ...]
    note: str
    """A model's words about the text, made harmless: for people alone."""
    why: str
    """Why nothing usable came, where nothing did."""
    tally: Tally
    model: str

    def counts(self) -> Mapping[str, int | str]:
        """Count fields, and name the text by digest."""
        return {"target": self.digest, "fields": len(self.fields), "dropped": self.tally.dropped_count}


class Stated(Struct, frozen=True, kw_only=True):
    """One sentence of an answer, in our words, and the question whose rows it was made of."""

    text: str
    query: str
    """Its id: Q1, Q2 …"""
    asked: str
    """The question itself, as JSON: asked twice, with the same rows both times."""


class EventsAnalysed(Struct, frozen=True, kw_only=True):
    """What a question came to. Nothing stated means that nothing is known, never that there is nothing."""

    stated: tuple[Stated, ...]
    why: str
    """Why it ended before it was answered, where it did."""
    tally: Tally
    model: str
    """The profile whose model was asked."""

    def counts(self) -> Mapping[str, int | str]:
        """Count what was claimed and what stood."""
        return {
            "sentences": len(self.stated),
            "proposed": self.tally.proposed,
            "dropped": self.tally.dropped_count,
        }
