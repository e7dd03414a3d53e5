"""Two made-up incidents: ransomware in a clinic, and a web shell on a shop's server. Nobody was hurt."""

from __future__ import annotations

from vedette.core.actions import Action, ActionKind, ActionState, Blast, Done, Plan, PlanStep
from vedette.core.attacks import (
    Attack,
    Entity,
    EntityKind,
    Involved,
    Moment,
    Part,
    TechniqueSeen,
    Unknown,
)
from vedette.core.clocks import Duty, DutyState
from vedette.core.explanations import Audience, Cited, Explanation, Section, Sentence, Slot, Step, Term
from vedette.core.incidents import (
    Belief,
    Custody,
    EntityState,
    Hypothesis,
    Incident,
    LineKind,
    Milestones,
    Note,
    Piece,
    Source,
    Standing,
    Status,
    Task,
    TaskState,
    TimelineLine,
    Tlp,
    Watched,
)
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Evidence, Finding, Record, Role, Seen

MADE_AT = "2026-03-02T06:30:00Z"
LOG = "sha256:" + "a1" * 32
PAYLOAD = "5f3c2a9e" * 8

_HOST, _USER, _ADDRESS = EntityKind.HOST, EntityKind.USER, EntityKind.ADDRESS
FRONT = Entity(_HOST, "empfang-01")
FILES = Entity(_HOST, "fs-verwaltung-02.klinik.example")
DOMAIN = Entity(_HOST, "dc01")
MUELLER = Entity(_USER, "klinik\\j.müller")
BACKUP = Entity(_USER, "svc-backup")
OUTSIDE = Entity(_ADDRESS, "203.0.113.66")
INSIDE = Entity(_ADDRESS, "10.20.0.14")
LOCKER = Entity(EntityKind.FILE, "c:\\users\\j.müller\\appdata\\local\\temp\\rechnung_2026-03.pdf.exe")
COMMAND = Entity(EntityKind.DOMAIN, "cdn-telemetry.example")

_STORY = (
    ("f1", "22:14:03", "T1566.001", "initial-access", "A mail attachment was opened on empfang-01.", FRONT),
    ("f2", "22:14:41", "T1059.001", "execution", "PowerShell with a hidden command ran.", FRONT),
    ("f3", "22:31:10", "T1003.001", "credential-access", "The memory of lsass.exe was read.", FRONT),
    ("f4", "22:58:27", "T1021.002", "lateral-movement", "svc-backup signed in on the file server.", FILES),
    ("f5", "23:20:00", "T1041", "exfiltration", "4.2 GB went to cdn-telemetry.example.", FILES),
    ("f6", "23:48:12", "T1490", "impact", "Shadow copies were deleted with vssadmin.", FILES),
    ("f7", "23:52:39", "T1486", "impact", "Files were encrypted and renamed to .locked.", FILES),
    ("f8", "23:55:02", "T1021.002", "lateral-movement", "svc-backup signed in on dc01.", DOMAIN),
)


def mark(name: str) -> str:
    """Return a fingerprint."""
    return "sha256:" + (name * 32)[:64]


def _finding(row: tuple[str, str, str, str, str, Entity]) -> Finding:
    name, clock, technique, _, text, where = row
    at = f"2026-03-01T{clock}Z"
    return Finding(
        rule=f"pattern:{technique.lower()}",
        title=text,
        message=f"{text} Account: klinik\\j.müller.",
        techniques=(technique,),
        severity=Severity.CRITICAL if technique in {"T1486", "T1003.001"} else Severity.HIGH,
        confidence=Confidence.STRONG,
        reason="two rules agree",
        evidence=(
            Evidence(
                artefact=LOG,
                name="empfang-01/Security.evtx",
                locator=Record(number=4711, field="CommandLine"),
                quote=f"C:\\Windows\\System32\\cmd.exe /c start {LOCKER.name} from 10.20.0.14",
                role=Role.INDICATOR,
            ),
        ),
        fingerprint=mark(name),
        seen=Seen(first=at, last=at, actors=(where, MUELLER), targets=(FILES, OUTSIDE)),
    )


FINDINGS = tuple(map(_finding, _STORY))
_NAMES = {
    "T1566.001": "Spearphishing Attachment",
    "T1059.001": "PowerShell",
    "T1003.001": "LSASS Memory",
    "T1021.002": "SMB/Windows Admin Shares",
    "T1041": "Exfiltration Over C2 Channel",
    "T1490": "Inhibit System Recovery",
    "T1486": "Data Encrypted for Impact",
}
ATTACK = Attack(
    id="attack-1",
    title="Ransomware on three machines",
    summary=(
        "Somebody opened a mail attachment on empfang-01. From there a service account was used to reach the "
        "file server, 4.2 GB were sent out, and files were encrypted."
    ),
    severity=Severity.CRITICAL,
    confidence=Confidence.STRONG,
    reasons=("8 findings in 3 logs agree", "they cover 6 stages of an attack"),
    first="2026-03-01T22:14:03Z",
    last="2026-03-01T23:55:02Z",
    entities=(
        Involved(entity=OUTSIDE, part=Part.ATTACKER),
        Involved(entity=COMMAND, part=Part.ATTACKER),
        Involved(entity=FRONT, part=Part.VICTIM, aliases=("10.20.0.14",)),
        Involved(entity=FILES, part=Part.VICTIM),
        Involved(entity=DOMAIN, part=Part.VICTIM),
        Involved(entity=MUELLER, part=Part.INVOLVED),
    ),
    timeline=tuple(
        Moment(time=f"2026-03-01T{clock}Z", text=text, finding=mark(name), techniques=(technique,))
        for name, clock, technique, _, text, _ in _STORY
    ),
    techniques=tuple(
        TechniqueSeen(
            id=ident,
            name=name,
            tactics=tuple({row[3] for row in _STORY if row[2] == ident}),
            findings=tuple(mark(row[0]) for row in _STORY if row[2] == ident),
        )
        for ident, name in _NAMES.items()
    ),
    unknowns=(
        Unknown(question="Which files were taken?", would_tell="The proxy's log of 1 March"),
        Unknown(question="Is the backup of 28 February whole?", would_tell="A test restore"),
    ),
    findings=tuple(mark(row[0]) for row in _STORY),
)


def _line(row: tuple[str, str, str, str, str, Entity]) -> TimelineLine:
    name, clock, technique, _, text, _ = row
    return TimelineLine(
        id=f"l-{name}",
        time=f"2026-03-01T{clock}Z",
        text=text,
        source="empfang-01/Security.evtx",
        finding=mark(name),
        techniques=(technique,),
        skew=42.0 if name == "f4" else 0.0,
        doubt="the file server's clock was 42 s ahead" if name == "f4" else "",
    )


def _response(ident: str, at: str, text: str) -> TimelineLine:
    return TimelineLine(id=ident, time=at, text=text, kind=LineKind.RESPONSE, source="Jana Öztürk")


def plan(kind: ActionKind, target: Entity, does: str, blast: Blast) -> Plan:
    return Plan(
        kind=kind,
        target=target,
        adapter="local",
        does=does,
        breaks="Nobody there can reach shared files.",
        undoes="Take the rule out again.",
        blast=blast,
        steps=(
            PlanStep(
                does="Add a rule that drops its packets",
                command=(
                    "nft",
                    "add",
                    "rule",
                    "inet",
                    "vedette",
                    "block",
                    "ip",
                    "saddr",
                    "10.20.0.14",
                    "drop",
                ),
                undo=("nft", "delete", "rule", "inet", "vedette", "block", "handle", "7"),
            ),
        ),
    )


ACTIONS = (
    Action(
        id="a-1",
        plan=plan(ActionKind.ISOLATE_HOST, FRONT, "Cut empfang-01 off the network", Blast.WIDE),
        state=ActionState.VERIFIED,
        proposed_by="Jana Öztürk",
        proposed_at="2026-03-02T02:40:00Z",
        decisions=("decision-7b21",),
        approved_by=("Dr. Weiß",),
        done=(Done(step=0, ok=True, at="2026-03-02T02:44:10Z", said="rule added"),),
    ),
    Action(
        id="a-2",
        plan=plan(ActionKind.BLOCK_ADDRESS, OUTSIDE, "Block 203.0.113.66 for a day", Blast.SMALL),
        state=ActionState.DONE,
        proposed_by="Jana Öztürk",
        proposed_at="2026-03-02T02:50:00Z",
        decisions=("decision-7b22",),
        approved_by=("Jana Öztürk",),
        done=(Done(step=0, ok=True, at="2026-03-02T02:51:00Z"),),
        ends="2026-03-03T02:51:00Z",
    ),
    Action(
        id="a-3",
        plan=plan(ActionKind.DISABLE_ACCOUNT, BACKUP, "Disable svc-backup", Blast.CRITICAL),
        state=ActionState.FAILED,
        proposed_by="Tomás Núñez",
        proposed_at="2026-03-02T03:05:00Z",
        decisions=("decision-7b23", "decision-7b24"),
        approved_by=("Dr. Weiß", "Jana Öztürk"),
        done=(Done(step=0, ok=False, at="2026-03-02T03:06:00Z", said="access denied on dc01"),),
        why="the adapter's own account may not",
    ),
)
DUTIES = (
    Duty(
        id="gdpr-33",
        name="Notify the data protection authority",
        whom="State data protection authority",
        law="GDPR Art. 33(1), looked at 2026-02-10",
        trigger="awareness of a breach of personal data",
        started="2026-03-02T02:31:00Z",
        due="2026-03-05T02:31:00Z",
        why="patient files were on the share",
    ),
    Duty(
        id="nis2-24h",
        name="Early warning",
        whom="National CSIRT",
        law="NIS2 Art. 23(4)(a), looked at 2026-02-10",
        trigger="awareness of a significant incident",
        started="2026-03-01T05:00:00Z",
        due="2026-03-02T05:00:00Z",
    ),
    Duty(
        id="gdpr-34",
        name="Tell the people concerned",
        whom="Patients",
        law="GDPR Art. 34(1), looked at 2026-02-10",
        trigger="a high risk for them",
    ),
    Duty(
        id="pci",
        name="Tell the card brands",
        whom="Acquirer",
        law="contract",
        trigger="card data",
        state=DutyState.NOT_APPLICABLE,
        why="no card data on these machines",
    ),
)
LOCKED = (
    Piece(
        id="e-1",
        name="empfang-01.mem.zst",
        digest="sha256:" + "c4" * 32,
        size=4_294_967_296,
        origin="memory of empfang-01",
        acquired="2026-03-02T02:38:00Z",
        custody=(
            Custody(
                at="2026-03-02T02:38:00Z",
                by="Jana Öztürk",
                what="taken",
                digest="sha256:" + "c4" * 32,
                entry="118 9f2c77",
            ),
            Custody(
                at="2026-03-02T04:00:00Z",
                by="Tomás Núñez",
                what="handed over",
                digest="sha256:" + "c4" * 32,
                entry="131 03be1a",
            ),
        ),
    ),
    Piece(
        id="e-2",
        name="Security.evtx",
        digest=LOG,
        size=69_632,
        origin="event log of empfang-01",
        acquired="2026-03-02T02:41:00Z",
        kept=False,
        custody=(Custody(at="2026-03-02T02:41:00Z", by="Jana Öztürk", what="taken", digest=LOG),),
    ),
)


def indicator(kind: IndicatorKind, value: str, context: str) -> Indicator:
    return Indicator(kind=kind, value=value, artefact=LOG, name="Security.evtx", offset=0, context=context)


WATCHED = (
    Watched(indicator=indicator(IndicatorKind.DOMAIN, COMMAND.name, "data was sent there"), confirmed=True),
    Watched(indicator=indicator(IndicatorKind.ADDRESS, OUTSIDE.name, "signed in from there"), confirmed=True),
    Watched(indicator=indicator(IndicatorKind.HASH, PAYLOAD, "the program that encrypts"), confirmed=True),
    Watched(indicator=indicator(IndicatorKind.PATH, LOCKER.name, "dropped by the mail")),
    Watched(indicator=indicator(IndicatorKind.URL, "http://cdn-telemetry.example/a/b?x=1", "fetched")),
)
RANSOMWARE = Incident(
    id="inc-2026-0007",
    title="Ransomware in the administration",
    version=87,
    severity=Severity.CRITICAL,
    status=Status.CONTAINED,
    tlp=Tlp.AMBER,
    organisation="Klinik am Fluß",
    lead="Jana Öztürk",
    opened="2026-03-02T02:31:00Z",
    opened_by="Tomás Núñez",
    changed="2026-03-02T06:12:00Z",
    milestones=Milestones(
        began="2026-03-01T22:14:03Z",
        detected="2026-03-02T02:25:00Z",
        acknowledged="2026-03-02T02:33:00Z",
        contained="2026-03-02T03:40:00Z",
    ),
    sources=(Source(digest=LOG, engine="hunt", target="logs of 1 March", findings=8, skew=42.0),),
    attacks=(ATTACK,),
    findings=FINDINGS,
    entities=(
        EntityState(
            entity=FRONT,
            part=Part.VICTIM,
            standing=Standing.CONTAINED,
            aliases=("10.20.0.14",),
            why="the attachment was opened here",
        ),
        EntityState(entity=FILES, part=Part.VICTIM, standing=Standing.COMPROMISED, why="files are encrypted"),
        EntityState(entity=DOMAIN, part=Part.VICTIM, why="svc-backup signed in"),
        EntityState(entity=MUELLER, part=Part.INVOLVED, standing=Standing.SUSPECTED, why="opened the mail"),
        EntityState(entity=BACKUP, part=Part.VICTIM, standing=Standing.COMPROMISED, why="used to move on"),
        EntityState(entity=OUTSIDE, part=Part.ATTACKER),
        EntityState(entity=COMMAND, part=Part.ATTACKER),
        EntityState(entity=LOCKER, part=Part.ATTACKER),
    ),
    timeline=(
        *map(_line, _STORY),
        _response("r-1", "2026-03-02T02:25:00Z", "Night shift reports files that do not open."),
        _response("r-2", "2026-03-02T02:33:00Z", "Jana Öztürk takes it on."),
        _response("r-3", "2026-03-02T02:44:10Z", "empfang-01 is cut off the network."),
        _response("r-4", "2026-03-02T03:40:00Z", "No new encrypted files since 00:10."),
        TimelineLine(
            id="c-1",
            time="",
            text="The backup of 28 February was reported as complete.",
            kind=LineKind.CONTEXT,
            source="backup log",
            doubt="the line has no time",
        ),
    ),
    hypotheses=(
        Hypothesis(
            id="h-1",
            text="Patient files left the house.",
            belief=Belief.SUPPORTED,
            speaks_for=(mark("f5"),),
            would_tell="The proxy's log",
        ),
        Hypothesis(id="h-2", text="The domain controller is clean.", would_tell="Its event log"),
    ),
    tasks=(
        Task(
            id="t-1",
            text="Check the backup of 28 February",
            owner="Tomás Núñez",
            due="2026-03-02T08:00:00Z",
            state=TaskState.DOING,
            check="a test restore opens",
            order=1,
        ),
        Task(
            id="t-2",
            text="Change the password of svc-backup",
            owner="Jana Öztürk",
            due="2026-03-02T05:30:00Z",
            order=2,
        ),
        Task(id="t-3", text="Keep the proxy's log of 1 March", order=3),
        Task(
            id="t-4",
            text="Cut empfang-01 off",
            owner="Jana Öztürk",
            state=TaskState.DONE,
            ended="2026-03-02T02:44:10Z",
        ),
    ),
    notes=(
        Note(id="n-1", at="2026-03-02T03:10:00Z", by="Jana Öztürk", text="Do not switch machines off."),
        Note(
            id="n-2",
            at="2026-03-02T05:00:00Z",
            by="Tomás Núñez",
            text="Use accounts of their own for backups, without a right to sign in elsewhere.",
            told=True,
        ),
    ),
    locker=LOCKED,
    watched=WATCHED,
    actions=ACTIONS,
    duties=DUTIES,
    playbooks=("ransomware",),
    similar=("inc-2025-0031",),
)


def said(text: str, *rests_on: str) -> Sentence:
    return Sentence(text=text, rests_on=rests_on)


def explanation(audience: Audience) -> Explanation:
    sections = (
        Section(
            slot=Slot.HAPPENED,
            title="What happened",
            sentences=(
                said("On 1 March at 22:14 somebody opened a harmful mail attachment on empfang-01.", "E1"),
                said("Within two hours files on the file server could not be opened any more.", "E2"),
            ),
        ),
        Section(
            slot=Slot.MATTERS,
            title="Why it matters",
            sentences=(
                said("Patient files were on that server. Some of them may have left the house.", "E2"),
            ),
        ),
        Section(
            slot=Slot.SURE,
            title="How sure we are",
            sentences=(said("Very sure: eight traces in three logs agree.", "E1"),),
        ),
        Section(
            slot=Slot.DO,
            title="What to do now",
            steps=(
                Step(
                    do=said("Change the password of svc-backup."),
                    who="IT support",
                    within="within 1 hour",
                    check=said("The old password does not work any more."),
                ),
                Step(
                    do=said("Decide whether the authority is told today."),
                    who="management",
                    within="today",
                    check=said("A receipt is in the record."),
                ),
            ),
        ),
        Section(
            slot=Slot.WAIT,
            title="What happens if you wait",
            sentences=(said("Whoever has the password can come back."),),
        ),
        Section(
            slot=Slot.UNKNOWN,
            title="What we do not know",
            sentences=(said("We do not know which files were taken."),),
        ),
    )
    return Explanation(
        audience=audience,
        language="en",
        title=said("Files were encrypted after a mail attachment was opened"),
        subject=LOG,
        severity=Severity.CRITICAL,
        confidence=Confidence.STRONG,
        sections=sections,
        terms=(Term(word="shadow copy", meaning="an older state of a disk that Windows keeps"),),
        cited=(
            Cited(id="E1", kind="finding", ref=mark("f1")),
            Cited(id="E2", kind="finding", ref=mark("f7")),
        ),
    )


EXPLAINED = tuple(map(explanation, Audience))
SHOP = Entity(_HOST, "shop-web-1")
WEBSHELL = Incident(
    id="inc-2026-0008",
    title="Web shell on the shop's server",
    version=12,
    severity=Severity.HIGH,
    status=Status.ACKNOWLEDGED,
    tlp=Tlp.GREEN,
    organisation="Tienda Núñez",
    lead="ana",
    opened="2026-04-10T09:00:00Z",
    changed="2026-04-10T09:30:00Z",
    milestones=Milestones(began="2026-04-09T13:00:00Z", detected="2026-04-10T08:59:00Z"),
    entities=(
        EntityState(entity=SHOP, part=Part.VICTIM, standing=Standing.COMPROMISED),
        EntityState(entity=Entity(_ADDRESS, "198.51.100.23"), part=Part.ATTACKER),
        EntityState(entity=Entity(EntityKind.FILE, "/var/www/shop/uploads/avatar.php"), part=Part.ATTACKER),
    ),
    timeline=tuple(
        TimelineLine(
            id=f"w-{number}",
            time=f"2026-04-09T13:{number % 60:02}:{number * 7 % 60:02}Z",
            text=f"198.51.100.23 asked for /uploads/avatar.php?c=command-{number} on shop-web-1",
            source="access.log",
            techniques=("T1505.003",) if number % 3 else ("T1190",),
        )
        for number in range(150)
    ),
    watched=(
        Watched(indicator=indicator(IndicatorKind.ADDRESS, "198.51.100.23", "sent the commands")),
        Watched(indicator=indicator(IndicatorKind.PATH, "/var/www/shop/uploads/avatar.php", "the web shell")),
    ),
)
