"""Sentences made of rows and items: each remembers its row, and gets the ids of what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field

from vedette.core.explanations import Audience, Cited, Sentence
from vedette.explain.facts.item import Item
from vedette.explain.facts.subject import Facts
from vedette.explain.words.fillers import Filling
from vedette.explain.words.texts import Texts

HIDDEN = {Audience.EXECUTIVE: frozenset(("attackers", "hashes", "programs"))}
"""Roles that are not named to a reader: addresses mean nothing to whoever decides."""


@dataclass(slots=True, kw_only=True)
class Speaker:
    """Speaks one language to one audience about one subject."""

    facts: Facts
    texts: Texts
    audience: Audience
    _cited: dict[tuple[str, str], Cited] = field(default_factory=dict)

    def say(self, key: str, item: Item, *also: Item) -> Sentence | None:
        """Make a sentence of a row; nothing where there is no such row, or a slot of it cannot be filled."""
        text = self.words(key, item)
        if text is None:
            return None
        return Sentence(text=text[1], key=f"{key}/{text[0]}", rests_on=tuple(map(self.cite, (item, *also))))

    def words(self, key: str, item: Item) -> tuple[int, str] | None:
        """Return the first variant of a row that can be filled, and its number."""
        filling = Filling(self.texts, item, HIDDEN.get(self.audience, frozenset()))
        for number, variant in enumerate(self.texts.rows.get(key, ())):
            text = filling.text(variant)
            if text is not None:
                return number, text
        return None

    def cite(self, item: Item) -> str:
        """Return the id of an item, giving it one where it has none yet."""
        place = (item.kind, item.ref)
        if place not in self._cited:
            self._cited[place] = Cited(id=f"E{len(self._cited) + 1}", kind=item.kind, ref=item.ref)
        return self._cited[place].id

    @property
    def cited(self) -> tuple[Cited, ...]:
        """All that was cited so far, in order."""
        return tuple(self._cited.values())
