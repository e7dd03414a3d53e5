"""A report in, the events that take it into an incident out. The same report twice adds nothing.

What people decided stays: an entity, a hypothesis or an indicator that is in the incident is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_address
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from vedette.core.attacks import Attack, Entity, EntityKind, Part
from vedette.core.incidents import EntityState, Hypothesis, Incident, Source, TimelineLine, Watched
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Finding, Report
from vedette.core.verdicts import Verdict
from vedette.respond import events as happened
from vedette.respond.draft import key_of
from vedette.respond.events import What
from vedette.respond.instants import shifted
from vedette.respond.skew import apart, clocks
from vedette.respond.tasks import first_tasks
from vedette.respond.timeline import Told, Watch, ident, lines

FINDINGS_MOST: Final = 1_000
BYTES_MOST: Final = 16 << 20
_LINES_MOST: Final = 2_000
_ATTACKS_MOST: Final = 100
_ENTITIES_MOST: Final = 1_000
_WATCHED_MOST: Final = 1_000
_CLOCKS_MOST: Final = 1_000
_HYPOTHESES_MOST: Final = 100
_BAD: Final = tuple(Severity)
_SURE: Final = tuple(Confidence)
_WATCHED_KINDS: Final = {
    EntityKind.ADDRESS: IndicatorKind.ADDRESS,
    EntityKind.DOMAIN: IndicatorKind.DOMAIN,
    EntityKind.URL: IndicatorKind.URL,
    EntityKind.HASH: IndicatorKind.HASH,
}


class Taking(NamedTuple):
    """How a report is taken in."""

    digest: str
    """Of the report's bytes."""
    now: str
    skews: Mapping[str, float] = {}
    """Seconds by which the clock of a source is ahead, by its name, as far as somebody knows."""
    local: frozenset[str] = frozenset()
    """Sources whose times are local."""


def taken(report: Report, incident: Incident, how: Taking) -> list[What]:
    """Return the events that take a report into an incident."""
    here = [one for one in incident.findings if one.seen is not None]
    settled = {name: ahead for one in incident.sources for name, ahead in one.clocks.items()}
    trusted = {one.evidence[0].name for one in here}
    errors = clocks([*here, *report.findings], how.skews, settled, trusted)
    new, twice = _lines(report, incident, Watch(how.now, errors, how.local))
    notes = [f"clock of {name}: {one.words}" for name, one in sorted(errors.items())]
    notes += [
        *apart(report.findings, errors),
        *([f"{twice:,} events other sources had recorded too"] if twice else []),
    ]
    return [
        _report(report, notes, how, {name: one.ahead for name, one in errors.items() if one.sure}),
        *_put_right(incident, how),
        *_graver(report, incident),
        *_entities(report, incident),
        *(happened.LineAdded(line=one) for one in new),
        *_hypotheses(report, incident),
        *_watched(report, incident),
        *first_tasks(report, incident, how.now),
    ]


def title_of(report: Report) -> str:
    """Return what an incident that begins with this report is called."""
    attacks = sorted(report.attacks, key=lambda one: -_BAD.index(one.severity))
    if attacks:
        return attacks[0].title[:1].upper() + attacks[0].title[1:]
    judged = [one for one in report.judgements if one.verdict in {Verdict.SUSPICIOUS, Verdict.MALICIOUS}]
    if judged:
        return f"{judged[0].name} looks {judged[0].verdict}"
    worst = max(report.findings, key=lambda one: _BAD.index(one.severity), default=None)
    return worst.title if worst is not None else f"Report about {report.target.origin or report.target.name}"


def severity_of(report: Report) -> Severity:
    """Return how bad what a report tells is."""
    found = [one.severity for one in report.attacks]
    if any(one.verdict is Verdict.MALICIOUS for one in report.judgements):
        found.append(Severity.HIGH)
    if not found:
        found = [one.severity for one in report.findings if one.confidence is not Confidence.POSSIBLE]
    return max(found, key=_BAD.index, default=Severity.LOW)


def _put_right(incident: Incident, how: Taking) -> Iterator[What]:
    """Move the lines that are here of a source whose clock somebody now knows better."""
    for line in incident.timeline:
        ahead = how.skews.get(line.source)
        if ahead is not None and ahead != line.skew:
            yield happened.LineChanged(
                id=line.id,
                time=shifted(line.time, line.skew - ahead),
                until=shifted(line.until, line.skew - ahead),
                skew=ahead,
                why="its clock is known better",
            )


def _report(report: Report, notes: list[str], how: Taking, found: dict[str, float]) -> What:
    kept = _resting(report)
    attacks = report.attacks[:_ATTACKS_MOST]
    if len(kept) < len(report.findings):
        notes.append(
            f"{len(report.findings) - len(kept):,} findings that nothing rests on stay in the report"
        )
    name = report.target.origin or report.target.name
    source = Source(
        digest=how.digest,
        engine=_engine(report),
        target=name[:1_000],
        findings=len(report.findings),
        skew=how.skews.get(name, 0.0),
        clocks=dict(list(found.items())[:_CLOCKS_MOST]),
    )
    made = happened.ReportTaken(
        source=source,
        attacks=attacks,
        judgements=report.judgements[:FINDINGS_MOST],
        findings=kept,
        notes=tuple(notes[:200]),
    )
    while made.findings and len(msgspec.json.encode(made)) > BYTES_MOST:
        made = replace(made, findings=made.findings[: len(made.findings) // 2])
    return made


def _engine(report: Report) -> str:
    if report.attacks or any(one.seen is not None for one in report.findings) or report.exposures:
        return "hunt"
    return "triage" if report.judgements else "scan"


def _resting(report: Report) -> tuple[Finding, ...]:
    """Return the findings that something rests on, or that are bad by themselves, the worst first."""
    marks = {mark for one in report.attacks for mark in one.findings}
    marks |= {mark for one in report.judgements for mark in one.behaviours}
    marks |= {one.finding for one in report.exposures if one.finding}
    bad = {Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL}
    kept = [one for one in report.findings if one.fingerprint in marks or one.severity in bad]
    return tuple(sorted(kept, key=lambda one: -_BAD.index(one.severity))[:FINDINGS_MOST])


def _graver(report: Report, incident: Incident) -> Iterator[What]:
    found = severity_of(report)
    if incident.opened and _BAD.index(found) > _BAD.index(incident.severity):
        yield happened.SeveritySet(severity=found, why=f"so says the report about {report.target.name[:200]}")


def _entities(report: Report, incident: Incident) -> Iterator[What]:
    known = {one.entity: one for one in incident.entities}
    found: dict[Entity, EntityState] = {}
    for state in _taking_part(report):
        before = found.get(state.entity)
        if before is None or (before.part is Part.INVOLVED and state.part is not Part.INVOLVED):
            found[state.entity] = state
    for entity, state in list(found.items())[:_ENTITIES_MOST]:
        before = known.get(entity)
        if before is None:
            yield happened.EntitySet(state=state)
        elif before.part is Part.INVOLVED and state.part is not Part.INVOLVED:
            yield happened.EntitySet(state=replace(before, part=state.part))


def _taking_part(report: Report) -> Iterator[EntityState]:
    for attack in report.attacks:
        for one in attack.entities:
            yield EntityState(
                entity=one.entity, part=one.part, aliases=one.aliases[:50], why=f"in: {attack.title}"[:500]
            )
    for judgement in report.judgements:
        if judgement.verdict is Verdict.MALICIOUS:
            name = judgement.artefact.removeprefix("sha256:")
            yield EntityState(
                entity=Entity(EntityKind.HASH, name), part=Part.ATTACKER, why=f"{judgement.name} is malicious"
            )
    told = {mark for attack in report.attacks for mark in attack.findings}
    for finding in report.findings:
        if finding.fingerprint not in told and finding.severity is not Severity.INFO:
            yield from _found_with(finding)


def _found_with(finding: Finding) -> Iterator[EntityState]:
    """Yield the machines and accounts a finding tells of that belongs to no attack."""
    seen = () if finding.seen is None else (*finding.seen.actors, *finding.seen.targets)
    for entity in seen:
        if entity.kind in {EntityKind.HOST, EntityKind.USER, EntityKind.ACCOUNT}:
            yield EntityState(entity=entity, part=Part.INVOLVED, why=f"in: {finding.title}"[:500])


def _lines(report: Report, incident: Incident, watch: Watch) -> tuple[list[TimelineLine], int]:
    """Return the lines that are new, and count those of events another source had recorded as well."""
    known = {one.id for one in incident.timeline}
    told = Told(incident.timeline)
    new: list[TimelineLine] = []
    twice = 0
    for line in lines(report, watch):
        if line.id in known:
            continue
        if told.has(line):
            twice += 1
        elif len(new) < _LINES_MOST:
            new.append(line)
            told.add(line)
    return new, twice


def _hypotheses(report: Report, incident: Incident) -> Iterator[What]:
    known = {one.id for one in incident.hypotheses}
    for attack in report.attacks:
        for one in attack.unknowns:
            mark = ident("hypothesis", one.question)
            if mark not in known and len(known) < _HYPOTHESES_MOST:
                known.add(mark)
                yield happened.HypothesisSet(
                    hypothesis=Hypothesis(id=mark, text=one.question, would_tell=one.would_tell)
                )


def _watched(report: Report, incident: Incident) -> Iterator[What]:
    known = {key_of(one) for one in incident.watched}
    attacks = report.attacks[:_ATTACKS_MOST]
    found = [*report.indicators, *(one for attack in attacks for one in _of_attack(attack, report))]
    for one in sorted(found, key=lambda one: -_SURE.index(one.confidence)):
        watched = Watched(indicator=one)
        if key_of(watched) not in known and len(known) < _WATCHED_MOST:
            known.add(key_of(watched))
            yield happened.IndicatorSet(watched=watched)


def _of_attack(attack: Attack, report: Report) -> Iterator[Indicator]:
    """Yield what the attacker used, as far as it can be looked for elsewhere."""
    proofs = _proofs(attack.findings, report.findings)
    for one in attack.entities:
        kind = _WATCHED_KINDS.get(one.entity.kind)
        if one.part is not Part.ATTACKER or kind is None or _inside(one.entity):
            continue
        proof = proofs.get(one.entity)
        if proof is not None:
            yield Indicator(
                kind=kind,
                value=one.entity.name,
                artefact=proof.evidence[0].artefact,
                name=proof.evidence[0].name,
                offset=0,
                context=proof.title,
                confidence=attack.confidence,
            )


def _proofs(marks: Sequence[str], findings: Iterable[Finding]) -> dict[Entity, Finding]:
    wanted = set(marks)
    made: dict[Entity, Finding] = {}
    for one in findings:
        if one.seen is not None and one.fingerprint in wanted:
            for entity in (*one.seen.actors, *one.seen.targets):
                made.setdefault(entity, one)
    return made


def _inside(entity: Entity) -> bool:
    """Tell whether an address is one of nobody's network in particular."""
    if entity.kind is not EntityKind.ADDRESS:
        return False
    try:
        address = ip_address(entity.name)
    except ValueError:
        return True
    if address.version == 4:  # noqa: PLR2004 - the version
        return entity.name.startswith(("10.", "127.", "192.168.", "169.254.", "0.")) or (
            entity.name.startswith("172.") and 16 <= int(entity.name.split(".")[1]) <= 31  # noqa: PLR2004
        )
    return address.is_link_local or address.is_loopback or entity.name.startswith(("fc", "fd"))
