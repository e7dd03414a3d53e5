"""Small reports of each kind, as the engines would give them, and one incident."""

from __future__ import annotations

from typing import Any

from vedette.core.actions import Action, ActionKind, ActionState, Blast, Plan
from vedette.core.attacks import Attack, Entity, EntityKind, Involved, Part, Unknown
from vedette.core.clocks import Duty
from vedette.core.exposures import Exposure, State
from vedette.core.incidents import Incident, Milestones
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import (
    Artefact,
    ArtefactKind,
    Coverage,
    Engine,
    Evidence,
    Finding,
    Lines,
    Parameter,
    Record,
    Report,
    Role,
    Route,
    Seen,
    Skipped,
)
from vedette.core.verdicts import Judgement, Verdict

DIGEST = "sha256:" + "1" * 64
HOST, OTHER = Entity(EntityKind.HOST, "ws01"), Entity(EntityKind.HOST, "srv9")
USER = Entity(EntityKind.USER, "ben")
OUTSIDE = Entity(EntityKind.ADDRESS, "203.0.113.9")
DAY = "2026-03-03T"


def report(**more: Any) -> Report:  # noqa: ANN401 - fields of the noun
    told: dict[str, Any] = {
        "engine": Engine(name="vedette", version="1", rules=DIGEST),
        "target": Artefact(kind=ArtefactKind.TREE, name="logs", digest=DIGEST, size=1),
    }
    return Report(**(told | more))


def seen(mark: str, clock: str, techniques: tuple[str, ...], **more: Any) -> Finding:  # noqa: ANN401
    numbers, count = more.pop("numbers", {}), more.pop("count", 3)
    told: dict[str, Any] = {
        "rule": f"pattern:{mark}",
        "title": f"Title {mark}",
        "message": f"Message {mark}.",
        "techniques": techniques,
        "severity": Severity.HIGH,
        "confidence": Confidence.STRONG,
        "reason": "so",
        "fingerprint": f"sha256:{mark}",
        "evidence": (
            Evidence(
                artefact=DIGEST,
                name=more.pop("log", "auth.log"),
                locator=Record(number=1),
                quote="line",
                role=Role.INDICATOR,
            ),
        ),
        "seen": Seen(
            first=f"{DAY}{clock}:00Z",
            last=f"{DAY}{clock}:59Z",
            count=count,
            actors=more.pop("actors", (OUTSIDE,)),
            targets=more.pop("targets", (HOST, USER)),
            numbers=numbers,
        ),
    }
    return Finding(**(told | more))


def attack(*findings: Finding, **more: Any) -> Attack:  # noqa: ANN401 - fields of the noun
    told: dict[str, Any] = {
        "id": "attack-1",
        "title": "guessing on ws01",
        "summary": "Somebody guessed.",
        "severity": Severity.CRITICAL,
        "confidence": Confidence.STRONG,
        "reasons": ("two agree",),
        "first": f"{DAY}21:02:00Z",
        "last": f"{DAY}23:50:00Z",
        "entities": tuple(
            Involved(entity=one, part=part)
            for one, part in ((OUTSIDE, Part.ATTACKER), (HOST, Part.VICTIM), (USER, Part.VICTIM))
        ),
        "timeline": (),
        "techniques": (),
        "unknowns": (Unknown(question="Was data taken?", would_tell="flows"),),
        "findings": tuple(one.fingerprint for one in findings),
    }
    return Attack(**(told | more))


GUESSED = seen("guessed", "21:02", ("T1110", "T1078"), count=48, numbers={"got_in": 1})
DUMPED = seen("dumped", "21:50", ("T1003.001",), log="windows.jsonl", actors=(USER,), targets=(HOST,))
SENT = seen(
    "sent",
    "23:00",
    ("T1048",),
    log="conn.log",
    actors=(HOST,),
    targets=(OUTSIDE,),
    numbers={"bytes_out": 1_450_000_000},
)


def hunted(**more: Any) -> Report:  # noqa: ANN401 - fields of the noun
    found = (GUESSED, DUMPED, SENT)
    told = {"findings": found, "attacks": (attack(*found),), "coverage": Coverage(files=3, records=900)}
    return report(**(told | more))


def code(mark: str, weakness: str, line: int = 22, **more: Any) -> Finding:  # noqa: ANN401
    def at(number: int, role: Role) -> Evidence:
        span = Lines(line=number, column=1, end_line=number, end_column=9)
        return Evidence(artefact=DIGEST, name="app/shop.py", locator=span, quote="quote", role=role)

    told: dict[str, Any] = {
        "rule": "command-injection",
        "title": "Command built from untrusted input",
        "message": "A query parameter becomes part of a command",
        "weaknesses": (weakness,),
        "severity": Severity.CRITICAL,
        "confidence": Confidence.STRONG,
        "reason": "every step is known",
        "evidence": (at(line - 1, Role.SOURCE), at(line, Role.SINK)),
        "fingerprint": mark,
        "remedy": "Give a list of arguments.",
        "routes": (Route(path="/ping", methods=("GET",), parameters=(Parameter(name="h", place="query"),)),),
    }
    return Finding(**(told | more))


def scanned(**more: Any) -> Report:  # noqa: ANN401 - fields of the noun
    found = (code("c1", "CWE-78"), code("c2", "CWE-89", 40, severity=Severity.HIGH))
    return report(**({"findings": found, "coverage": Coverage(files=1, lines=46)} | more))


def behaviour(mark: str, rule: str, **more: Any) -> Finding:  # noqa: ANN401 - fields of the noun
    told: dict[str, Any] = {
        "rule": f"behaviour/{rule}",
        "title": "It does something",
        "message": "It does something. This happens when it is installed.",
        "techniques": ("T1041",),
        "severity": Severity.CRITICAL,
        "confidence": Confidence.STRONG,
        "reason": "followed",
        "innocent": "A client does this.",
        "fingerprint": f"sha256:{mark}",
        "evidence": (
            Evidence(
                artefact=DIGEST,
                name="left-pad.tgz!/setup.js",
                locator=Lines(line=1, column=1, end_line=1, end_column=5),
                quote="fetch",
                role=Role.SINK,
            ),
        ),
    }
    return Finding(**(told | more))


def triaged(verdict: Verdict = Verdict.MALICIOUS, **more: Any) -> Report:  # noqa: ANN401
    seen_in_it = (behaviour("b1", "sends-secrets"), behaviour("b2", "install-connects"))
    found = () if verdict is Verdict.BENIGN else seen_in_it
    judged = Judgement(
        artefact=DIGEST,
        name="left-pad.tgz",
        kind="npm package left-pad 1.3.0",
        verdict=verdict,
        summary="Sends secrets away.",
        behaviours=tuple(one.fingerprint for one in found),
    )
    told = {"findings": found, "judgements": (judged,), "coverage": Coverage(files=3)}
    return report(**(told | more))


def exposed(state: State) -> Report:
    one = Exposure(
        weakness="c1",
        rule="command-injection",
        title="Command",
        place="shop.py:22",
        severity=Severity.CRITICAL,
        routes=("GET /ping",),
        state=state,
        reasons=("answers say so",),
        requests=9,
        attempts=5 if state is not State.UNTOUCHED else 0,
        sources=("203.0.113.9",) if state is not State.UNTOUCHED else (),
        first=f"{DAY}09:20:00Z" if state is not State.UNTOUCHED else "",
        last=f"{DAY}09:21:00Z" if state is not State.UNTOUCHED else "",
        blind=("bodies of requests",),
    )
    return report(exposures=(one,), coverage=Coverage(files=1, records=90))


def nothing(*skipped: Skipped, files: int = 2, records: int = 40) -> Report:
    return report(coverage=Coverage(files=files, records=records, skipped=skipped))


def incident(*actions: Action, **more: Any) -> Incident:  # noqa: ANN401 - fields of the noun
    found = (GUESSED, DUMPED, SENT)
    told: dict[str, Any] = {
        "id": "INC-7",
        "title": "Guessed password",
        "severity": Severity.CRITICAL,
        "attacks": (attack(*found),),
        "findings": found,
        "actions": actions,
        "duties": (
            Duty(
                id="gdpr-33",
                name="GDPR Art. 33",
                whom="the authority",
                law="GDPR",
                trigger="awareness",
                due="2026-03-07T08:00:00Z",
            ),
        ),
        "milestones": Milestones(contained=f"{DAY}23:59:00Z"),
    }
    return Incident(**(told | more))


def action(kind: ActionKind, target: Entity, state: ActionState) -> Action:
    plan = Plan(
        kind=kind,
        target=target,
        adapter="local",
        does="d",
        breaks="b",
        undoes="u",
        blast=Blast.SMALL,
        steps=(),
    )
    return Action(id="w-1", plan=plan, state=state, proposed_at=f"{DAY}22:00:00Z")


EVERY: dict[str, Report | Incident] = {
    "hunted": hunted(),
    "scanned": scanned(),
    "triaged": triaged(),
    "benign": triaged(Verdict.BENIGN),
    "used": exposed(State.EXPLOITED),
    "tried": exposed(State.PROBED),
    "untouched": exposed(State.UNTOUCHED),
    "nothing": nothing(),
    "partial": nothing(Skipped(what="old.evtx", why="cut")),
    "unread": nothing(Skipped(what="old.evtx", why="cut"), files=0, records=0),
    "incident": incident(),
    "new incident": incident(attacks=(), findings=()),
}
"""One of each."""
