"""What a check stands on: the facts of the subject, the texts of the language, and what ids name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vedette.core.explanations import Audience, Explanation, Slot
from vedette.explain.facts.item import Item
from vedette.explain.facts.subject import Facts
from vedette.explain.words.texts import Texts

CITING = frozenset((Slot.HAPPENED, Slot.MATTERS, Slot.SURE))
"""Parts in which each sentence must rest on something."""
LONGEST = 1_000
"""Characters of one sentence; more is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """For one explanation."""

    facts: Facts
    texts: Texts
    audience: Audience
    cited: Mapping[str, Item]
    """By id; an id that names nothing in the subject is not there."""

    @classmethod
    def of(cls, explanation: Explanation, facts: Facts, texts: Texts) -> Ground:
        """Look everything up that the explanation cites."""
        found = ((one.id, facts.find(one.kind, one.ref)) for one in explanation.cited)
        return cls(
            facts=facts,
            texts=texts,
            audience=explanation.audience,
            cited={name: item for name, item in found if item is not None},
        )
