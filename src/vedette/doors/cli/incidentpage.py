"""An incident on a terminal, as a responder reads it: how it stands, clocks, open tasks, the timeline."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from vedette.app.incident_answers import IncidentShown
from vedette.core.attacks import Part
from vedette.core.clocks import DutyState
from vedette.core.incidents import PHASES, EntityState, Incident, Task, TaskState, TimelineLine
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.doors.cli.whens import away
from vedette.export.visible import one_line

_MINUTES: Final = 16
_SECONDS: Final = 19
_FEW: Final = 12
_PARTS: Final = (Part.VICTIM, Part.ATTACKER, Part.INVOLVED)
_FOLLOWED: Final = {IndicatorKind.DOMAIN, IndicatorKind.ADDRESS, IndicatorKind.URL, IndicatorKind.MAIL}
_BOXES: Final = {
    TaskState.OPEN: "[ ]",
    TaskState.DOING: "[~]",
    TaskState.DONE: "[x]",
    TaskState.DROPPED: "[-]",
}
_MILESTONES: Final = ("began", "detected", "acknowledged", "contained", "recovered", "closed")


def page(shown: IncidentShown, width: int, *, everything: bool = False) -> str:
    """Write it."""
    most = 1_000_000 if everything else _FEW
    incident, now = shown.incident, shown.now
    sections: tuple[tuple[str, Iterable[str]], ...] = (
        ("CLOCKS", _clocks(incident, now)),
        ("TO DO", _tasks(incident.tasks, now, width, most)),
        ("ACTIONS", _actions(incident)),
        ("WHO AND WHAT", _entities(incident.entities, most)),
        ("TIMELINE", _timeline(incident.timeline, width, 4 * most)),
        ("OPEN QUESTIONS", _hypotheses(incident, width)),
        ("LOOK FOR ELSEWHERE", _watched(incident, most)),
        ("EVIDENCE", _pieces(incident)),
        ("NOTES", _notes(incident, width, most)),
        ("LIKE IT", _alike(shown)),
        ("ODD", [one_line(one) for one in incident.odd]),
    )
    lines = [*_head(incident, now)]
    for title, body in sections:
        told = list(body)
        if told:
            lines += ["", title, *(f"  {one}" for one in told)]
    return "\n".join(lines) + "\n"


def short(time: str, most: int = _MINUTES) -> str:
    """Write a moment so that it can be read."""
    return time[:most].replace("T", " ") if time else "-"


def _head(incident: Incident, now: str) -> Iterator[str]:
    ended = f" ({incident.resolution})" if incident.resolution is not None else ""
    yield f"{incident.id}  {one_line(incident.title)}"
    stands = f"{incident.status}{ended} (phase: {PHASES[incident.status]})"
    yield f"{incident.severity.upper()}  {stands}  {incident.tlp}  version {incident.version}"
    ago = away(incident.opened, now)
    lead = one_line(incident.lead) or "nobody"
    yield f"opened {short(incident.opened)} UTC ({ago}) by {one_line(incident.opened_by)}; led by {lead}"
    reached = [
        f"{name} {short(getattr(incident.milestones, name))}"
        for name in _MILESTONES
        if getattr(incident.milestones, name)
    ]
    yield "; ".join(reached)
    if incident.newer:
        yield f"{incident.newer} events are of a newer vedette: this one does not know them"


def _clocks(incident: Incident, now: str) -> Iterator[str]:
    for one in sorted(incident.duties, key=lambda one: (one.state is not DutyState.OPEN, one.due)):
        if one.state is DutyState.OPEN and one.due:
            late = "LATE, it was due" if one.due < now else "due"
            what = f"{one_line(one.name)}, {one_line(one.whom)}"
            yield f"{late} {away(one.due, now)} ({short(one.due)} UTC): {what}"
        elif one.state is DutyState.OPEN:
            yield f"no clock runs yet: {one_line(one.name)} ({one_line(one.trigger)})"
        else:
            yield f"{one.state}: {one_line(one.name)}{f' on {short(one.ended)}' if one.ended else ''}"


def _tasks(tasks: Sequence[Task], now: str, width: int, most: int) -> Iterator[str]:
    waiting = [one for one in tasks if one.state in {TaskState.OPEN, TaskState.DOING}]
    for one in waiting[:most]:
        due = f"due {away(one.due, now)}" if one.due >= now else f"LATE, due {away(one.due, now)}"
        about = ", ".join(part for part in (one_line(one.owner), due if one.due else "") if part)
        yield from _wrapped(
            f"{one.order:>3} {_BOXES[one.state]} ", one.text, f" ({about})" if about else "", width
        )
    ended = len(tasks) - len(waiting)
    more = f"and {len(waiting) - most} more" if len(waiting) > most else ""
    if more or ended:
        yield "; ".join(part for part in (more, f"{ended} ended" if ended else "") if part)


def _actions(incident: Incident) -> Iterator[str]:
    for one in incident.actions:
        back = f", taken back {short(one.ends)}" if one.ends else ""
        target = f"{one.plan.target.kind} {one_line(one.plan.target.name)}"
        yield f"{one.id}  {one.state}: {one.plan.kind} {target}{back}"


def _entities(entities: Sequence[EntityState], most: int) -> Iterator[str]:
    ordered = sorted(entities, key=lambda one: _PARTS.index(one.part))
    for one in ordered[:most]:
        also = f" ({', '.join(map(one_line, one.aliases[:3]))})" if one.aliases else ""
        yield f"{one.part:<9} {one.entity.kind:<8} {one_line(one.entity.name)}{also}  {one.standing}"
    if len(entities) > most:
        yield f"and {len(entities) - most} more"


def _timeline(lines: Sequence[TimelineLine], width: int, most: int) -> Iterator[str]:
    for one in lines[:most]:
        skewed = f", clock off by {one.skew:+.0f} s" if one.skew else ""
        doubt = f"; {one_line(one.doubt)}" if one.doubt else ""
        source = f" [{one_line(one.source)}{skewed}{doubt}]" if one.source or doubt else ""
        yield from _wrapped(f"{short(one.time, _SECONDS):<19}  ", one.text, source, width)
    if len(lines) > most:
        yield f"and {len(lines) - most} more lines"


def _hypotheses(incident: Incident, width: int) -> Iterator[str]:
    for one in incident.hypotheses:
        tell = f" - would tell: {one_line(one.would_tell)}" if one.would_tell else ""
        yield from _wrapped(f"{one.id[:6]}  {one.belief}: ", one.text, tell, width)


def _watched(incident: Incident, most: int) -> Iterator[str]:
    for one in incident.watched[:most]:
        sure = "confirmed" if one.confirmed else "not confirmed"
        yield f"{one.indicator.kind:<8} {_defanged(one.indicator)}  {sure}"
    if len(incident.watched) > most:
        yield f"and {len(incident.watched) - most} more"


def _defanged(indicator: Indicator) -> str:
    """Write an indicator so that nobody follows it by mistake."""
    value = one_line(indicator.value)
    if indicator.kind not in _FOLLOWED:
        return value
    return value.replace(".", "[.]").replace("://", "[://]").replace("@", "[@]")


def _pieces(incident: Incident) -> Iterator[str]:
    for one in incident.locker:
        size = f"{one.size:,} bytes{'' if one.kept else ', only its digest'}"
        yield f"{one.id}  {one_line(one.name)}  {size}  {one.digest[:19]}  {one.custody[-1].what}"


def _notes(incident: Incident, width: int, most: int) -> Iterator[str]:
    for one in incident.notes[-most:]:
        mark = "for those who were hit: " if one.told else ""
        yield from _wrapped(f"{short(one.at)}  {one_line(one.by)}: {mark}", one.text, "", width)


def _alike(shown: IncidentShown) -> Iterator[str]:
    linked = set(shown.incident.similar)
    for one in shown.similar:
        mark = "linked" if one.id in linked else "not linked"
        why = one_line("; ".join(one.reasons))
        yield f"{one.id}  {one_line(one.title)} ({short(one.opened)[:10]}, {mark}): {why}"
    for ident in sorted(linked - {one.id for one in shown.similar}):
        yield f"{ident}  linked"


def _wrapped(head: str, text: str, tail: str, width: int) -> Iterator[str]:
    body = f"{one_line(text)}{tail}"
    lines = textwrap.wrap(body, max(30, width - len(head) - 2)) or [""]
    yield f"{head}{lines[0]}"
    for one in lines[1:]:
        yield f"{' ' * len(head)}{one}"


def table(rows: Sequence[Sequence[str]], pad: Callable[[str, int], str] = str.ljust) -> str:
    """Write rows under each other."""
    if not rows:
        return ""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = (
        "  ".join(pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    return "\n".join(lines) + "\n"
