"""What the HTML page shows, as plain values: the template only lays it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from vedette.core.attacks import Attack, Involved, Moment, Part
from vedette.core.nouns import Confidence, Evidence, Finding, Report, Severity, Skipped
from vedette.export.assisted import assisted_lines, opinion_words, opinions
from vedette.export.exposures import Exposed, exposed
from vedette.export.facts import headline, known_remedy, known_weaknesses, rule_of, way
from vedette.export.frame import Row, frame
from vedette.export.judged import (
    Built,
    Judged,
    Peeled,
    Sought,
    built,
    grave,
    indicators,
    judged,
    peeled,
    sought,
    sought_title,
)
from vedette.export.moments import seen_words, span, written
from vedette.export.paint import SYMBOLS
from vedette.export.place import place
from vedette.export.show import Rules, ShowOptions
from vedette.export.tally import (
    SEVERITIES,
    Tally,
    entries,
    read_words,
    short_id,
    span_of_time,
    tally,
    trace,
)
from vedette.export.visible import one_line, visible
from vedette.export.words import Block, blocks

WIDTH = 400
"""Code scrolls sideways up to here; what is longer is cut around the span."""
OPEN = 10
"""Up to so many findings are unfolded from the start."""


class Step(Struct, frozen=True, kw_only=True):
    """One step of a trace, or the number of steps left out at this point."""

    number: int
    role: str = ""
    place: str = ""
    note: str = ""
    rows: tuple[Row, ...] = ()
    left_out: int = 0


class Card(Struct, frozen=True, kw_only=True):
    """One finding."""

    severity: Severity
    symbol: str
    confidence: Confidence
    title: str
    message: str
    place: str
    rule: str
    rule_anchor: str
    id: str
    weaknesses: tuple[str, ...]
    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    reason: str
    remedy: str
    seen: str
    innocent: str
    """An ordinary reason a behaviour could have."""
    thought: str
    """What a language model thinks of it."""
    way: str
    """What the steps are: a way through code, or what shows it."""
    suppressed: str = ""
    unfolded: bool = False


class Line(Struct, frozen=True, kw_only=True):
    """One line of a timeline."""

    time: str
    text: str
    symbol: str
    severity: str
    id: str
    techniques: tuple[str, ...]


class Story(Struct, frozen=True, kw_only=True):
    """One attack."""

    severity: Severity
    symbol: str
    confidence: Confidence
    title: str
    id: str
    when: str
    summary: str
    who: tuple[tuple[str, tuple[str, ...]], ...]
    lines: tuple[Line, ...]
    techniques: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    unknowns: tuple[tuple[str, str], ...]


class Rule(Struct, frozen=True, kw_only=True):
    """One rule that found something, in words."""

    anchor: str
    id: str
    title: str
    facts: str
    words: tuple[Block, ...]


class Count(Struct, frozen=True, kw_only=True):
    """How many findings there are of one severity."""

    severity: Severity
    symbol: str
    number: int


class Page(Struct, frozen=True, kw_only=True):
    """The whole page."""

    name: str
    origin: str
    verdict: str
    counts: tuple[Count, ...]
    confidences: tuple[tuple[Confidence, int], ...]
    read: str
    skipped: tuple[tuple[str, str], ...]
    excluded: str
    notes: tuple[str, ...]
    assisted: tuple[str, ...]
    """The part a language model had."""
    exposures: tuple[Exposed, ...]
    stories: tuple[Story, ...]
    judged: tuple[Judged, ...]
    fine: tuple[Judged, ...]
    """What a line is enough for."""
    layers: tuple[Peeled, ...]
    executables: tuple[Built, ...]
    sought: str
    """What the indicators are there for."""
    indicators: tuple[Sought, ...]
    sure: tuple[Card, ...]
    possible: tuple[Card, ...]
    suppressed: tuple[Card, ...]
    rules: tuple[Rule, ...]
    engine: str
    digest: str


def _origin(report: Report) -> str:
    """Return where it came from, where that says more than its name."""
    plain = {".", "", report.target.name}
    return "" if report.target.origin.rstrip("/") in plain else one_line(report.target.origin)


def page(report: Report, rules: Rules, show: ShowOptions) -> Page:
    """Prepare a report for the template."""
    counts = tally(report)
    found = (*counts.active, *counts.suppressed)
    anchors = {rule: f"rule-{number}" for number, rule in enumerate(sorted({one.rule for one in found}), 1)}
    coverage = report.coverage
    unfolded = len(counts.sure) <= OPEN

    def cards(findings: Iterable[Finding], *, unfolded: bool = False) -> tuple[Card, ...]:
        return tuple(_card(one, rules, show, anchors[one.rule], unfolded=unfolded) for one in findings)

    made = Page(
        name=visible(report.target.name) or "Report",
        origin=_origin(report),
        verdict=headline(report, len(counts.active)),
        counts=_counted(dict(counts.severities)),
        confidences=counts.confidences,
        read=_read(report, counts),
        skipped=tuple(map(_unseen, coverage.skipped)),
        excluded=entries(coverage.excluded) if coverage.excluded else "",
        notes=tuple(map(one_line, coverage.notes)),
        assisted=tuple(assisted_lines(report.assistance)),
        exposures=tuple(map(exposed, report.exposures)),
        stories=tuple(_story(one, report) for one in report.attacks),
        judged=tuple(map(judged, grave(report)[0])),
        fine=tuple(map(judged, grave(report)[1])),
        layers=tuple(map(peeled, report.layers)),
        executables=tuple(map(built, report.executables)),
        sought=sought_title(report),
        indicators=tuple(map(sought, indicators(report))),
        sure=cards(counts.sure, unfolded=unfolded),
        possible=cards(counts.possible),
        suppressed=cards(counts.suppressed),
        rules=_rules(found, rules, anchors),
        engine=visible(f"{report.engine.name} {report.engine.version}, rules {report.engine.rules}"),
        digest=visible(report.target.digest),
    )
    return _thought(made, counts, report) if report.assistance is not None else made


def _counted(numbers: Mapping[Severity, int]) -> tuple[Count, ...]:
    return tuple(Count(severity=one, symbol=SYMBOLS[one], number=numbers.get(one, 0)) for one in SEVERITIES)


def _unseen(one: Skipped) -> tuple[str, str]:
    return visible(one.what) + (" (in part)" if one.partial else ""), one_line(one.why)


def _thought(made: Page, counts: Tally, report: Report) -> Page:
    """Put what a language model thinks of findings on their cards."""
    thought = opinions(report)

    def cards(shown: tuple[Card, ...], findings: Iterable[Finding]) -> tuple[Card, ...]:
        return tuple(
            replace(card, thought=opinion_words(thought.get(one.fingerprint)))
            for card, one in zip(shown, findings, strict=True)
        )

    return replace(
        made,
        sure=cards(made.sure, counts.sure),
        possible=cards(made.possible, counts.possible),
        suppressed=cards(made.suppressed, counts.suppressed),
    )


def _read(report: Report, counts: Tally) -> str:
    took = f" in {span_of_time(counts.seconds)}" if counts.seconds is not None else ""
    return f"{read_words(report.coverage)}{took}"


def _card(finding: Finding, rules: Rules, show: ShowOptions, anchor: str, *, unfolded: bool) -> Card:
    suppressed = finding.suppressed
    shown = trace(finding, len(finding.evidence)) if len(finding.evidence) > 1 else []
    return Card(
        severity=finding.severity,
        symbol=SYMBOLS[finding.severity],
        confidence=finding.confidence,
        title=one_line(finding.title),
        message=one_line(finding.message),
        place=place(finding.primary),
        rule=visible(finding.rule),
        rule_anchor=anchor,
        id=visible(short_id(finding)),
        weaknesses=known_weaknesses(finding, rules),
        rows=frame(finding.primary, show, WIDTH),
        steps=tuple(_step(number, step, left_out, show) for number, step, left_out in shown),
        reason=one_line(finding.reason),
        remedy=one_line(known_remedy(finding, rules)),
        seen=seen_words(finding.seen) if finding.seen is not None else "",
        way=way(finding),
        innocent=one_line(finding.innocent),
        thought="",
        suppressed=one_line(f"{suppressed.reason} ({suppressed.where})") if suppressed else "",
        unfolded=unfolded,
    )


_PARTS = {Part.ATTACKER: "Attacker", Part.VICTIM: "Hit", Part.INVOLVED: "Also involved"}


def _story(attack: Attack, report: Report) -> Story:
    by_mark = {one.fingerprint: one for one in report.findings}
    return Story(
        severity=attack.severity,
        symbol=SYMBOLS[attack.severity],
        confidence=attack.confidence,
        title=one_line(attack.title),
        id=visible(attack.id),
        when=span(attack.first, attack.last),
        summary=one_line(attack.summary),
        who=tuple(
            (_PARTS[part], names)
            for part in Part
            if (names := tuple(_who(one) for one in attack.entities if one.part is part))
        ),
        lines=tuple(_line(one, by_mark.get(one.finding)) for one in attack.timeline),
        techniques=tuple((visible(one.id), one_line(one.name)) for one in attack.techniques),
        reasons=tuple(map(one_line, attack.reasons)),
        unknowns=tuple((one_line(one.question), one_line(one.would_tell)) for one in attack.unknowns),
    )


def _who(one: Involved) -> str:
    aliases = f" ({', '.join(map(one_line, one.aliases))})" if one.aliases else ""
    return f"{one.entity.kind} {one_line(one.entity.name)}{aliases}"


def _line(moment: Moment, finding: Finding | None) -> Line:
    return Line(
        time=written(moment.time),
        text=one_line(moment.text),
        symbol=SYMBOLS[finding.severity] if finding is not None else "",
        severity=finding.severity.value if finding is not None else "",
        id=visible(short_id(finding)) if finding is not None else "",
        techniques=tuple(map(visible, moment.techniques)),
    )


def _step(number: int, step: Evidence | None, left_out: int, show: ShowOptions) -> Step:
    if step is None:
        return Step(number=number, left_out=left_out)
    return Step(
        number=number,
        role=step.role,
        place=place(step),
        note=one_line(step.note),
        rows=frame(step, show, WIDTH),
    )


def _rules(found: Iterable[Finding], rules: Rules, anchors: dict[str, str]) -> tuple[Rule, ...]:
    used = {one.rule: rule_of(one, rules) for one in found}
    return tuple(
        Rule(
            anchor=anchors[rule],
            id=visible(rule),
            title=one_line(used[rule].title),
            facts=one_line(" · ".join([*used[rule].weaknesses, *used[rule].owasp])),
            words=blocks(used[rule].words),
        )
        for rule in anchors
    )
