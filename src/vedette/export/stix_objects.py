"""The STIX 2.1 objects all our bundles are made of, each with an id that follows from what it names."""

from __future__ import annotations

import ipaddress
import uuid
from typing import Any, Final

import msgspec

from vedette.core.attacks import Entity, EntityKind
from vedette.core.nouns import Confidence
from vedette.export.visible import one_line
from vedette.knowledge.techniques import TACTICS, technique

Json = dict[str, Any]
SPACE: Final = uuid.UUID("9c4f3c2e-6d0b-5f43-9a7e-54c0d1f7a001")
"""Ours alone: names are unique within it."""
_SCO_SPACE: Final = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""STIX 2.1, section 2.9: of ids of observables."""
NEVER: Final = "1970-01-01T00:00:00Z"
_ALGORITHMS: Final = {32: "MD5", 40: "SHA-1", 64: "SHA-256"}
"""By the number of hex digits."""
CONFIDENCE: Final = {
    Confidence.POSSIBLE: 25,
    Confidence.LIKELY: 60,
    Confidence.STRONG: 90,
    Confidence.PROVEN: 100,
}


def us() -> Json:
    """Return who says so: this program."""
    made = common("identity", "vedette", "", "")
    del made["created_by_ref"]
    return made | {"name": "Vedette", "identity_class": "system"}


def attack_pattern(ident: str, by: str) -> Json:
    """Return a technique, by the id ATT&CK gives it."""
    known = technique(ident)
    made = common("attack-pattern", ident, "", by) | {
        "name": known.name if known is not None else ident,
        "external_references": [{"source_name": "mitre-attack", "external_id": ident}],
    }
    phases = [one for one in known.tactics if one in TACTICS] if known is not None else []
    if phases:
        made["kill_chain_phases"] = [{"kill_chain_name": "mitre-attack", "phase_name": one} for one in phases]
    return made


def observable(entity: Entity) -> Json | None:
    """Return the cyber-observable object STIX has for an entity, with the id it prescribes."""
    name = one_line(entity.name)
    made: tuple[str, Json] | None = None
    match entity.kind:
        case EntityKind.ADDRESS:
            # What was taken out of a report is no address any more.
            if _is_address(name):
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


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _sco(kind: str, contributing: Json) -> Json:
    name = msgspec.json.encode(contributing, order="sorted").decode()
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid.uuid5(_SCO_SPACE, name)}",
    } | contributing


def common(kind: str, name: str, time: str, by: str) -> Json:
    """Return what every object says."""
    when = time or NEVER
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": ident_of(kind, name),
        "created_by_ref": by,
        "created": when,
        "modified": when,
    }


def ident_of(kind: str, name: str) -> str:
    """Return the id of an object of a kind, by its name among us."""
    return f"{kind}--{uuid.uuid5(SPACE, name)}"
