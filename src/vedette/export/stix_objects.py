"""The STIX 2.1 objects all our bundles are made of, each with an id that follows from what it names."""

from __future__ import annotations

import ipaddress
import uuid
from typing import Any, Final

import msgspec

from vedette.core.attacks import Entity, EntityKind
from vedette.core.nouns import Confidence
from vedette.export import stix_names
from vedette.export.visible import one_line
from vedette.knowledge.techniques import TACTICS, technique

Json = dict[str, Any]
SPACE: Final = uuid.UUID("9c4f3c2e-6d0b-5f43-9a7e-54c0d1f7a001")
"""Ours alone: names are unique within it."""
_SCO_SPACE: Final = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""STIX 2.1, section 2.9: of ids of observables."""
NEVER: Final = "1970-01-01T00:00:00.000Z"
_ALGORITHMS: Final = {32: "MD5", 40: "SHA-1", 64: "SHA-256"}
"""By the number of hex digits."""
_FIELDS: Final = {
    EntityKind.DOMAIN: ("domain-name", "value"),
    EntityKind.HOST: ("domain-name", "value"),
    EntityKind.URL: ("url", "value"),
    EntityKind.USER: ("user-account", "account_login"),
    EntityKind.ACCOUNT: ("user-account", "account_login"),
    EntityKind.FILE: ("file", "name"),
    EntityKind.PROCESS: ("file", "name"),
}
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
    """Return the cyber-observable object STIX has for an entity, with the id it prescribes.

    None where STIX has none, or would not have that name: logs are full of hosts that are called anything.
    """
    name = one_line(entity.name)
    if entity.kind is EntityKind.ADDRESS and not _is_address(name):
        return None  # it was taken out
    made = _contributing(entity.kind, name)
    return _sco(*made) if made is not None else None


def _contributing(kind: EntityKind, name: str) -> tuple[str, Json] | None:
    if kind is EntityKind.ADDRESS:
        return "ipv6-addr" if ":" in name else "ipv4-addr", {"value": name}
    if kind is EntityKind.HASH:
        algorithm = _ALGORITHMS.get(len(name))
        return ("file", {"hashes": {algorithm: name}}) if algorithm is not None else None
    if kind in {EntityKind.FILE, EntityKind.PROCESS}:
        name = name.replace("\\", "/").rpartition("/")[2] or name
    type_, field = _FIELDS[kind]
    allowed = _allowed(type_, name)
    return (type_, {field: allowed}) if allowed else None


def _allowed(kind: str, name: str) -> str | None:
    if kind == "domain-name":
        return stix_names.domain(name)
    return stix_names.uri(name) if kind == "url" else name


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
    when = _to_the_millisecond(time) if time else NEVER
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": ident_of(kind, name),
        "created_by_ref": by,
        "created": when,
        "modified": when,
    }


def _to_the_millisecond(time: str) -> str:
    """Write a moment as the specification has it for what was made and changed: three digits."""
    second, _, fraction = time.removesuffix("Z").partition(".")
    return f"{second}.{fraction[:3]:0<3}Z"


def ident_of(kind: str, name: str) -> str:
    """Return the id of an object of a kind, by its name among us."""
    return f"{kind}--{uuid.uuid5(SPACE, name)}"
