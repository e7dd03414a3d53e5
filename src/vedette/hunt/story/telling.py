"""One group of signals told as an attack: title, summary, timeline, who took part, how sure, what is open."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vedette.core.attacks import Attack, Entity, EntityKind, Moment, TechniqueSeen
from vedette.core.nouns import Severity
from vedette.hunt.findings import fingerprint
from vedette.hunt.instants import rfc3339
from vedette.hunt.signal import Signal
from vedette.hunt.story.belief import belief, in_order
from vedette.hunt.story.cast import cast
from vedette.hunt.story.grouping import tactics
from vedette.hunt.story.ties import SEVERITIES, Resolved
from vedette.hunt.story.unknowns import unknowns
from vedette.knowledge.techniques import TACTICS, technique

MOMENTS: Final = 200
"""Lines in a timeline; the least severe are left out first."""
_NAMED: Final = 3
_SENTENCE: Final = 240
_WORDS: Final[Mapping[str, str]] = {
    "reconnaissance": "looked around from outside",
    "resource-development": "prepared tools",
    "initial-access": "tried to get in",
    "execution": "ran programs",
    "persistence": "made sure to come back",
    "privilege-escalation": "gained rights",
    "defense-evasion": "covered tracks or switched off defences",
    "credential-access": "went for passwords",
    "discovery": "explored",
    "lateral-movement": "moved on to other machines",
    "collection": "gathered data",
    "command-and-control": "kept in touch with a machine outside",
    "exfiltration": "sent data out",
    "impact": "did damage",
}


def told(group: Sequence[Resolved], aliases: Mapping[str, tuple[str, ...]], kinds: frozenset[str]) -> Attack:
    """Tell a group as an attack.

    Args:
        group: its signals in order of time.
        aliases: which addresses each host has.
        kinds: the kinds of log there were, for what is not known.

    """
    signals = [one.signal for one in group]
    involved = cast(group, aliases)
    confidence, reasons = belief(signals)
    order = tuple(tactic for tactic in TACTICS if any(tactic in tactics(one)[:1] for one in signals))
    victims = [one.entity for one in involved if one.part == "victim" and one.entity.kind is EntityKind.HOST]
    times = [one.first for one in signals if one.first is not None]
    ends = [one.last for one in signals if one.last is not None]
    first, last = rfc3339(min(times, default=None)), rfc3339(max(ends, default=None))
    marks = tuple(dict.fromkeys(fingerprint(one) for one in signals))
    return Attack(
        id=_ident(marks),
        title=_title(signals, order, victims),
        summary=" ".join(_summary(signals, order, victims, (first, last))),
        severity=_severity(signals, order),
        confidence=confidence,
        reasons=reasons,
        first=first,
        last=last,
        entities=involved,
        timeline=tuple(_timeline(signals)),
        techniques=tuple(_techniques(signals)),
        unknowns=unknowns(_shown(signals), victims, kinds),
        findings=marks,
    )


def _shown(signals: Sequence[Signal]) -> frozenset[str]:
    """Return every tactic some sign may stand for: what is shown any way at all is no open question.

    A technique often serves several; a move between machines does not say how they came to the first.
    """
    mine = [tactics(one) for one in signals]
    return frozenset(tactic for some in mine if some[:1] != ("lateral-movement",) for tactic in some) | {
        some[0] for some in mine if some
    }


def _ident(marks: Sequence[str]) -> str:
    """Name an attack by how it begins, so that it keeps its name when more of it is found."""
    return f"attack-{hashlib.sha256(marks[0].encode()).hexdigest()[:12]}"


def _title(signals: Sequence[Signal], order: Sequence[str], victims: Sequence[Entity]) -> str:
    worst = max(signals, key=lambda one: SEVERITIES.index(one.severity))
    what = ", then ".join(_told_tactic(one) for one in _telling(order)) if len(order) > 1 else worst.title
    return f"{what} on {_listed(victims)}" if victims else what


def _told_tactic(tactic: str) -> str:
    return tactic.replace("-", " ")


def _telling(order: Sequence[str]) -> Sequence[str]:
    """Of many tactics, where it began, the middle and where it ended."""
    return order if len(order) <= _NAMED else (order[0], order[len(order) // 2], order[-1])


def _summary(
    signals: Sequence[Signal], order: Sequence[str], victims: Sequence[Entity], span: tuple[str, str]
) -> Iterator[str]:
    when = _when(*span)
    done = [_WORDS[one] for one in order if one in _WORDS]
    where = f" on {_listed(victims)}" if victims else ""
    if done:
        yield f"{when} somebody {_joined(done)}{where}."
    else:
        yield f"{when}{where} something happened that looks like part of an attack."
    worst = sorted(signals, key=lambda one: -SEVERITIES.index(one.severity))[:_NAMED]
    yield from (_brief(one.message) for one in worst)
    if in_order(signals):
        yield "The steps follow each other the way attacks do."


def _when(first: str, last: str) -> str:
    """Say when, to the minute, naming a day once."""
    if not first:
        return "At an unknown time"
    day, clock, until = first[:10], first[11:16], last[11:16]
    if first[:16] == last[:16]:
        return f"On {day} at {clock} UTC"
    if day == last[:10]:
        return f"On {day} between {clock} and {until} UTC"
    return f"Between {day} {clock} and {last[:10]} {until} UTC"


def _brief(message: str) -> str:
    """Cut a message that quotes at length."""
    return message if len(message) <= _SENTENCE else f"{message[: _SENTENCE - 1].rstrip()}…"


def _joined(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _listed(entities: Sequence[Entity]) -> str:
    names = [one.name for one in entities[:_NAMED]]
    more = len(entities) - len(names)
    return _joined([*names, f"{more} more"]) if more else _joined(names)


def _severity(signals: Sequence[Signal], order: Sequence[str]) -> Severity:
    """Return the worst of them; an attack that went a long way is at least high."""
    worst = max((one.severity for one in signals), key=SEVERITIES.index)
    went_far = len(order) >= _NAMED and SEVERITIES.index(worst) < SEVERITIES.index(Severity.HIGH)
    return Severity.HIGH if went_far else worst


def _timeline(signals: Sequence[Signal]) -> Iterator[Moment]:
    kept = sorted(signals, key=lambda one: (-SEVERITIES.index(one.severity), one.first or 0))[:MOMENTS]
    for one in sorted(kept, key=lambda one: one.first or 0):
        yield Moment(
            time=rfc3339(one.first),
            until=rfc3339(one.last) if one.last != one.first else "",
            text=one.message,
            finding=fingerprint(one),
            techniques=one.techniques,
        )


def _techniques(signals: Sequence[Signal]) -> Iterator[TechniqueSeen]:
    shown: dict[str, list[str]] = {}
    for one in signals:
        for ident in one.techniques:
            shown.setdefault(ident, []).append(fingerprint(one))
    often = Counter({ident: len(marks) for ident, marks in shown.items()})
    for ident, _ in sorted(often.items(), key=lambda item: (_step(item[0]), item[0])):
        known = technique(ident)
        yield TechniqueSeen(
            id=ident,
            name=known.name if known is not None else "",
            tactics=known.tactics if known is not None else (),
            findings=tuple(dict.fromkeys(shown[ident])),
        )


def _step(ident: str) -> int:
    known = technique(ident)
    places = [TACTICS.index(one) for one in known.tactics if one in TACTICS] if known is not None else []
    return min(places, default=len(TACTICS))
