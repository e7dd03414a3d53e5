"""An attack as a story: who, whom, in which order, by which techniques, how sure, and what nobody knows."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.core.levels import Confidence, Severity


class EntityKind(StrEnum):
    """What sort of thing takes part."""

    HOST = "host"
    USER = "user"
    ADDRESS = "address"
    PROCESS = "process"
    FILE = "file"
    DOMAIN = "domain"
    HASH = "hash"
    URL = "url"
    ACCOUNT = "account"
    """A cloud's account, tenant or cluster."""


class Entity(Struct, frozen=True, order=True, gc=False, forbid_unknown_fields=True):
    """One thing that takes part, named as the logs name it, in lower case."""

    kind: EntityKind
    name: str


class Part(StrEnum):
    """What an entity has to do with an attack."""

    ATTACKER = "attacker"
    """From where, or with what, it was done."""
    VICTIM = "victim"
    INVOLVED = "involved"


class Involved(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entity, and its part."""

    entity: Entity
    part: Part
    aliases: tuple[str, ...] = ()
    """Other names of the same thing: a host's addresses."""


class Moment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the timeline."""

    time: str
    """RFC 3339, UTC; empty where the record has none."""
    until: str = ""
    """When it went on for a while."""
    text: str
    finding: str
    """Fingerprint of the finding that proves it."""
    techniques: tuple[str, ...] = ()


class TechniqueSeen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ATT&CK technique, and what shows it."""

    id: str
    name: str
    tactics: tuple[str, ...]
    findings: tuple[str, ...]
    """Fingerprints."""


class Unknown(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something this story does not know, and what would tell."""

    question: str
    would_tell: str
    """A log, a setting or a person."""


class Attack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What belongs together: shared entities, close in time, in an order that makes sense."""

    id: str
    """Stays the same when the same logs are looked at again."""
    title: str
    summary: str
    """A few plain sentences."""
    severity: Severity
    confidence: Confidence
    reasons: tuple[str, ...]
    """Why we are this sure, one each."""
    first: str
    last: str
    entities: tuple[Involved, ...]
    timeline: tuple[Moment, ...]
    techniques: tuple[TechniqueSeen, ...]
    unknowns: tuple[Unknown, ...] = ()
    findings: tuple[str, ...]
    """Fingerprints of everything it rests on, in order of time."""
