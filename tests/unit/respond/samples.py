"""Small findings, attacks and reports to take in."""

from __future__ import annotations

from typing import Any

from vedette.core.attacks import Attack, Entity, EntityKind, Involved, Moment, Part, TechniqueSeen, Unknown
from vedette.core.digest import sha256
from vedette.core.incidents import Incident
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import (
    Artefact,
    ArtefactKind,
    Engine,
    Evidence,
    Finding,
    Record,
    Report,
    Role,
    Seen,
)

HOST = Entity(EntityKind.HOST, "ws01")
USER = Entity(EntityKind.USER, "ben")
OUTSIDE = Entity(EntityKind.ADDRESS, "203.0.113.9")
DIGEST = "sha256:" + "1" * 64
NOW = "2026-03-04T08:00:00Z"


def finding(mark: str, first: str, **more: Any) -> Finding:  # noqa: ANN401 - fields of the noun
    source, number = more.pop("source", "auth.log"), more.pop("number", 1)
    evidence = Evidence(
        artefact=sha256(source.encode()),
        name=source,
        locator=Record(number=number, field="line"),
        quote=more.pop("quote", "short"),
        role=Role.INDICATOR,
    )
    seen = Seen(
        first=first,
        last=more.pop("last", first),
        count=more.pop("count", 1),
        actors=more.pop("actors", (OUTSIDE,)),
        targets=more.pop("targets", (HOST, USER)),
    )
    told: dict[str, Any] = {
        "rule": "pattern:logins",
        "title": f"Title {mark}",
        "message": "",
        "severity": Severity.HIGH,
        "confidence": Confidence.STRONG,
        "reason": "so",
        "evidence": (evidence,),
        "fingerprint": mark,
        "seen": seen,
    }
    return Finding(**(told | more))


def attack(*findings: Finding, **more: Any) -> Attack:  # noqa: ANN401 - fields of the noun
    told: dict[str, Any] = {
        "id": "a1",
        "title": "Somebody guessed a password",
        "summary": "They did.",
        "severity": Severity.CRITICAL,
        "confidence": Confidence.STRONG,
        "reasons": (),
        "first": findings[0].seen.first if findings and findings[0].seen else "",
        "last": "",
        "entities": (
            Involved(entity=OUTSIDE, part=Part.ATTACKER),
            Involved(entity=HOST, part=Part.VICTIM, aliases=("10.0.0.31",)),
            Involved(entity=USER, part=Part.INVOLVED),
        ),
        "timeline": tuple(
            Moment(time=one.seen.first if one.seen else "", text=one.title, finding=one.fingerprint)
            for one in findings
        ),
        "techniques": (TechniqueSeen(id="T1110", name="x", tactics=("credential-access",), findings=()),),
        "unknowns": (Unknown(question="How did they get in?", would_tell="mail logs"),),
        "findings": tuple(one.fingerprint for one in findings),
    }
    return Attack(**(told | more))


def report(*findings: Finding, **more: Any) -> Report:  # noqa: ANN401 - fields of the noun
    told: dict[str, Any] = {
        "engine": Engine(name="vedette", version="1", rules=DIGEST),
        "target": Artefact(kind=ArtefactKind.TREE, name="logs", digest=DIGEST, size=1, origin="logs"),
        "findings": findings,
    }
    return Report(**(told | more))


def empty() -> Incident:
    return Incident(id="inc1", title="t", opened=NOW)
