"""An incident while events change it: open in the middle of a fold, frozen at its end, and opened again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from vedette.core.actions import Action
from vedette.core.attacks import Attack, Entity
from vedette.core.clocks import Duty
from vedette.core.incidents import (
    EntityState,
    Hypothesis,
    Incident,
    LineKind,
    Milestones,
    Note,
    Piece,
    PlaybookRun,
    Source,
    Status,
    Task,
    TimelineLine,
    Watched,
)
from vedette.core.nouns import Finding
from vedette.core.verdicts import Judgement
from vedette.respond.instants import earliest, place

ORDER: Final = tuple(Status)
"""How far the response is, in order."""
_ODD_MOST: Final = 200
_ODD_LONGEST: Final = 200
_BY_STATUS: Final = {
    "detected": Status.REPORTED,
    "acknowledged": Status.ACKNOWLEDGED,
    "contained": Status.CONTAINED,
    "recovered": Status.RECOVERED,
    "closed": Status.CLOSED,
}


@dataclass(slots=True)
class Draft:
    """An incident that can still be changed: what it consists of by id, the rest in `plain`."""

    plain: Incident
    """Everything that is one value; its tuples are out of date."""
    sources: list[Source] = field(default_factory=list)
    attacks: dict[str, Attack] = field(default_factory=dict)
    judgements: dict[tuple[str, str], Judgement] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    entities: dict[Entity, EntityState] = field(default_factory=dict)
    lines: dict[str, TimelineLine] = field(default_factory=dict)
    hypotheses: dict[str, Hypothesis] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    pieces: dict[str, Piece] = field(default_factory=dict)
    watched: dict[tuple[str, str], Watched] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    runs: dict[str, PlaybookRun] = field(default_factory=dict)
    similar: dict[str, None] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    reached: dict[str, str] = field(default_factory=dict)
    corrected: dict[str, str] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    version: int = 0
    newer: int = 0
    changed: str = ""

    def set(self, **fields: object) -> None:
        """Change plain fields."""
        self.plain = replace(self.plain, **fields)

    def strange(self, words: str) -> None:
        """Note that the record says something of what it does not know."""
        if len(self.odd) < _ODD_MOST:
            self.odd.append(words[:_ODD_LONGEST])

    def move(self, status: Status, at: str) -> None:
        """Reach a status, and all before it; what lies behind it is not reached any more."""
        far = ORDER.index(status)
        self.reached = {one: when for one, when in self.reached.items() if _index(one) <= far}
        for one in ORDER[: far + 1]:
            self.reached.setdefault(one, at)
        self.set(status=status)

    def frozen(self) -> Incident:
        """Return it as it is now."""
        return replace(
            self.plain,
            version=self.version,
            newer=self.newer,
            changed=self.changed,
            milestones=self._milestones(),
            reached=dict(self.reached),
            corrected=dict(self.corrected),
            sources=tuple(self.sources),
            attacks=tuple(self.attacks.values()),
            judgements=tuple(self.judgements.values()),
            findings=tuple(self.findings.values()),
            entities=tuple(self.entities.values()),
            timeline=tuple(sorted(self.lines.values(), key=lambda one: (place(one.time), one.id))),
            hypotheses=tuple(self.hypotheses.values()),
            tasks=tuple(sorted(self.tasks.values(), key=lambda one: (one.order, one.id))),
            notes=tuple(self.notes.values()),
            locker=tuple(self.pieces.values()),
            watched=tuple(self.watched.values()),
            actions=tuple(self.actions.values()),
            duties=tuple(self.duties.values()),
            playbooks=tuple(self.runs),
            runs=tuple(self.runs.values()),
            answers=dict(self.answers),
            similar=tuple(self.similar),
            odd=tuple(self.odd),
        )

    def _milestones(self) -> Milestones:
        attack = (one.time for one in self.lines.values() if one.kind is LineKind.ATTACK and not one.doubt)
        doubted = (one.time for one in self.lines.values() if one.kind is LineKind.ATTACK)
        found = {name: self.reached.get(status, "") for name, status in _BY_STATUS.items()}
        return Milestones(**{"began": earliest(*attack) or earliest(*doubted)} | found | self.corrected)


def _index(status: str) -> int:
    return ORDER.index(Status(status))


def opened(incident: Incident) -> Draft:
    """Open a frozen incident again: what was frozen comes back equal."""
    return Draft(
        plain=incident,
        sources=list(incident.sources),
        attacks={one.id: one for one in incident.attacks},
        judgements={(one.artefact, one.name): one for one in incident.judgements},
        findings={one.fingerprint: one for one in incident.findings},
        entities={one.entity: one for one in incident.entities},
        lines={one.id: one for one in incident.timeline},
        hypotheses={one.id: one for one in incident.hypotheses},
        tasks={one.id: one for one in incident.tasks},
        notes={one.id: one for one in incident.notes},
        pieces={one.id: one for one in incident.locker},
        watched={key_of(one): one for one in incident.watched},
        actions={one.id: one for one in incident.actions},
        duties={one.id: one for one in incident.duties},
        runs={one.id: one for one in incident.runs},
        similar=dict.fromkeys(incident.similar),
        answers=dict(incident.answers),
        reached=dict(incident.reached),
        corrected=dict(incident.corrected),
        odd=list(incident.odd),
        version=incident.version,
        newer=incident.newer,
        changed=incident.changed,
    )


def key_of(watched: Watched) -> tuple[str, str]:
    """Return by what an indicator is known: where it was seen does not matter."""
    return (watched.indicator.kind, watched.indicator.value)
