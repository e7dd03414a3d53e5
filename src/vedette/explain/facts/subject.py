"""A subject in, all its items out, and which is the story: the gravest; the rest is counted by group."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from vedette.core import codec
from vedette.core.attacks import Attack
from vedette.core.incidents import Incident
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Finding, Report
from vedette.explain.facts.attacked import attack_item, seen_item
from vedette.explain.facts.catalogue import catalogue_item
from vedette.explain.facts.coded import code_item, exposure_item
from vedette.explain.facts.covered import REF, incident_item, report_item
from vedette.explain.facts.item import Item
from vedette.explain.facts.judged import behaviour_item, judgement_item
from vedette.explain.facts.response import response_items
from vedette.explain.facts.situations import order

Subject: TypeAlias = Report | Incident
Key: TypeAlias = tuple[str, str]
_SEVERITIES: Final = tuple(Severity)
_CONFIDENCES: Final = tuple(Confidence)
_STATES: Final = ("exploited", "probed", "untouched")
_PLACES: Final = 3
FINE: Final = "thing_fine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All items of a subject, and how they hang together."""

    digest: str
    items: Mapping[Key, Item]
    main: Item
    """The gravest story, or the whole where there is none."""
    parts: tuple[Item, ...] = ()
    """What the main item rests on, in its own order."""
    groups: tuple[Item, ...] = ()
    """The rest by situation, the gravest first."""
    whole: Item
    catalogued: tuple[Item, ...] = ()
    response: tuple[Item, ...] = ()

    def find(self, kind: str, ref: str) -> Item | None:
        """Look an item up."""
        return self.items.get((kind, ref))


@dataclass(slots=True)
class _Gathered:
    subject: Subject
    findings: dict[str, Finding] = field(default_factory=dict)
    owner: dict[str, Attack] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    """Of findings, by fingerprint."""
    stories: list[Item] = field(default_factory=list)
    covered: dict[str, set[str]] = field(default_factory=dict)
    """Fingerprints each story rests on, by its ref."""

    def finding(self, one: Finding) -> Item:
        if one.seen is not None:
            return seen_item(one, self.owner.get(one.fingerprint))
        return behaviour_item(one) if one.rule.startswith("behaviour/") else code_item(one)

    def gather(self) -> None:
        self.findings = {one.fingerprint: one for one in self.subject.findings if one.suppressed is None}
        for attack in self.subject.attacks:
            self.owner |= {mark: attack for mark in attack.findings if mark not in self.owner}
        self.items = {mark: self.finding(one) for mark, one in self.findings.items()}
        for attack in self.subject.attacks:
            self.stories.append(attack_item(attack, self.findings))
            self.covered[attack.id] = set(attack.findings)
        self._judgements()
        self._exposures()
        taken = {mark for marks in self.covered.values() for mark in marks}
        loose = [one for mark, one in self.items.items() if mark not in taken]
        self.stories += loose

    def _judgements(self) -> None:
        sought = self.subject.indicators if isinstance(self.subject, Report) else ()
        all_read = isinstance(self.subject, Report) and not self.subject.coverage.skipped
        for one in self.subject.judgements:
            self.stories.append(judgement_item(one, self.findings, sought, all_read=all_read))
            self.covered[one.artefact] = set(one.behaviours)

    def _exposures(self) -> None:
        for one in self.subject.exposures if isinstance(self.subject, Report) else ():
            self.stories.append(exposure_item(one, self.findings.get(one.finding)))
            self.covered[one.weakness] = {one.finding, one.weakness}


def digest_of(subject: Subject) -> str:
    """Return the digest of a subject in its one written form."""
    return f"sha256:{hashlib.sha256(codec.dump(subject)).hexdigest()}"


def facts_of(subject: Subject) -> Facts:
    """Take a subject apart."""
    made = _Gathered(subject)
    made.gather()
    ranked = sorted(made.stories, key=_rank)
    main = ranked[0] if ranked and _is_story(ranked[0]) else None
    own = {main.ref, *made.covered.get(main.ref, ())} if main is not None else set()
    rest = [one for one in ranked if one is not main and one.ref not in own]
    counted = [one for one in rest if one.situation != FINE]
    whole = _whole(subject, len(counted))
    chosen = main if main is not None else whole
    parts = tuple(made.items[mark] for mark in _order_of(subject, chosen) if mark in made.items)
    groups = tuple(_groups(rest))
    catalogued = tuple(_catalogued(made, chosen, parts))
    response = response_items(subject) if isinstance(subject, Incident) else ()
    listed = (*made.items.values(), *made.stories, *groups, *catalogued, *response, whole, chosen)
    return Facts(
        digest=digest_of(subject),
        items={(one.kind, one.ref): one for one in listed},
        main=chosen,
        parts=parts,
        groups=groups,
        whole=whole,
        catalogued=catalogued,
        response=response,
    )


def _is_story(item: Item) -> bool:
    """Several things that are all fine are no story of one of them."""
    return item.situation != FINE


def _whole(subject: Subject, others: int) -> Item:
    if isinstance(subject, Incident):
        return incident_item(subject, others)
    return report_item(subject, others)


def _rank(item: Item) -> tuple[int, int, int, int]:
    """Sort the gravest first; what happened goes before what could, and what we doubt comes last."""
    doubtful = item.confidence is Confidence.POSSIBLE and item.kind == "finding"
    ranks = order()
    return (
        int(doubtful),
        -_SEVERITIES.index(item.severity),
        ranks.index(item.situation) if item.situation in ranks else len(ranks),
        -_CONFIDENCES.index(item.confidence),
    )


def _order_of(subject: Subject, main: Item) -> tuple[str, ...]:
    """Return what an item rests on: of an attack in order of time, of a thing the gravest first."""
    match main.kind:
        case "attack":
            return next(one.findings for one in subject.attacks if one.id == main.ref)
        case "judgement":
            return next(one.behaviours for one in subject.judgements if one.artefact == main.ref)
        case "exposure" if isinstance(subject, Report):
            return next((one.finding,) for one in subject.exposures if one.weakness == main.ref)
        case "finding":
            return (main.ref,)
        case _:
            return ()


def _groups(rest: Sequence[Item]) -> Iterator[Item]:
    """Count the rest by situation."""
    by_situation: dict[str, list[Item]] = {}
    for one in rest:
        by_situation.setdefault(one.situation, []).append(one)
    for situation, ones in by_situation.items():
        names: dict[str, tuple[str, ...]] = {}
        for role in ("places", "files", "hosts", "thing"):
            found = dict.fromkeys(name for one in ones for name in one.names.get(role, ()))
            if found:
                names[role] = tuple(found)[: 4 * _PLACES]
        yield Item(
            kind="group",
            ref=situation,
            situation=situation,
            severity=ones[0].severity,
            confidence=ones[0].confidence,
            names=names,
            counts={"count": len(ones)},
            marks=frozenset(("group", _counted(situation, len(ones)))),
        )


def _counted(situation: str, count: int) -> str:
    if situation == FINE:
        return "fine"
    return "one" if count == 1 else "several"


def _catalogued(made: _Gathered, main: Item, parts: Sequence[Item]) -> Iterator[Item]:
    """Look up what catalogues know of the story."""
    marks = dict.fromkeys((*(one.ref for one in parts), main.ref))
    found = [made.findings[mark] for mark in marks if mark in made.findings]
    idents = dict.fromkeys(name for one in found for name in (*one.weaknesses, *one.techniques))
    for ident in idents:
        item = catalogue_item(ident)
        if item is not None:
            yield item


__all__ = ["REF", "Facts", "Key", "Subject", "digest_of", "facts_of"]
