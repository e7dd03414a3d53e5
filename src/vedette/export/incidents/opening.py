"""How a report opens: the key facts, and what happened in plain words, with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from vedette.core.attacks import EntityKind, Part
from vedette.core.clocks import DutyState
from vedette.core.explanations import Audience, Explanation, Section, Slot
from vedette.core.incidents import Incident, TaskState
from vedette.export.incidents.asked import Context
from vedette.export.incidents.labels import Say
from vedette.export.incidents.pieces import Heading, Paragraph, Piece, Run, Words, code, plain, soft, strong
from vedette.export.incidents.spans import left, when
from vedette.export.incidents.tables import facts, names, points

ANALYSTS: Final = (Audience.ANALYST, Audience.GENERALIST, Audience.DEVELOPER)
"""Whose explanation those who work on it read, the first of them first."""
READERS: Final = (Audience.GENERALIST, Audience.ANALYST, Audience.DEVELOPER)
"""Whose explanation tells the story to everybody else."""
_PROOF: Final = {"finding", "line", "piece"}
"""What a sentence rests on that has a row of its own in a report."""
_MACHINES = {EntityKind.HOST}
_ORIGINS = {EntityKind.ADDRESS, EntityKind.DOMAIN, EntityKind.URL, EntityKind.HOST}
_ACCOUNTS = {EntityKind.USER, EntityKind.ACCOUNT}
_MILESTONES = ("began", "detected", "acknowledged", "contained", "recovered", "closed")


def key_facts(incident: Incident, say: Say) -> Iterator[Piece]:
    """Return the facts everybody looks for first."""
    yield Heading(text=say("heading.key_facts"))
    yield from facts([*identity(incident, say), *standing(incident, say)])


def identity(incident: Incident, say: Say) -> Iterator[tuple[str, Words]]:
    """Return which incident it is, and whose."""
    yield say("fact.id"), code(incident.id)
    yield say("fact.organisation"), plain(incident.organisation)
    yield say("fact.lead"), plain(incident.lead)
    if incident.opened:
        opened = when(incident.opened, say)
        by = incident.opened_by
        yield say("fact.opened"), plain(say("fact.by", when=opened, who=by) if by else opened)


def standing(incident: Incident, say: Say) -> Iterator[tuple[str, Words]]:
    """Return how bad it is, how far the response is, since when, and what is hit."""
    yield say("fact.severity"), strong(say(f"severity.{incident.severity}"))
    yield say("fact.status"), plain(say(f"status.{incident.status}"))
    if incident.resolution is not None:
        yield say("fact.resolution"), plain(say(f"resolution.{incident.resolution}"))
    for name in _MILESTONES:
        reached = getattr(incident.milestones, name)
        yield say(f"fact.{name}"), plain(when(reached, say)) if reached else ()
    yield say("fact.hosts"), plain(_hit(incident, say, _MACHINES))
    yield say("fact.people"), plain(_hit(incident, say, _ACCOUNTS))
    attackers = [
        one.entity.name
        for one in incident.entities
        if one.part is Part.ATTACKER and one.entity.kind in _ORIGINS
    ]
    yield say("fact.attackers"), plain(names(say, attackers, most=4))
    yield say("fact.playbooks"), plain(names(say, incident.playbooks))
    yield say("fact.similar"), plain(names(say, incident.similar))


def progress(incident: Incident, context: Context, say: Say) -> Iterator[tuple[str, Words]]:
    """Return how far tasks are, and which duty is the next."""
    tasks = [one for one in incident.tasks if one.state is not TaskState.DROPPED]
    done = sum(one.state is TaskState.DONE for one in tasks)
    yield say("fact.tasks"), plain(say("say.tasks_count", done=done, all=len(tasks))) if tasks else ()
    running = [one for one in incident.duties if one.state is DutyState.OPEN and one.due]
    duty = min(running, key=lambda one: one.due, default=None)
    if duty is not None:
        yield say("fact.next_duty"), plain(f"{duty.whom}: {left(duty.due, context.made_at, say)}")


def explained(context: Context, *wanted: Audience) -> Explanation | None:
    """Return the explanation written for one of these readers, the first of them first."""
    # In the language of the report where there is one; else any is better than none.
    ordered = sorted(context.explanations, key=lambda one: one.language == context.language)
    by_audience = {one.audience: one for one in ordered}
    return next((by_audience[one] for one in wanted if one in by_audience), None)


def summary(incident: Incident, told: Explanation | None, say: Say) -> Iterator[Piece]:
    """Return what happened: as it was explained, else as the hunt tells it."""
    yield Heading(text=say("heading.summary"))
    if told is not None:
        yield Paragraph(words=strong(told.title.text))
        for slot in (Slot.HAPPENED, Slot.MATTERS, Slot.SURE):
            yield from prose(told, slot)
        if told.dropped:
            yield Paragraph(words=soft(say("say.dropped", number=told.dropped)))
        return
    stories = [plain(one.summary) for one in incident.attacks if one.summary]
    stories += [plain(one.summary) for one in incident.judgements if one.summary]
    if not stories:
        yield Paragraph(words=plain(say("say.no_summary")))
    yield from points(say, stories, most=5)


def prose(told: Explanation, slot: Slot) -> Iterator[Piece]:
    """Return the sentences of one part as a paragraph, each with what it rests on."""
    section = part(told, slot)
    # On the page of those who decide nobody looks a number up.
    plainly = told.audience is Audience.EXECUTIVE
    refs = {one.id: _short(one.ref) for one in told.cited if one.kind in _PROOF}
    if section is not None and section.sentences:
        yield Paragraph(words=tuple(_sentences(section, {} if plainly else refs)))


def part(told: Explanation, slot: Slot) -> Section | None:
    """Return one part of an explanation."""
    return next((one for one in told.sections if one.slot is slot), None)


def steps(told: Explanation, say: Say) -> Iterable[Words]:
    """Return what to do, in order: who, until when, and how to know that it worked."""
    section = part(told, Slot.DO)
    for step in section.steps if section is not None else ():
        whose = say("say.who_when", who=step.who, within=step.within)
        yield (
            *strong(step.do.text),
            Run(f" {whose} "),
            *plain(say("say.check", check=step.check.text)),
            *plain(" " + say("say.undo", undo=step.undo) if step.undo else ""),
            *(Run(" "), *code(" ".join(step.command))) * bool(step.command),
        )


def _sentences(section: Section, refs: Mapping[str, str]) -> Iterator[Run]:
    for number, sentence in enumerate(section.sentences):
        yield Run(f"{' ' if number else ''}{sentence.text}")
        known = [refs[each] for each in sentence.rests_on if each in refs]
        if known:
            yield Run(f" [{', '.join(known)}]", "soft")


def _hit(incident: Incident, say: Say, kinds: set[EntityKind]) -> str:
    found = [
        one.entity.name
        for one in incident.entities
        if one.part is not Part.ATTACKER and one.entity.kind in kinds
    ]
    return names(say, found)


def _short(ref: str) -> str:
    return ref.removeprefix("sha256:")[:8] if ref.startswith("sha256:") else ref
