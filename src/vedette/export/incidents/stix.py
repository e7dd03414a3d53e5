"""An incident as a STIX 2.1 bundle with its marking: what to look for, how it was done, what was seen.

Ids follow from what they name and times from the incident, so the same incident gives the same bundle.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Final

import msgspec

from vedette.core.incidents import Incident, LineKind, TimelineLine, Tlp, Watched
from vedette.core.nouns import Finding
from vedette.export.incidents.drawings import techniques
from vedette.export.incidents.spans import moment
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
from vedette.export.visible import one_line

_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_MARKINGS: Final = {
    Tlp.CLEAR: ("94868c89-83c2-464b-929b-a1a8aa3c8487", "clear"),
    Tlp.GREEN: ("bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green"),
    Tlp.AMBER: ("55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber"),
    Tlp.AMBER_STRICT: ("939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict"),
    Tlp.RED: ("e828b379-4e03-4974-9ac4-e53a884c97c1", "red"),
}
"""Of OASIS, common objects of the CTI committee: TLP 2.0 as extension of STIX 2.1, made 2022-10-01."""
_MOST_SEEN: Final = 999_999_999


def render(incident: Incident) -> bytes:
    """Return the bundle as indented JSON; the incident is one that was cleaned for whoever gets it."""
    marking = _marking(incident.tlp)
    made: dict[str, Json] = {marking["id"]: marking}
    for one in _objects(incident):
        made.setdefault(one["id"], one | {"object_marking_refs": [marking["id"]]})
    bundle = {
        "type": "bundle",
        "id": f"bundle--{uuid.uuid5(SPACE, f'incident {incident.id} {incident.version}')}",
        "objects": list(made.values()),
    }
    return msgspec.json.format(msgspec.json.encode(bundle), indent=2) + b"\n"


def _marking(tlp: Tlp) -> Json:
    ident, level = _MARKINGS[tlp]
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": f"marking-definition--{ident}",
        "created": "2022-10-01T00:00:00.000Z",
        "name": tlp.value,
        "extensions": {_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": level}},
    }


def _objects(incident: Incident) -> Iterator[Json]:
    we = us()
    yield we
    began = _when(incident.milestones.began or incident.milestones.detected or incident.opened)
    changed = max(_when(incident.changed or incident.opened), began)
    head = common("incident", incident.id, began, we["id"]) | {
        "modified": changed,
        "name": one_line(incident.title or incident.id),
        "description": one_line(_summary(incident)),
        "labels": [incident.severity.value, incident.status.value],
    }
    yield head
    parts = list(_parts(incident, we["id"], began))
    yield from parts
    for one in parts:
        if one["type"] in {"indicator", "attack-pattern", "observed-data"}:
            yield _related(one["id"], head["id"], began, we["id"])
    yield common("grouping", incident.id, began, we["id"]) | {
        "modified": changed,
        "name": one_line(incident.title or incident.id),
        "context": "suspicious-activity",
        "object_refs": list(dict.fromkeys([head["id"], *(one["id"] for one in parts)])),
    }


def _parts(incident: Incident, by: str, began: str) -> Iterator[Json]:
    for one in incident.entities:
        if (made := observable(one.entity)) is not None:
            yield made
    for watched in incident.watched:
        yield from _indicator(watched, by, began)
    for seen in techniques(incident):
        yield attack_pattern(seen.id, by)
    for finding in incident.findings:
        yield from _observed(finding, by)
    yield from _notes(incident, by, began)


def _indicator(one: Watched, by: str, began: str) -> Iterator[Json]:
    found = pattern(one.indicator)
    if found is not None:
        name = f"{one.indicator.kind} {one.indicator.value}"
        yield (
            common("indicator", name, began, by)
            | fields(one.indicator, found)
            | {
                "valid_from": began,
                "confidence": CONFIDENCE[one.indicator.confidence],
                "labels": [one.indicator.kind.value, "confirmed" if one.confirmed else "unconfirmed"],
            }
        )


def _observed(one: Finding, by: str) -> Iterator[Json]:
    if one.seen is None:
        return
    ends = (*one.seen.actors, *one.seen.targets)
    objects = [made for end in ends if (made := observable(end)) is not None]
    if not objects:
        return
    yield from objects
    first = _when(one.seen.first)
    yield common("observed-data", one.fingerprint, first, by) | {
        "first_observed": first,
        "last_observed": max(_when(one.seen.last or one.seen.first), first),
        "number_observed": min(max(one.seen.count, 1), _MOST_SEEN),
        "object_refs": list(dict.fromkeys(made["id"] for made in objects)),
        "labels": [one.severity.value],
    }


def _notes(incident: Incident, by: str, began: str) -> Iterator[Json]:
    lines = sorted(incident.timeline, key=lambda one: one.time)
    told = [_line(one) for one in lines if one.kind is LineKind.ATTACK][:_MOST_LINES]
    if told:
        yield common("note", f"{incident.id} timeline", began, by) | {
            "abstract": "Timeline",
            "content": "\n".join(told),
            "object_refs": [ident_of("incident", incident.id)],
        }
    for one in incident.notes:
        if one.told:
            yield common("note", f"{incident.id} {one.id}", _when(one.at), by) | {
                "abstract": "Recommendation",
                "content": one_line(one.text),
                "object_refs": [ident_of("incident", incident.id)],
            }


_MOST_LINES: Final = 500


def _line(one: TimelineLine) -> str:
    return (
        f"{_when(one.time) if one.time else '-'} {one_line(one.text)} {' '.join(one.techniques[:5])}".rstrip()
    )


def _related(source: str, target: str, time: str, by: str) -> Json:
    return common("relationship", f"{source} {target}", time, by) | {
        "relationship_type": "related-to",
        "source_ref": source,
        "target_ref": target,
    }


def _summary(incident: Incident) -> str:
    return " ".join(filter(None, (one.summary for one in incident.attacks))) or incident.title or incident.id


def _when(time: str) -> str:
    read = moment(time)
    return read.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z" if read is not None else NEVER
