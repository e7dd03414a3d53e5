"""What the figures of a report show: the incident in the nouns of `figures`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.attacks import Entity, EntityKind, Part, TechniqueSeen
from vedette.core.incidents import Incident, LineKind, TimelineLine
from vedette.core.nouns import Finding
from vedette.export.figures import graph as graphs
from vedette.export.figures import matrix as matrices
from vedette.export.figures import timeline as timelines
from vedette.export.figures.drawing import Drawing
from vedette.export.incidents.chronology import phase_of
from vedette.export.incidents.labels import Say
from vedette.export.incidents.pieces import Picture, Piece
from vedette.export.incidents.spans import moment
from vedette.knowledge.techniques import TACTICS, settled, technique

_MOST_ENDS: Final = 40
"""Actors and targets of one finding that become connections."""
_WORD: Final = re.compile(r"[^\s\"'<>|=,;()\[\]]+")
_LANES: Final = (EntityKind.HOST, EntityKind.USER, EntityKind.ACCOUNT)
_KINDS: Final[dict[LineKind, timelines.Kind]] = {
    LineKind.ATTACK: "attack",
    LineKind.RESPONSE: "response",
    LineKind.CONTEXT: "context",
}
_INDUSTRIAL: Final = ("inhibit-response-function", "impair-process-control", "evasion")


def timeline(incident: Incident, say: Say) -> Iterator[Piece]:
    """Return the timeline as a figure."""
    yield from _picture(draw_timeline(incident, say))


def graph(incident: Incident, say: Say) -> Iterator[Piece]:
    """Return who is connected with whom as a figure."""
    yield from _picture(draw_graph(incident, say))


def matrix(incident: Incident, say: Say) -> Iterator[Piece]:
    """Return the techniques by tactic as a figure."""
    yield from _picture(draw_matrix(incident, say))


def draw_timeline(incident: Incident, say: Say) -> Drawing | None:
    """Draw the timeline: a row for each machine or account."""
    by_mark = {one.fingerprint: one for one in incident.findings}
    known = _known(incident)
    hosts = {one.entity.name for one in incident.entities if one.entity.kind is EntityKind.HOST}
    events = []
    for line in incident.timeline:
        read = moment(line.time)
        if read is not None:
            kind = _KINDS[line.kind]
            lane = (
                _lane(line, by_mark.get(line.finding), known, hosts)
                if kind == "attack"
                else say(f"figure.{kind}")
            )
            label = say(f"phase.{phase_of(line)}") if kind == "attack" and line.techniques else ""
            events.append(
                timelines.Happening(
                    seconds=read.timestamp(), lane=lane, text=line.text, kind=kind, label=label
                )
            )
    return timelines.timeline(events, say)


def draw_graph(incident: Incident, say: Say) -> Drawing | None:
    """Draw who is connected with whom."""
    nodes = [
        graphs.Node(
            id=_id(one.entity),
            name=one.entity.name,
            says=f"{say(f'entity.{one.entity.kind}')}, {say(f'standing.{one.standing}')}",
            side=_side(one.entity, one.part),
        )
        for one in incident.entities
        if one.entity.kind is not EntityKind.HASH  # the same file stands there by its name
    ]
    return graphs.graph(nodes, _edges(incident, say), say)


def draw_matrix(incident: Incident, say: Say) -> Drawing | None:
    """Draw the techniques by tactic."""
    seen = [
        matrices.Seen(
            id=one.id, name=one.name, tactics=one.tactics[:1] or ("",), times=max(len(one.findings), 1)
        )
        for one in techniques(incident)
    ]
    tactics = [*TACTICS, *(one for one in _INDUSTRIAL if any(one in each.tactics for each in seen))]
    return matrices.matrix(seen, tactics, {one: _title(one) for one in tactics}, say)


def techniques(incident: Incident) -> tuple[TechniqueSeen, ...]:
    """Return every technique of attacks, findings and lines once, with the findings that show it."""
    shown: dict[str, list[str]] = {}
    said = {one.id.upper(): one for attack in incident.attacks for one in attack.techniques}
    for ident, one in said.items():
        shown.setdefault(ident, []).extend(one.findings)
    for finding in incident.findings:
        for ident in finding.techniques:
            shown.setdefault(ident.upper(), []).append(finding.fingerprint)
    for line in incident.timeline:
        for ident in line.techniques:
            shown.setdefault(ident.upper(), []).extend(filter(None, (line.finding,)))
    return tuple(_seen(ident, marks, said.get(ident)) for ident, marks in sorted(shown.items()))


def _seen(ident: str, marks: Sequence[str], said: TechniqueSeen | None) -> TechniqueSeen:
    known = technique(settled(ident))
    name = said.name if said is not None and said.name else (known.name if known is not None else "")
    tactics = (said.tactics if said is not None else ()) or (known.tactics if known is not None else ())
    return TechniqueSeen(id=ident, name=name, tactics=tactics, findings=tuple(dict.fromkeys(marks)))


def _known(incident: Incident) -> dict[str, str]:
    """Return whose row it is, by the names lines may mention; machines before accounts."""
    found = [
        (one.entity.kind is EntityKind.HOST, name.lower(), one.entity.name)
        for one in incident.entities
        if one.entity.kind in _LANES and one.part is not Part.ATTACKER
        for name in (one.entity.name, one.entity.name.partition(".")[0], *one.aliases)
        if len(name) > 1
    ]
    return {name: whose for _, name, whose in sorted(found)}


def _lane(line: TimelineLine, finding: Finding | None, known: dict[str, str], hosts: set[str]) -> str:
    words = (word.strip(".,:;()") for word in _WORD.findall(line.text.lower()))
    named = [known[word] for word in words if word in known]
    if named:
        return next((one for one in named if one in hosts), named[0])
    seen = finding.seen if finding is not None else None
    ends = (*seen.actors, *seen.targets) if seen is not None else ()
    return next((one.name for kind in _LANES for one in ends if one.kind is kind), "")


def _edges(incident: Incident, say: Say) -> Iterator[graphs.Edge]:
    # A log that knows a machine by its address speaks of the same machine.
    same = {alias.lower(): _id(one.entity) for one in incident.entities for alias in one.aliases}
    for one in incident.findings:
        if one.seen is None:
            continue
        line = TimelineLine(id="", time="", text="", kind=LineKind.ATTACK, techniques=one.techniques)
        label = " ".join(filter(None, (say(f"phase.{phase_of(line)}"), *one.techniques[:1])))
        for actor in one.seen.actors[:_MOST_ENDS]:
            for target in one.seen.targets[:_MOST_ENDS]:
                yield graphs.Edge(
                    source=same.get(actor.name.lower(), _id(actor)),
                    target=same.get(target.name.lower(), _id(target)),
                    label=label,
                )


def _id(entity: Entity) -> str:
    return f"{entity.kind} {entity.name.lower()}"


def _side(entity: Entity, part: Part) -> graphs.Side:
    if part is Part.ATTACKER:
        return "attacker"
    if part is Part.INVOLVED or entity.kind in {EntityKind.USER, EntityKind.ACCOUNT, EntityKind.PROCESS}:
        return "used"
    return "hit"


def _title(tactic: str) -> str:
    words = tactic.replace("-", " ")
    return words[:1].upper() + words[1:]


def _picture(drawn: Drawing | None) -> Iterator[Piece]:
    if drawn is not None:
        yield Picture(svg=drawn.svg, title=drawn.title, description=drawn.description)
