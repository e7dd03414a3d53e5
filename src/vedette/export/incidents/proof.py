"""What a report rests on: what is hit, indicators, evidence and who held it, hypotheses, and the findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.attacks import EntityKind, Part
from vedette.core.explanations import Explanation
from vedette.core.incidents import EntityState, Incident, Watched
from vedette.core.incidents import Piece as LockerPiece
from vedette.core.indicators import IndicatorKind
from vedette.core.nouns import Finding
from vedette.export.incidents.labels import Say
from vedette.export.incidents.pieces import Break, Heading, Paragraph, Piece, Run, Words, code, plain, soft
from vedette.export.incidents.spans import when
from vedette.export.incidents.tables import names, table
from vedette.export.judged import defanged
from vedette.export.place import place
from vedette.export.tally import CONFIDENCES, SEVERITIES, short_id

_DOTTED: Final = {IndicatorKind.DOMAIN, IndicatorKind.ADDRESS, IndicatorKind.URL, IndicatorKind.MAIL}
_PARTS: Final = (Part.VICTIM, Part.ATTACKER, Part.INVOLVED)
_KINDS: Final = tuple(EntityKind)
_CODED: Final = {EntityKind.FILE, EntityKind.HASH, EntityKind.URL, EntityKind.PROCESS}


def hit(incident: Incident, say: Say) -> Iterator[Piece]:
    """Return who and what takes part, and what is thought of it."""
    yield Heading(text=say("heading.hit"))
    if not incident.entities:
        yield Paragraph(words=plain(say("say.none")))
    columns = (("kind", 13), ("name", 37), ("part", 11), ("standing", 14), ("why", 25))
    ordered = sorted(
        incident.entities, key=lambda one: (_PARTS.index(one.part), _KINDS.index(one.entity.kind))
    )
    same = len(ordered) > 1 and len({one.why for one in ordered}) == 1
    rows = [_entity(one, say) for one in ordered]
    yield from table(say, say("caption.hit"), columns, [(*row[:-1], ()) for row in rows] if same else rows)


def _entity(one: EntityState, say: Say) -> tuple[Words, ...]:
    name = code(one.entity.name) if one.entity.kind in _CODED else plain(one.entity.name)
    aliases = names(say, one.aliases)
    return (
        plain(say(f"entity.{one.entity.kind}")),
        (*name, *soft(f" ({aliases})" if aliases else "")),
        plain(say(f"part.{one.part}")),
        plain(say(f"standing.{one.standing}")),
        plain(one.why),
    )


def indicators(incident: Incident, say: Say) -> Iterator[Piece]:
    """Return what to look for elsewhere: what somebody confirmed, and apart from it what nobody has."""
    if not incident.watched:
        return
    yield Heading(text=say("heading.indicators"))
    yield Paragraph(words=soft(say("say.indicator_note")))
    surest = sorted(incident.watched, key=lambda one: CONFIDENCES.index(one.indicator.confidence))
    for key, confirmed in (("confirmed", True), ("unconfirmed", False)):
        rows = [_indicator(one, say) for one in surest if one.confirmed is confirmed]
        if rows:
            yield Heading(text=say(f"heading.{key}"), level=3)
            columns = (("kind", 14), ("value", 46), ("where", 28), ("sure", 12))
            yield from table(say, say("caption.indicators"), columns, rows)


def _indicator(one: Watched, say: Say) -> tuple[Words, ...]:
    found = one.indicator
    value = defanged(found.value) if found.kind in _DOTTED else found.value
    return (
        plain(say(f"indicator.{found.kind}")),
        code(value),
        plain(": ".join(filter(None, (found.name, found.context)))),
        plain(say(f"confidence.{found.confidence}")),
    )


def evidence(incident: Incident, say: Say) -> Iterator[Piece]:
    """Return the pieces of the locker, and every hand they went through."""
    if not incident.locker:
        return
    yield Heading(text=say("heading.evidence"))
    columns = (("piece", 8), ("name", 20), ("digest", 35), ("size", 15), ("taken", 22))
    rows = [_piece(one, say) for one in incident.locker]
    yield from table(say, say("caption.evidence"), columns, rows)
    yield Heading(text=say("heading.custody"), level=3)
    columns = (("piece", 8), ("time", 19), ("who", 20), ("what", 23), ("entry", 30))
    rows = [row for one in incident.locker for row in _custody(one, say)]
    yield from table(say, say("caption.custody"), columns, rows)


def _piece(one: LockerPiece, say: Say) -> tuple[Words, ...]:
    origin = f"{one.origin}, " if one.origin else ""
    return (
        code(one.id),
        (*code(one.name), *soft("" if one.kept else f" ({say('say.digest_only')})")),
        code(one.digest),
        plain(say("say.unit_bytes", number=f"{one.size:,}")),
        plain(f"{origin}{when(one.acquired, say)}"),
    )


def _custody(one: LockerPiece, say: Say) -> Iterator[tuple[Words, ...]]:
    before = one.digest
    for link in one.custody:
        changed = f" ({say('say.changed')})" if link.digest != before else ""
        before = link.digest
        yield (
            code(one.id),
            plain(when(link.at, say)),
            plain(link.by),
            (*plain(link.what), *((Run(changed, "strong"),) if changed else ())),
            code(link.entry) or soft(say("say.unsealed")),
        )


def hypotheses(incident: Incident, say: Say) -> Iterator[Piece]:
    """Return what may have been so, with what speaks for and against it."""
    if not incident.hypotheses:
        return
    yield Heading(text=say("heading.hypotheses"))
    columns = (("what", 36), ("belief", 12), ("for", 15), ("against", 15), ("would_tell", 22))
    rows = [
        (
            plain(one.text),
            plain(say(f"belief.{one.belief}")),
            code(names(say, map(_short, one.speaks_for), most=4)),
            code(names(say, map(_short, one.speaks_against), most=4)),
            plain(one.would_tell),
        )
        for one in incident.hypotheses
    ]
    yield from table(say, say("caption.hypotheses"), columns, rows)


def appendix(incident: Incident, told: Explanation | None, say: Say) -> Iterator[Piece]:
    """Return where it comes from, the findings, and the words that were used."""
    yield Break()
    columns = (("engine", 14), ("target", 38), ("findings", 12), ("skew", 14), ("digest", 22))
    sources = [
        (
            plain(one.engine),
            plain(one.target),
            plain(f"{one.findings:,}"),
            plain(say("say.seconds", seconds=f"{one.skew:,.0f}") if one.skew else ""),
            code(_short(one.digest)),
        )
        for one in incident.sources
    ]
    if sources:
        yield Heading(text=say("heading.sources"))
        yield from table(say, say("caption.sources"), columns, sources)
    if incident.findings:
        yield Heading(text=say("heading.appendix"))
        yield from _findings(incident.findings, say)
    if told is not None and told.terms:
        yield Heading(text=say("heading.terms"))
        rows = [(plain(one.word), plain(one.meaning)) for one in told.terms]
        yield from table(say, say("caption.terms"), (("word", 25), ("meaning", 75)), rows)


def _findings(found: Sequence[Finding], say: Say) -> Iterator[Piece]:
    worst_first = sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.fingerprint))
    columns = (("finding", 10), ("severity", 13), ("what", 42), ("place", 35))
    rows = [
        (
            code(short_id(one)),
            plain(f"{say(f'severity.{one.severity}')}, {say(f'confidence.{one.confidence}')}"),
            _message(one),
            _where(one),
        )
        for one in worst_first
    ]
    yield from table(say, say("caption.findings"), columns, rows)


def _message(one: Finding) -> Words:
    if one.message.startswith(one.title.rstrip(".")):
        return plain(one.message)
    return (*plain(one.title), *soft(f" {one.message}"))


def _where(one: Finding) -> Words:
    quote = one.primary.quote[:_QUOTED]
    cut = "…" if len(one.primary.quote) > _QUOTED else ""
    return (*code(place(one.primary)), *((Run(": "), *code(quote + cut)) if quote else ()))


_QUOTED: Final = 240
"""Characters of a quote; the report it comes from has it whole."""


def _short(ref: str) -> str:
    return ref.removeprefix("sha256:")[:8] if ref.startswith("sha256:") else ref
