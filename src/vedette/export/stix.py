"""A report as a STIX 2.1 bundle: attacks as groupings, findings as sightings, entities as observables.

Ids are UUIDv5 of what they name, so the same report gives the same bundle.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from vedette.core.attacks import Entity, EntityKind
from vedette.core.nouns import Confidence, Finding, Report
from vedette.export.judged import indicators
from vedette.export.place import place
from vedette.export.stix_indicators import fields, pattern
from vedette.export.visible import one_line, visible
from vedette.knowledge.techniques import TACTICS, technique

Json = dict[str, Any]
_SPACE: Final = uuid.UUID("9c4f3c2e-6d0b-5f43-9a7e-54c0d1f7a001")
"""Ours alone: names are unique within it."""
_SCO_SPACE: Final = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""STIX 2.1, section 2.9: of ids of observables."""
_NEVER: Final = "1970-01-01T00:00:00Z"
_ALGORITHMS: Final = {32: "MD5", 40: "SHA-1", 64: "SHA-256"}
"""By the number of hex digits."""
_CONFIDENCE: Final = {
    Confidence.POSSIBLE: 25,
    Confidence.LIKELY: 60,
    Confidence.STRONG: 90,
    Confidence.PROVEN: 100,
}


def render(report: Report) -> bytes:
    """Return the bundle as indented JSON."""
    made: dict[str, Json] = {}
    for one in _objects(report):
        made.setdefault(one["id"], one)
    bundle = {
        "type": "bundle",
        "id": f"bundle--{uuid.uuid5(_SPACE, report.target.digest + report.engine.rules)}",
        "objects": list(made.values()),
    }
    return msgspec.json.format(msgspec.json.encode(bundle), indent=2) + b"\n"


def _objects(report: Report) -> Iterator[Json]:
    us = _us()
    yield us
    held: dict[str, list[str]] = {}
    for finding in report.findings:
        objects = list(_finding(finding, us["id"]))
        held[finding.fingerprint] = [one["id"] for one in objects]
        yield from objects
    for each in indicators(report):
        found = pattern(each)
        if found is not None:
            made = _common("indicator", f"{each.kind} {each.value}", "", us["id"])
            yield (
                made
                | fields(each, found)
                | {
                    "valid_from": _NEVER,
                    "confidence": _CONFIDENCE[each.confidence],
                }
            )
    for attack in report.attacks:
        members = {ident for mark in attack.findings for ident in held.get(mark, ())}
        if members:
            yield _common("grouping", attack.id, attack.first, us["id"]) | {
                "name": one_line(attack.title),
                "description": one_line(attack.summary),
                "context": "suspicious-activity",
                "confidence": _CONFIDENCE[attack.confidence],
                "object_refs": sorted(members),
            }


def _us() -> Json:
    made = _common("identity", "vedette", "", "")
    del made["created_by_ref"]
    return made | {"name": "Vedette", "identity_class": "system"}


def _finding(finding: Finding, by: str) -> Iterator[Json]:
    seen = finding.seen
    first = (seen.first if seen is not None else "") or _NEVER
    last = (seen.last if seen is not None else "") or first
    count = max(seen.count if seen is not None else 1, 1)
    entities = (*seen.actors, *seen.targets) if seen is not None else ()
    observables = [made for one in entities if (made := _observable(one)) is not None]
    yield from observables
    refs = [one["id"] for one in observables]
    if refs:
        yield _common("observed-data", finding.fingerprint, first, by) | {
            "first_observed": first,
            "last_observed": last,
            "number_observed": min(count, 999_999_999),
            "object_refs": list(dict.fromkeys(refs)),
        }
    patterns = [_pattern(ident, by) for ident in finding.techniques]
    yield from patterns
    yield _indicator(finding, first, by)
    yield from _sightings(finding, (first, last, count), by, seen_in=refs)
    for one in patterns:
        yield _common("relationship", f"{finding.fingerprint} {one['id']}", first, by) | {
            "relationship_type": "indicates",
            "source_ref": _ident("indicator", finding.fingerprint),
            "target_ref": one["id"],
        }


def _indicator(finding: Finding, first: str, by: str) -> Json:
    return _common("indicator", finding.fingerprint, first, by) | {
        "name": one_line(finding.title),
        "description": one_line(f"{finding.message} ({place(finding.primary)})"),
        "indicator_types": ["malicious-activity"],
        "pattern_type": "vedette",  # an open vocabulary: the rule itself says what it matches
        "pattern": visible(finding.rule),
        "valid_from": first,
        "confidence": _CONFIDENCE[finding.confidence],
        "labels": [visible(finding.rule), finding.severity.value],
    }


def _sightings(
    finding: Finding, when: tuple[str, str, int], by: str, *, seen_in: list[str]
) -> Iterator[Json]:
    first, last, count = when
    made = _common("sighting", finding.fingerprint, first, by) | {
        "first_seen": first,
        "last_seen": last,
        "count": min(count, 999_999_999),
        "sighting_of_ref": _ident("indicator", finding.fingerprint),
    }
    if seen_in:
        made["observed_data_refs"] = [_ident("observed-data", finding.fingerprint)]
    yield made


def _pattern(ident: str, by: str) -> Json:
    known = technique(ident)
    made = _common("attack-pattern", ident, "", by) | {
        "name": known.name if known is not None else ident,
        "external_references": [{"source_name": "mitre-attack", "external_id": ident}],
    }
    phases = [one for one in known.tactics if one in TACTICS] if known is not None else []
    if phases:
        made["kill_chain_phases"] = [{"kill_chain_name": "mitre-attack", "phase_name": one} for one in phases]
    return made


def _observable(entity: Entity) -> Json | None:
    """Return the cyber-observable object STIX has for an entity, with the id it prescribes."""
    name = one_line(entity.name)
    made: tuple[str, Json] | None = None
    match entity.kind:
        case EntityKind.ADDRESS:
            made = ("ipv6-addr" if ":" in name else "ipv4-addr", {"value": name})
        case EntityKind.DOMAIN | EntityKind.HOST:
            made = "domain-name", {"value": name}
        case EntityKind.URL:
            made = "url", {"value": name}
        case EntityKind.USER | EntityKind.ACCOUNT:
            made = "user-account", {"account_login": name}
        case EntityKind.FILE | EntityKind.PROCESS:
            made = "file", {"name": name.replace("\\", "/").rpartition("/")[2] or name}
        case EntityKind.HASH:
            if (algorithm := _ALGORITHMS.get(len(name))) is not None:
                made = "file", {"hashes": {algorithm: name}}
    return _sco(*made) if made is not None else None


def _sco(kind: str, contributing: Json) -> Json:
    name = msgspec.json.encode(contributing, order="sorted").decode()
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid.uuid5(_SCO_SPACE, name)}",
    } | contributing


def _common(kind: str, name: str, time: str, by: str) -> Json:
    when = time or _NEVER
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": _ident(kind, name),
        "created_by_ref": by,
        "created": when,
        "modified": when,
    }


def _ident(kind: str, name: str) -> str:
    return f"{kind}--{uuid.uuid5(_SPACE, name)}"
