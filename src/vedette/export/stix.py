"""A report as a STIX 2.1 bundle: attacks as groupings, findings as sightings, entities as observables.

Ids are UUIDv5 of what they name, so the same report gives the same bundle.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import msgspec

from vedette.core.nouns import Finding, Report
from vedette.export.judged import indicators
from vedette.export.place import place
from vedette.export.stix_indicators import fields, pattern
from vedette.export.stix_objects import (
    CONFIDENCE,
    NEVER,
    SPACE,
    Json,
    attack_pattern,
    common,
    ident_of,
    observable,
    us,
)
from vedette.export.visible import one_line, visible


def render(report: Report) -> bytes:
    """Return the bundle as indented JSON."""
    made: dict[str, Json] = {}
    for one in _objects(report):
        made.setdefault(one["id"], one)
    bundle = {
        "type": "bundle",
        "id": f"bundle--{uuid.uuid5(SPACE, report.target.digest + report.engine.rules)}",
        "objects": list(made.values()),
    }
    return msgspec.json.format(msgspec.json.encode(bundle), indent=2) + b"\n"


def _objects(report: Report) -> Iterator[Json]:
    we = us()
    yield we
    held: dict[str, list[str]] = {}
    for finding in report.findings:
        objects = list(_finding(finding, we["id"]))
        held[finding.fingerprint] = [one["id"] for one in objects]
        yield from objects
    for each in indicators(report):
        found = pattern(each)
        if found is not None:
            made = common("indicator", f"{each.kind} {each.value}", "", we["id"])
            yield (
                made
                | fields(each, found)
                | {
                    "valid_from": NEVER,
                    "confidence": CONFIDENCE[each.confidence],
                }
            )
    for attack in report.attacks:
        members = {ident for mark in attack.findings for ident in held.get(mark, ())}
        if members:
            yield common("grouping", attack.id, attack.first, we["id"]) | {
                "name": one_line(attack.title),
                "description": one_line(attack.summary),
                "context": "suspicious-activity",
                "confidence": CONFIDENCE[attack.confidence],
                "object_refs": sorted(members),
            }


def _finding(finding: Finding, by: str) -> Iterator[Json]:
    seen = finding.seen
    first = (seen.first if seen is not None else "") or NEVER
    last = (seen.last if seen is not None else "") or first
    count = max(seen.count if seen is not None else 1, 1)
    entities = (*seen.actors, *seen.targets) if seen is not None else ()
    observables = [made for one in entities if (made := observable(one)) is not None]
    yield from observables
    refs = [one["id"] for one in observables]
    if refs:
        yield common("observed-data", finding.fingerprint, first, by) | {
            "first_observed": first,
            "last_observed": last,
            "number_observed": min(count, 999_999_999),
            "object_refs": list(dict.fromkeys(refs)),
        }
    patterns = [attack_pattern(ident, by) for ident in finding.techniques]
    yield from patterns
    yield _indicator(finding, first, by)
    yield from _sightings(finding, (first, last, count), by, seen_in=refs)
    for one in patterns:
        yield common("relationship", f"{finding.fingerprint} {one['id']}", first, by) | {
            "relationship_type": "indicates",
            "source_ref": ident_of("indicator", finding.fingerprint),
            "target_ref": one["id"],
        }


def _indicator(finding: Finding, first: str, by: str) -> Json:
    return common("indicator", finding.fingerprint, first, by) | {
        "name": one_line(finding.title),
        "description": one_line(f"{finding.message} ({place(finding.primary)})"),
        "indicator_types": ["malicious-activity"],
        "pattern_type": "vedette",  # an open vocabulary: the rule itself says what it matches
        "pattern": visible(finding.rule),
        "valid_from": first,
        "confidence": CONFIDENCE[finding.confidence],
        "labels": [visible(finding.rule), finding.severity.value],
    }


def _sightings(
    finding: Finding, when: tuple[str, str, int], by: str, *, seen_in: list[str]
) -> Iterator[Json]:
    first, last, count = when
    made = common("sighting", finding.fingerprint, first, by) | {
        "first_seen": first,
        "last_seen": last,
        "count": min(count, 999_999_999),
        "sighting_of_ref": ident_of("indicator", finding.fingerprint),
    }
    if seen_in:
        made["observed_data_refs"] = [ident_of("observed-data", finding.fingerprint)]
    yield made
