"""A report of a hunt: one attack on two hosts, one finding that is part of none, and hostile names."""

from vedette.core.attacks import Attack, Entity, EntityKind, Involved, Moment, Part, TechniqueSeen, Unknown
from vedette.core.exposures import Exposure, State
from vedette.core.nouns import (
    Artefact,
    ArtefactKind,
    Confidence,
    Coverage,
    Engine,
    Evidence,
    Finding,
    Frame,
    Record,
    Report,
    Role,
    Seen,
    Severity,
    Skipped,
)

DIGEST = "sha256:" + "a" * 64
WS, DC = Entity(EntityKind.HOST, "ws01"), Entity(EntityKind.HOST, "dc01")
ANNA, OUTSIDE = Entity(EntityKind.USER, "anna"), Entity(EntityKind.ADDRESS, "203.0.113.9")
LOG = Artefact(kind=ArtefactKind.LOG, name="ws01.evtx", digest=DIGEST, size=69_632)


def finding(mark: str, **more: object) -> Finding:
    given = {
        "rule": "sigma:lsass",
        "title": "Memory of LSASS read",
        "message": "procdump.exe read the memory of lsass.exe on ws01.",
        "techniques": ("T1003.001",),
        "severity": Severity.CRITICAL,
        "confidence": Confidence.STRONG,
        "reason": "nothing of the house does this",
        "evidence": (
            Evidence(
                artefact=DIGEST,
                name="ws01.evtx",
                locator=Record(number=7, field="TargetImage"),
                quote="C:\\Windows\\System32\\lsass.exe",
                role=Role.INDICATOR,
                note="TargetImage",
            ),
        ),
        "fingerprint": f"sha256:{mark * 64}",
        "seen": Seen(
            first="2026-03-01T08:00:00Z",
            last="2026-03-01T08:00:12.500Z",
            count=3,
            actors=(WS, ANNA),
            targets=(
                Entity(EntityKind.FILE, "c:\\users\\anna\\lsass.dmp"),
                Entity(EntityKind.HASH, "b" * 64),
            ),
            numbers={"granted access": "0x1010", "share": 0.25},
        ),
    }
    return Finding(**(given | more))  # type: ignore[arg-type]


LSASS = finding("1")
HOP = finding(
    "2",
    rule="pattern:lateral-movement",
    title="Moved on",
    message="anna went from ws01 to dc01.",
    techniques=("T1021.002",),
    severity=Severity.HIGH,
    confidence=Confidence.LIKELY,
    seen=Seen(
        first="2026-03-01T09:00:00Z", last="2026-03-01T09:00:00Z", actors=(WS, OUTSIDE), targets=(DC, ANNA)
    ),
)
HOSTILE = (
    "=cmd|' /C calc'!A0\r\n\x1b[31m\u202eevil | @everyone <script>alert(1)</script> [x](http://e.example)"
)
ALONE = finding(
    "3",
    rule="pattern:scan",
    title=HOSTILE,
    message=HOSTILE,
    techniques=(),
    severity=Severity.MEDIUM,
    evidence=(
        Evidence(artefact=DIGEST, name="a.pcap", locator=Frame(number=3), quote=HOSTILE, role=Role.INDICATOR),
    ),
    seen=Seen(first="", last="", actors=(Entity(EntityKind.DOMAIN, HOSTILE),)),
)
ATTACK = Attack(
    id="attack-0123456789ab",
    title="credential access, then lateral movement on ws01 and dc01",
    summary="Between 8 and 9 somebody went for passwords and moved on to other machines.",
    severity=Severity.CRITICAL,
    confidence=Confidence.STRONG,
    reasons=("2 different rules and patterns agree", "they cover 2 stages of an attack"),
    first="2026-03-01T08:00:00Z",
    last="2026-03-01T09:00:00Z",
    entities=(
        Involved(entity=OUTSIDE, part=Part.ATTACKER),
        Involved(entity=WS, part=Part.VICTIM, aliases=("10.0.0.5",)),
        Involved(entity=DC, part=Part.VICTIM),
        Involved(entity=ANNA, part=Part.INVOLVED),
    ),
    timeline=(
        Moment(
            time="2026-03-01T08:00:00Z",
            text=LSASS.message,
            finding=LSASS.fingerprint,
            techniques=("T1003.001",),
        ),
        Moment(time="2026-03-01T09:00:00Z", text=HOP.message, finding=HOP.fingerprint),
    ),
    techniques=(
        TechniqueSeen(
            id="T1003.001",
            name="LSASS Memory",
            tactics=("credential-access",),
            findings=(LSASS.fingerprint,),
        ),
    ),
    unknowns=(Unknown(question="Was data taken?", would_tell="the proxy's log"),),
    findings=(LSASS.fingerprint, HOP.fingerprint),
)
REPORT = Report(
    engine=Engine(name="vedette", version="0.1.0", rules=DIGEST),
    target=Artefact(kind=ArtefactKind.TREE, name="logs", digest=DIGEST, size=70_000, origin="logs"),
    artefacts=(LOG,),
    findings=(LSASS, HOP, ALONE),
    attacks=(ATTACK,),
    coverage=Coverage(
        files=2, records=12_345, skipped=(Skipped(what="old.evtx", why="cut off", partial=True),)
    ),
)
EXPOSURES = (
    Exposure(
        weakness=LSASS.fingerprint,
        rule="command-injection",
        title="Command built from input",
        place="shop.py:7",
        severity=Severity.HIGH,
        routes=("GET /ping",),
        state=State.EXPLOITED,
        reasons=("the answer differs from what others get there",),
        requests=94,
        attempts=4,
        sources=("203.0.113.9",),
        payloads=(HOSTILE,),
        first="2026-03-01T08:00:00Z",
        last="2026-03-01T08:00:00Z",
        finding=LSASS.fingerprint,
        blind=("bodies of requests",),
    ),
    Exposure(
        weakness=HOP.fingerprint,
        rule="sql-injection",
        title="SQL built from input",
        place="shop.py:9",
        severity=Severity.HIGH,
        routes=("/items/{name}",),
        state=State.UNTOUCHED,
        reasons=("no request holds anything that would use it",),
        requests=90,
    ),
)
