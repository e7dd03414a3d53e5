"""Attacks for a person at a terminal: what happened, who, in which order, how sure, and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from vedette.core.attacks import Attack, Involved, Moment, Part
from vedette.core.nouns import Finding
from vedette.export.measure import head, wrap
from vedette.export.moments import clock_of, span
from vedette.export.paint import SYMBOLS, Paint
from vedette.export.show import ShowOptions
from vedette.export.tally import plural, short_id, some
from vedette.export.visible import one_line, visible

_INDENT = "  "
_ROWS = 2
"""A moment takes no more lines, unless somebody wants it all."""
_PARTS = {Part.ATTACKER: "Attacker", Part.VICTIM: "Hit", Part.INVOLVED: "Also"}


class Stage(Struct, frozen=True):
    """What an attack is shown on."""

    paint: Paint
    width: int
    show: ShowOptions
    findings: Mapping[str, Finding]
    """By fingerprint."""


def attack_lines(attack: Attack, stage: Stage) -> Iterator[str]:
    """Return the lines of one attack."""
    yield from _title(attack, stage)
    yield ""
    yield from _field("", attack.summary, stage)
    yield ""
    for part in Part:
        yield from _who(part, attack.entities, stage)
    yield ""
    yield from _timeline(attack, stage)
    yield ""
    named = (f"{one.id} {one.name}".strip() for one in attack.techniques)
    yield from _field("Techniques", ", ".join(named), stage)
    yield from _field(f"Why {attack.confidence}", "; ".join(attack.reasons), stage)
    if attack.unknowns:
        yield _INDENT + stage.paint.strong("Not known")
        for one in attack.unknowns:
            yield from _hanging(f"{one_line(one.question)} {one_line(one.would_tell)} would tell.", stage)


def brief_lines(attacks: Sequence[Attack], stage: Stage) -> Iterator[str]:
    """Return a line for each attack that is not told in full."""
    if not attacks:
        return
    yield stage.paint.strong(f"{plural(len(attacks), 'more attack')}: {stage.show.see_all}")
    for attack in attacks:
        how_bad = f"{SYMBOLS[attack.severity]} {attack.severity:<8}"
        facts = f"  {span(attack.first, attack.last)}  {one_line(attack.title)}"
        room = stage.width - len(_INDENT) - len(how_bad)
        yield _INDENT + stage.paint.severity(attack.severity, how_bad) + head(facts, room)
    yield ""


def _title(attack: Attack, stage: Stage) -> Iterator[str]:
    how_bad = f"{SYMBOLS[attack.severity]} {attack.severity.upper()}"
    title = wrap(f"{how_bad}, {attack.confidence}: {one_line(attack.title)}", stage.width)
    yield stage.paint.severity(attack.severity, how_bad) + stage.paint.strong(title[0].removeprefix(how_bad))
    yield from (stage.paint.strong(line) for line in title[1:])
    yield from _field("", f"{span(attack.first, attack.last)} · {visible(attack.id)}", stage)


def _who(part: Part, entities: Sequence[Involved], stage: Stage) -> Iterator[str]:
    limit = len(entities) if stage.show.full else stage.show.steps
    names, left = some([_name(one) for one in entities if one.part is part], limit)
    more = f" and {left} more" if left else ""
    yield from _field(_PARTS[part], ", ".join(names) + more, stage)


def _name(one: Involved) -> str:
    aliases = f" ({', '.join(map(one_line, one.aliases))})" if one.aliases else ""
    return f"{one.entity.kind} {one_line(one.entity.name)}{aliases}"


def _timeline(attack: Attack, stage: Stage) -> Iterator[str]:
    yield _INDENT + stage.paint.strong("What happened when (UTC)")
    moments = attack.timeline if stage.show.full else _worst(attack.timeline, stage)
    day = ""
    for one in moments:
        if one.time[:10] != day:
            day = one.time[:10]
            yield _INDENT + stage.paint.quiet(day or "no time")
        yield from _moment(one, stage)
    if left := len(attack.timeline) - len(moments):
        yield f"{_INDENT}… {left:,} more: {stage.show.see_all}"


def _worst(timeline: Sequence[Moment], stage: Stage) -> Sequence[Moment]:
    """Keep the first sight of each thing and what is worst, in order of time."""
    seen: set[str] = set()
    ranked = sorted(
        enumerate(timeline),
        key=lambda item: (_is_again(item[1], stage, seen), -_rank(item[1], stage), item[0]),
    )
    kept = {number for number, _ in ranked[: stage.show.moments]}
    return [one for number, one in enumerate(timeline) if number in kept]


def _is_again(one: Moment, stage: Stage, seen: set[str]) -> bool:
    finding = stage.findings.get(one.finding)
    rule = finding.rule if finding is not None else one.finding
    if rule in seen:
        return True
    seen.add(rule)
    return False


def _rank(one: Moment, stage: Stage) -> int:
    finding = stage.findings.get(one.finding)
    return list(SYMBOLS).index(finding.severity) * -1 if finding is not None else -len(SYMBOLS)


def _moment(one: Moment, stage: Stage) -> Iterator[str]:
    finding = stage.findings.get(one.finding)
    mark = SYMBOLS[finding.severity] if finding is not None else " "
    ident = f"  {visible(short_id(finding))}" if finding is not None else ""
    room = stage.width - 16
    text = one_line(one.text)
    if not stage.show.full:
        text = head(text, room * _ROWS - len(ident) - 1)
    lines = wrap(f"{text}{ident}", room)
    yield f"{_INDENT}{clock_of(one.time):<10}{mark} {lines[0] if lines else ''}"
    yield from (" " * 14 + line for line in lines[1:])


def _field(label: str, text: str, stage: Stage) -> Iterator[str]:
    if not text:
        return
    lead = f"{label}: " if label else ""
    for number, line in enumerate(wrap(lead + one_line(text), stage.width - len(_INDENT))):
        found = number == 0 and lead and line.startswith(lead.rstrip())
        yield _INDENT + (stage.paint.strong(label) + line[len(label) :] if found else line)


def _hanging(text: str, stage: Stage) -> Iterator[str]:
    for number, line in enumerate(wrap(text, stage.width - 3 * len(_INDENT))):
        yield _INDENT * (3 if number else 2) + line
