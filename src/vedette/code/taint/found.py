"""A finding in the making: plain data, so that it can be kept between runs."""

from __future__ import annotations

from msgspec import Struct

from vedette.core.nouns import Confidence

LADDER = (Confidence.POSSIBLE, Confidence.LIKELY, Confidence.STRONG)


class Place(Struct, frozen=True):
    """One place a value passed; `at` is a place of `lang.ir` in that file."""

    path: str
    at: int
    note: str


class Found(Struct, frozen=True):
    """Everything about a finding but its quotes and fingerprint."""

    rule: str
    place: Place
    """Where the harm happens; the note is what is called there."""
    function: str
    origin: str
    """The source kind; empty when the rule needs no source."""
    what: str
    """The source, or what is wrong, in words."""
    confidence: Confidence
    reason: str
    steps: tuple[Place, ...] = ()

    @property
    def key(self) -> tuple[str, str, int]:
        """One problem: the rule and the place of the harm."""
        return (self.rule, self.place.path, self.place.at)

    @property
    def rank(self) -> tuple[int, int, str]:
        """Better ones first: surer, then shorter; the rest only so that the choice is always the same."""
        return (-LADDER.index(self.confidence), len(self.steps), self.what + "".join(s.path for s in self.steps))


def best(found: list[Found]) -> list[Found]:
    """Keep the best of what is about the same place."""
    kept: dict[tuple[str, str, int], Found] = {}
    for item in found:
        known = kept.get(item.key)
        if known is None or item.rank < known.rank:
            kept[item.key] = item
    return list(kept.values())
