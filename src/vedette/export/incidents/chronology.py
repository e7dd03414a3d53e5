"""The timeline of a report: the attack by phase, the response apart, and what has no time last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.incidents import Incident, LineKind, TimelineLine
from vedette.export.incidents.labels import Say
from vedette.export.incidents.pieces import Heading, Paragraph, Piece, Run, Words, code, plain, soft
from vedette.export.incidents.spans import when
from vedette.export.incidents.tables import table
from vedette.knowledge.techniques import settled, tactics_of

PHASES: Final = ("prepare", "enter", "stay", "look", "move", "take", "harm", "other", "response", "context")
_OF_TACTIC: Final = {
    "reconnaissance": "prepare",
    "resource-development": "prepare",
    "initial-access": "enter",
    "execution": "stay",
    "persistence": "stay",
    "privilege-escalation": "stay",
    "defense-evasion": "stay",
    "credential-access": "look",
    "discovery": "look",
    "lateral-movement": "move",
    "collection": "take",
    "command-and-control": "take",
    "exfiltration": "take",
    "impact": "harm",
    "inhibit-response-function": "harm",
    "impair-process-control": "harm",
}
_MOST: Final = 60
"""Lines of one phase; the figure has all of them."""
_COLUMNS: Final = (("time", 19), ("what", 52), ("source", 19), ("finding", 10))


def timeline(incident: Incident, say: Say) -> Iterator[Piece]:
    """Return a table a phase."""
    yield Heading(text=say("heading.timeline"))
    if not incident.timeline:
        yield Paragraph(words=plain(say("say.none")))
    by_phase = phases(incident)
    for phase in PHASES:
        if phase in by_phase:
            name = say(f"phase.{phase}")
            yield Heading(text=name, level=3)
            rows = [row(line, say) for line in by_phase[phase]]
            yield from table(say, say("caption.timeline", phase=name), _COLUMNS, rows, _MOST)


def phases(incident: Incident) -> dict[str, list[TimelineLine]]:
    """Return the lines of each phase, in order of time; those without a time come last."""
    made: dict[str, list[TimelineLine]] = {}
    for line in sorted(incident.timeline, key=lambda one: (not one.time, one.time)):
        made.setdefault(phase_of(line), []).append(line)
    return made


def phase_of(line: TimelineLine) -> str:
    """Return the phase of a line: the latest of those its techniques serve, for that is how far it went."""
    if line.kind is not LineKind.ATTACK:
        return line.kind.value
    tactics = (tactic for ident in line.techniques[:5] for tactic in tactics_of(settled(ident))[:1])
    found = [_OF_TACTIC[tactic] for tactic in tactics if tactic in _OF_TACTIC]
    return max(found, key=PHASES.index, default="other")


def row(line: TimelineLine, say: Say) -> tuple[Words, ...]:
    """Return one line as cells."""
    techniques = f" {', '.join(line.techniques[:5])}" if line.techniques else ""
    return (
        plain(when(line.time, say)),
        (Run(line.text), *soft(techniques), *soft(f" ({line.doubt})" if line.doubt else "")),
        (*plain(line.source), *soft(_skew(line, say))),
        code(_short(line.finding)),
    )


def _skew(line: TimelineLine, say: Say) -> str:
    if not line.skew:
        return ""
    key = "say.skew" if line.skew > 0 else "say.skew_behind"
    return f" ({say(key, seconds=f'{abs(line.skew):,.0f}')})"


def _short(fingerprint: str) -> str:
    return fingerprint.removeprefix("sha256:")[:8]
