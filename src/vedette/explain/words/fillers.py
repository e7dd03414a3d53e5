"""What may stand in a slot: all the cited item holds for that role, as the language writes it; best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from vedette.explain.facts.item import Item
from vedette.explain.words.moments import span, time_words, when
from vedette.explain.words.texts import Slot, Text, Texts

_NAMED: Final = 3
"""Names in a list before the rest is counted."""
_LONG: Final = {"techniques": 8, "indicators": 8, "flow": 6}
_DEPTH: Final = 3
_HUGE: Final = 10**15
"""Nobody counted as far; what says so was not made by an engine."""
_NO_NAMES: Final[frozenset[str]] = frozenset()


class Filling(Struct, frozen=True):
    """Who fills: a language, an item, and the roles that are not named to this reader."""

    texts: Texts
    item: Item
    hidden: frozenset[str] = _NO_NAMES

    def text(self, text: Text) -> str | None:
        """Return a text filled with the best of each slot, or nothing where a slot stays empty."""
        parts: list[str] = []
        for part in text:
            found = part if isinstance(part, str) else next(self.slot(part, 0), None)
            if found is None:
                return None
            parts.append(found)
        return "".join(parts)

    def slot(self, slot: Slot, depth: int) -> Iterator[str]:
        """Return all that may stand in a slot, the best first."""
        if slot.one is not None:
            yield from self._chosen(slot)
        elif slot.name in self.texts.phrases:
            yield from self._phrases(slot.name, depth)
        else:
            yield from self._moments(slot.name)
            yield from self._words(slot.name)
            yield from self._names(slot.name)

    def _chosen(self, slot: Slot) -> Iterator[str]:
        count = self.item.counts.get(slot.name)
        if count is None and (names := self._of(slot.name)):
            count = len(names)
        if count is not None:
            yield slot.one if count == 1 and slot.one is not None else slot.many

    def _phrases(self, name: str, depth: int) -> Iterator[str]:
        if depth >= _DEPTH:
            return
        for variant in self.texts.phrases[name]:
            yield from self._expanded(variant, depth + 1)

    def _expanded(self, text: Text, depth: int) -> Iterator[str]:
        """Return a phrase with each choice of its slots; phrases have one or two."""
        made = [""]
        for part in text:
            found = [part] if isinstance(part, str) else list(self.slot(part, depth))
            made = [before + one for before in made for one in found[:64]]
        yield from made

    def _moments(self, name: str) -> Iterator[str]:
        item = self.item
        match name.lower():
            case "when":
                found = when(self.texts, item.first, item.day)
            case "span":
                found = span(self.texts, item.first, item.last)
            case "time":
                found = time_words(self.texts, item.first)
            case _:
                found = time_words(self.texts, item.times.get(name, ""))
        yield from (one[:1].upper() + one[1:] if name[0].isupper() else one for one in found)

    def _words(self, name: str) -> Iterator[str]:
        match name:
            case "sure":
                yield self.texts.levels[self.item.confidence.value]
            case "label" | "Label":
                label = self.texts.label(self.item.situation)
                yield label[:1].upper() + label[1:] if name == "Label" else label
            case _ if name in self.item.counts:
                yield number(self.texts, self.item.counts[name])
            case _:
                return

    def _names(self, name: str) -> Iterator[str]:
        if names := self._of(name):
            yield listed(self.texts, names, _LONG.get(name, _NAMED))
        else:
            yield from self._of(f"{name}s")

    def _of(self, role: str) -> tuple[str, ...]:
        return () if role in self.hidden else self.item.names.get(role, ())


def number(texts: Texts, count: int) -> str:
    """Write a number as the language does."""
    return f"{min(count, _HUGE):,}".replace(",", texts.forms["thousands"])


def listed(texts: Texts, names: Sequence[str], most: int = _NAMED) -> str:
    """Write names as a list, and how many more there are."""
    shown = list(names[:most])
    if (left := len(names) - len(shown)) > 0:
        shown.append(texts.forms["more"].replace("{n}", number(texts, left)))
    if len(shown) < 2:  # noqa: PLR2004  a list has two
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {texts.forms['and']} {shown[-1]}"
