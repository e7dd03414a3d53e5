"""An incident on a card: enough to list it, to measure it and to find others like it, and small."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from vedette.core.attacks import Part
from vedette.core.clocks import DutyState
from vedette.core.incidents import EntityState, Incident, Milestones, Resolution, Status, TaskState, Tlp
from vedette.core.levels import Severity
from vedette.core.nouns import Count

_MOST: Final = 1_000
_OPEN: Final = frozenset({TaskState.OPEN, TaskState.DOING})


class DutyMark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A duty to tell somebody, and whether it was met."""

    id: str
    due: str
    ended: str
    state: DutyState


class Card(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a list shows of an incident, and what it is compared by."""

    id: str
    title: str
    version: Count
    severity: Severity
    status: Status
    resolution: Resolution | None
    tlp: Tlp
    lead: str
    opened: str
    changed: str
    milestones: Milestones
    tasks: Count
    """Those that are not ended."""
    due: str
    """When the next of them has to be done."""
    duties: tuple[DutyMark, ...] = ()
    indicators: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    attackers: tuple[str, ...] = ()
    hit: tuple[str, ...] = ()
    """Machines, accounts and the like that are no attacker."""
    rules: tuple[str, ...] = ()
    """What fired."""


def card_of(incident: Incident) -> Card:
    """Make an incident's card."""
    waiting = [one for one in incident.tasks if one.state in _OPEN]
    return Card(
        id=incident.id,
        title=incident.title,
        version=incident.version,
        severity=incident.severity,
        status=incident.status,
        resolution=incident.resolution,
        tlp=incident.tlp,
        lead=incident.lead,
        opened=incident.opened,
        changed=incident.changed,
        milestones=incident.milestones,
        tasks=len(waiting),
        due=min((one.due for one in waiting if one.due), default=""),
        duties=tuple(
            DutyMark(id=one.id, due=one.due, ended=one.ended, state=one.state) for one in incident.duties
        ),
        indicators=_some(f"{one.indicator.kind} {one.indicator.value}" for one in incident.watched),
        techniques=_some(one.id for attack in incident.attacks for one in attack.techniques)
        or _some(name for one in incident.findings for name in one.techniques),
        attackers=_some(_name(one) for one in incident.entities if one.part is Part.ATTACKER),
        hit=_some(_name(one) for one in incident.entities if one.part is not Part.ATTACKER),
        rules=_some(one.rule for one in incident.findings),
    )


def _name(state: EntityState) -> str:
    return f"{state.entity.kind} {state.entity.name}"


def _some(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names))[:_MOST])
