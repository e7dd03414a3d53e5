"""Correlations: hits of several rules, or several of one, within a time span that slides over event time.

Hits may come in any order; they are put in order of time when the answer is asked for. Each is a few words of
memory, and so many are kept and no more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from vedette.core.attacks import Entity
from vedette.core.errors import BadInput
from vedette.hunt.event import Event
from vedette.hunt.sigma import columns
from vedette.hunt.sigma.parties import actors_of, targets_of
from vedette.hunt.sigma.proofs import Proof
from vedette.hunt.sigma.rules import Correlation, RuleSet
from vedette.hunt.sigma.values import texts_of
from vedette.hunt.sigma.windows import Firing, Hit, firings

HITS_MAX: Final = 200_000
"""Over all correlations."""
_VALUE_CHARS: Final = 300


class Meeting(NamedTuple):
    """What one correlation says: a firing, and who took part in it."""

    correlation: int
    firing: Firing
    actors: tuple[Entity, ...]
    targets: tuple[Entity, ...]


class _Saved(Struct, frozen=True):
    """Everything there is to remember."""

    rules: str
    """Digest of the rules they are hits of."""
    hits: dict[str, list[Hit]]
    who: list[tuple[int, int, tuple[Entity, ...], tuple[Entity, ...]]]


class Correlator:
    """Keeps hits of rules that correlations rest on."""

    def __init__(self, ruleset: RuleSet) -> None:
        self._rules = ruleset.digest
        self._first = len(ruleset.rules)
        self._correlations = ruleset.correlations
        self._fed: dict[int, list[int]] = defaultdict(list)
        for number, one in enumerate(ruleset.correlations):
            for rule in one.rules:
                if rule < self._first:
                    self._fed[rule].append(number)
        self._hits: dict[int, list[Hit]] = defaultdict(list)
        self._who: dict[tuple[int, int], tuple[tuple[Entity, ...], tuple[Entity, ...]]] = {}
        self._kept = 0
        self._lost: Counter[str] = Counter()

    def wants(self, rule: int) -> bool:
        """Tell whether some correlation rests on a rule."""
        return rule in self._fed

    def take(self, rule: int, event: Event, told: tuple[Proof, ...]) -> None:
        """Take in a hit of a rule; `told` is what shows it."""
        for number in self._fed[rule]:
            one = self._correlations[number]
            if event.time is None:
                self._lost["had no time"] += 1
                continue
            group = _group(one, rule, event)
            if group is None:
                self._lost["lacked a field they are grouped by"] += 1
                continue
            values = tuple(_value(one, rule, name, event) or "" for name in one.fields)
            self._keep(number, Hit(event.time, event.source, event.record, rule, group, values, told[:1]))
            self._who.setdefault((event.source, event.record), (actors_of(event), targets_of(event)))

    def _keep(self, number: int, hit: Hit) -> None:
        if self._kept >= HITS_MAX:
            self._forget()
        self._hits[number].append(hit)
        self._kept += 1

    def _forget(self) -> None:
        """Forget the older half of all hits."""
        for hits in self._hits.values():
            hits.sort()
            del hits[: len(hits) // 2 + 1]
        kept = sum(map(len, self._hits.values()))
        self._lost["were older than what fits in memory"] += self._kept - kept
        self._kept = kept
        alive = {(hit.source, hit.record) for hits in self._hits.values() for hit in hits}
        self._who = {place: who for place, who in self._who.items() if place in alive}

    def meetings(self) -> Iterator[Meeting]:
        """Say what all correlations add up to; those that only feed others are not told."""
        made: dict[int, list[Firing]] = {}
        for number, one in enumerate(self._correlations):
            hits = list(self._hits.get(number, ()))
            for rule in one.rules:
                if rule >= self._first:
                    hits += self._chained(one, rule, made[rule - self._first])
            made[number] = firings(one, hits)
            if one.about.alerts:
                for firing in made[number]:
                    yield self._meeting(number, firing)

    def _chained(self, one: Correlation, rule: int, fired: list[Firing]) -> Iterator[Hit]:
        """Make hits of another correlation's firings."""
        below = self._correlations[rule - self._first]
        for firing in fired:
            known = dict(zip(below.group_by, firing.group, strict=True))
            names = [one.aliases.get(name, {}).get(rule, name) for name in one.group_by]
            if all(name in known for name in names):
                last = firing.hits[-1]
                values = tuple(known.get(name, "") for name in one.fields)
                group = tuple(known[name] for name in names)
                yield Hit(firing.time, last.source, last.record, rule, group, values, last.told)

    def _meeting(self, number: int, firing: Firing) -> Meeting:
        actors: dict[Entity, None] = {}
        targets: dict[Entity, None] = {}
        for hit in firing.hits[:1]:
            did, done_to = self._who.get((hit.source, hit.record), ((), ()))
            actors.update(dict.fromkeys(did))
            targets.update(dict.fromkeys(done_to))
        return Meeting(number, firing, tuple(actors), tuple(targets))

    def save(self) -> bytes:
        """Write down all hits that are kept, by the ids of their correlations."""
        hits = {self._correlations[number].about.id: kept for number, kept in self._hits.items()}
        who = [(source, record, *parties) for (source, record), parties in self._who.items()]
        return msgspec.json.encode(_Saved(self._rules, hits, who))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote; hits of other rules than today's are dropped.

        Raises:
            BadInput: it is not that.

        """
        try:
            found = msgspec.json.decode(saved, type=_Saved)
        except msgspec.MsgspecError as error:
            raise BadInput("what was saved of correlations cannot be read", hint="begin anew") from error
        if found.rules != self._rules:
            return
        places = {one.about.id: number for number, one in enumerate(self._correlations)}
        for ident, hits in found.hits.items():
            if (number := places.get(ident)) is not None:
                self._hits[number] += hits
                self._kept += len(hits)
        self._who |= {(source, record): (did, to) for source, record, did, to in found.who}

    def bounds(self) -> Iterator[str]:
        """Say which hits could not take part."""
        for why, count in self._lost.items():
            yield f"Sigma correlations: {count:,} hit{'s' if count != 1 else ''} {why}, and took no part"


def _group(one: Correlation, rule: int, event: Event) -> tuple[str, ...] | None:
    found = [_value(one, rule, name, event) for name in one.group_by]
    return tuple(value for value in found if value is not None) if None not in found else None


def _value(one: Correlation, rule: int, name: str, event: Event) -> str | None:
    """Read what an event holds under a correlation's name for it; None where it is not there."""
    name = one.aliases.get(name, {}).get(rule, name)
    value = event.fields.get(name)
    if value is None:
        fetch = columns.FETCHES.get(name) or columns.SPELLINGS.get(name)
        value = fetch(event) if fetch is not None else None
    texts = texts_of(value)
    return ", ".join(texts)[:_VALUE_CHARS].casefold() if texts else None
