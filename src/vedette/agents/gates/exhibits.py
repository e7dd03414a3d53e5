"""What a claim may rest on: items of a report, rows of an answer, rows of the knowledge; and what was done.

Two sorts of text are kept apart: what our engines say, and what artefacts hold to the letter. A name may come
from either. That something was done, or is harmless, may not come out of an artefact: attackers write those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from msgspec import Struct, to_builtins

from vedette.core.attacks import Attack
from vedette.core.levels import Severity
from vedette.core.nouns import Finding
from vedette.core.verdicts import Judgement, Verdict
from vedette.explain.facts.item import Item

_ARTEFACT: Final = frozenset(
    ("quote", "numbers", "name", "actors", "targets", "routes", "entities", "artefact")
)
"""Fields whose text somebody else wrote."""
_MOST: Final = 4_000
"""Texts of one exhibit; what is larger than that is no proof of a sentence."""
_HUGE: Final = 10**15


class Figure(Struct, frozen=True):
    """A number that may be said, and the words it may be said of."""

    value: Decimal
    labels: frozenset[str]
    """Words of the field it stands in: bytes, out; count."""


class Exhibit(Struct, frozen=True, kw_only=True):
    """One thing a sentence may cite."""

    id: str
    kind: str
    said: tuple[str, ...] = ()
    """In the words of our engines."""
    quoted: tuple[str, ...] = ()
    """To the letter, out of artefacts."""
    names: frozenset[str] = frozenset()
    """Of hosts, accounts, addresses, files …, in lower case."""
    figures: tuple[Figure, ...] = ()
    severity: Severity | None = None
    verdict: Verdict | None = None
    waived: bool = False
    """Whether somebody decided that it need not be acted on, or the incident was a false alarm."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Return all of its text."""
        return (*self.said, *self.quoted, *self.names)


class Deed(Struct, frozen=True, kw_only=True):
    """Something that was done, as the record of actions has it."""

    state: str
    """blocked, isolated, disabled, revoked, rotated, quarantined, kept, fixed, contained, eradicated …"""
    objects: frozenset[str]
    """Names it was done to, in lower case; none: to the whole incident."""


class Ground(Struct, frozen=True, kw_only=True):
    """All a run's claims may rest on."""

    exhibits: Mapping[str, Exhibit] = {}
    deeds: tuple[Deed, ...] = ()
    language: str = "en"

    def cited(self, ids: Iterable[str]) -> tuple[Exhibit, ...]:
        """Return what some ids name, leaving out those that name nothing."""
        return tuple(found for one in ids if (found := self.exhibits.get(one)) is not None)


def of_finding(ident: str, finding: Finding) -> Exhibit:
    """Take a finding apart."""
    return _taken(ident, "finding", finding, severity=finding.severity, waived=finding.suppressed is not None)


def of_attack(ident: str, attack: Attack) -> Exhibit:
    """Take an attack apart."""
    return _taken(ident, "attack", attack, severity=attack.severity)


def of_judgement(ident: str, judgement: Judgement) -> Exhibit:
    """Take a verdict apart."""
    return _taken(ident, "judgement", judgement, verdict=judgement.verdict)


def of_item(ident: str, item: Item, verdict: Verdict | None = None) -> Exhibit:
    """Take an item of an explanation apart."""
    names = frozenset(name.casefold() for ones in item.names.values() for name in ones)
    moments = (item.first, item.last, *item.times.values(), item.day)
    figures = tuple(
        Figure(Decimal(n), frozenset(_words(key))) for key, n in item.counts.items() if abs(n) < _HUGE
    )
    return Exhibit(
        id=ident,
        kind=item.kind,
        said=(*item.texts, *filter(None, moments)),
        names=names,
        figures=figures,
        severity=item.severity,
        verdict=verdict,
    )


def _taken(ident: str, kind: str, noun: Struct, **more: Any) -> Exhibit:  # noqa: ANN401  fields of the exhibit
    said: list[str] = []
    quoted: list[str] = []
    figures: list[Figure] = []
    for path, value in _leaves(to_builtins(noun), ()):
        if isinstance(value, bool) or value is None:
            continue
        if isinstance(value, int | float):
            figures += _figure(value, frozenset(word for one in path[-2:] for word in _words(one)))
        elif _ARTEFACT.isdisjoint(path):
            said.append(value)
        else:
            quoted.append(value)
    names = frozenset(one.casefold() for one in quoted[:_MOST] if len(one) <= LONGEST_NAME)
    return Exhibit(
        id=ident,
        kind=kind,
        said=tuple(said[:_MOST]),
        quoted=tuple(quoted[:_MOST]),
        names=names,
        figures=tuple(figures[:_MOST]),
        **more,
    )


LONGEST_NAME: Final = 256
"""Characters of a name; what is longer is a text."""


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401  JSON
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one, path)
    else:
        yield path, value


def _figure(value: float, labels: frozenset[str]) -> list[Figure]:
    try:
        made = Decimal(str(value))
    except InvalidOperation:
        return []
    return [Figure(made, labels)] if made.is_finite() and abs(made) < _HUGE else []


def _words(name: str) -> list[str]:
    return [one for one in name.casefold().replace("-", "_").replace(" ", "_").split("_") if one]
