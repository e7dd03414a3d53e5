"""A report as OCSF 1.3 detection findings (class 2004), a line each: for SIEMs and data lakes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from vedette.core.attacks import Attack, EntityKind
from vedette.core.nouns import Confidence, Finding, Report, Severity
from vedette.export.place import place
from vedette.export.visible import one_line, visible
from vedette.knowledge.techniques import VERSION, technique

Json = dict[str, Any]
_CLASS: Final = 2004
_CREATE: Final = 1
_SEVERITIES: Final = {
    Severity.INFO: 1,
    Severity.LOW: 2,
    Severity.MEDIUM: 3,
    Severity.HIGH: 4,
    Severity.CRITICAL: 5,
}
_CONFIDENCES: Final = {
    Confidence.POSSIBLE: (1, "Low"),
    Confidence.LIKELY: (2, "Medium"),
    Confidence.STRONG: (3, "High"),
    Confidence.PROVEN: (3, "High"),
}
_OBSERVABLES: Final = {
    EntityKind.HOST: (1, "Hostname"),
    EntityKind.ADDRESS: (2, "IP Address"),
    EntityKind.USER: (4, "User Name"),
    EntityKind.URL: (6, "URL String"),
    EntityKind.FILE: (7, "File Name"),
    EntityKind.HASH: (8, "Hash"),
    EntityKind.PROCESS: (9, "Process Name"),
}
"""`type_id` of the observable object; what OCSF has no number for is `Other`."""
_OTHER: Final = (99, "Other")


def render(report: Report) -> bytes:
    """Return one object a line."""
    attacks = {mark: attack for attack in report.attacks for mark in attack.findings}
    lines = [_finding(one, attacks.get(one.fingerprint), report) for one in report.findings]
    return msgspec.json.Encoder().encode_lines(lines)


def _finding(finding: Finding, attack: Attack | None, report: Report) -> Json:
    first = _epoch(finding.seen.first) if finding.seen is not None else None
    last = _epoch(finding.seen.last) if finding.seen is not None else None
    number, level = _CONFIDENCES[finding.confidence]
    made: Json = {
        "activity_id": _CREATE,
        "category_uid": 2,
        "class_uid": _CLASS,
        "type_uid": _CLASS * 100 + _CREATE,
        "time": last or first or 0,
        "severity_id": _SEVERITIES[finding.severity],
        "severity": finding.severity.capitalize(),
        "confidence_id": number,
        "confidence": level,
        "status_id": 1,
        "message": one_line(finding.message),
        "finding_info": _info(finding, first, last),
        "metadata": {
            "version": "1.3.0",
            "product": {"name": "Vedette", "vendor_name": "Vedette", "version": report.engine.version},
        }
        | ({"correlation_uid": attack.id} if attack is not None else {}),
        "evidences": [
            {"data": {"place": place(one), "quote": one_line(one.quote)}} for one in finding.evidence
        ],
        "observables": list(_observables(finding)),
    }
    if finding.remedy:
        made["remediation"] = {"desc": one_line(finding.remedy)}
    return made


def _info(finding: Finding, first: int | None, last: int | None) -> Json:
    info: Json = {
        "uid": finding.fingerprint,
        "title": one_line(finding.title),
        "desc": one_line(finding.message),
        "attacks": [_attack(ident) for ident in finding.techniques],
        "first_seen_time": first,
        "last_seen_time": last,
        "related_events_count": finding.seen.count if finding.seen is not None else 1,
        "analytic": {
            "type_id": 1,
            "type": "Rule",
            "uid": visible(finding.rule),
            "name": one_line(finding.title),
        },
    }
    return {key: value for key, value in info.items() if value is not None}


def _attack(ident: str) -> Json:
    known = technique(ident)
    made: Json = {
        "version": VERSION,
        "technique": {"uid": ident, "name": known.name if known is not None else ""},
    }
    if known is not None:
        made["tactics"] = [{"name": one} for one in known.tactics]
    return made


def _observables(finding: Finding) -> Iterator[Json]:
    if finding.seen is None:
        return
    for part, entities in (("actor", finding.seen.actors), ("target", finding.seen.targets)):
        for one in entities:
            number, kind = _OBSERVABLES.get(one.kind, _OTHER)
            yield {"name": part, "type_id": number, "type": kind, "value": one_line(one.name)}


def _epoch(time: str) -> int | None:
    """Return milliseconds since 1970."""
    return round(datetime.fromisoformat(time).timestamp() * 1000) if time else None
