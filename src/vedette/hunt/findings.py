"""Signals as findings: places become evidence with digests, and each gets a fingerprint that stays.

What cannot be shown in a record is left out: no evidence, no finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vedette.core.nouns import Artefact, Evidence, Finding, Frame, Record, Role, Seen
from vedette.hunt.instants import rfc3339
from vedette.hunt.signal import Place, Signal

QUOTE_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Origin:
    """What a source is in a report."""

    artefact: Artefact
    frames: bool
    """Whether its records are the frames of a capture."""


def fingerprint(signal: Signal) -> str:
    """Name a signal by its rule, who took part and when it began: the same however often somebody looks."""
    parts = [signal.rule, str(signal.first), *((f"about {signal.about}",) if signal.about else ())]
    for part, entities in (("a", signal.actors), ("t", signal.targets)):
        parts += [f"{part} {one.kind.value} {one.name}" for one in sorted(entities)]
    return f"sha256:{hashlib.sha256(chr(10).join(parts).encode('utf-8', 'replace')).hexdigest()}"


def findings(signals: Iterable[Signal], origins: Mapping[int, Origin]) -> Iterator[Finding]:
    """Make a finding of each signal that can be shown."""
    for one in signals:
        evidence = tuple(_evidence(place, origins[place.source]) for place in _kept(one.places, origins))
        if evidence:
            yield _finding(one, evidence)


def sources_of(signals: Iterable[Signal]) -> set[int]:
    """Return the sources some signal points into."""
    return {place.source for one in signals for place in one.places}


def _kept(places: tuple[Place, ...], origins: Mapping[int, Origin]) -> Iterator[Place]:
    seen = set()
    for one in places:
        at = (one.source, one.record, one.field)
        if one.source in origins and at not in seen:
            seen.add(at)
            yield one


def _evidence(place: Place, origin: Origin) -> Evidence:
    return Evidence(
        artefact=origin.artefact.digest,
        name=origin.artefact.name,
        locator=Frame(number=place.record)
        if origin.frames
        else Record(number=place.record, field=place.field),
        quote=place.quote[:QUOTE_CHARS],
        role=Role.INDICATOR,
        note=place.field if origin.frames else "",
    )


def _finding(signal: Signal, evidence: tuple[Evidence, ...]) -> Finding:
    benign = f" It can be harmless: {signal.benign}" if signal.benign else ""
    return Finding(
        rule=signal.rule,
        title=signal.title,
        message=signal.message,
        techniques=signal.techniques,
        severity=signal.severity,
        confidence=signal.confidence,
        reason=signal.reason + benign,
        evidence=evidence,
        fingerprint=fingerprint(signal),
        remedy=signal.remedy,
        seen=Seen(
            first=rfc3339(signal.first),
            last=rfc3339(signal.last),
            count=signal.count,
            actors=signal.actors,
            targets=signal.targets,
            numbers=signal.numbers,
        ),
    )
