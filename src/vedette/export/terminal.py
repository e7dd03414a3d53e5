"""A report for a person at a terminal: worst first, the whole way to the harm, and what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from vedette.core.assistance import Opinion
from vedette.core.nouns import Evidence, Finding, Report
from vedette.export.assisted import opinion_words, opinions
from vedette.export.facts import known_remedy, known_weaknesses, way
from vedette.export.frame import Row, excerpt, frame
from vedette.export.measure import head, width_of, wrap
from vedette.export.paint import SYMBOLS, Paint
from vedette.export.place import place
from vedette.export.show import SHOW, Rules, ShowOptions
from vedette.export.tally import Tally, plural, short_id, some, tally, trace
from vedette.export.terminal_summary import summary
from vedette.export.terminal_triage import detail_lines, judgement_lines
from vedette.export.visible import one_line, visible

NARROWEST = 60
WIDEST = 160
_INDENT = "  "


class _Page(Struct, frozen=True):
    rules: Rules
    paint: Paint
    width: int
    show: ShowOptions
    opinions: Mapping[str, Opinion]


def render(report: Report, rules: Rules, *, colour: bool, width: int, show: ShowOptions = SHOW) -> str:
    """Return the page as text; lines are at most `width` cells, which is held between 60 and 160."""
    page = _Page(rules, Paint(colour), min(max(width, NARROWEST), WIDEST), show, opinions(report))
    counts = tally(report)
    lines: list[str] = []
    lines += _exposures(page, report)
    if report.judgements and not show.full:
        lines += judgement_lines(report, page.paint, page.width, show)
    for finding in _attacks_first(page, report, counts, lines):
        lines += [*_finding(page, finding), "", ""]
    if not show.full:
        what = f"Possible: {plural(len(counts.possible), 'finding')} that may well be nothing"
        by_rule = report.coverage.records > 0
        lines += (
            _by_rule(page, what, counts.possible)
            if by_rule
            else _listed(page, what, counts.possible, show.possible)
        )
        what = f"Suppressed: {plural(len(counts.suppressed), 'finding')} somebody decided to live with"
        lines += _listed(page, what, counts.suppressed, show.suppressed)
    if report.judgements and not show.full:
        lines += detail_lines(report, page.paint, page.width, show)
    lines += summary(report, counts, page.paint, page.width, show)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _attacks_first(page: _Page, report: Report, counts: Tally, lines: list[str]) -> Iterable[Finding]:
    """Show attacks; return what is still to be shown in full."""
    if page.show.full:
        return (*counts.active, *counts.suppressed)
    lines += _attacks(page, report)
    told = {mark for attack in report.attacks for mark in attack.findings}
    alone = [one for one in counts.sure if one.fingerprint not in told]
    if not report.coverage.records:
        return alone
    shown, left = some(alone, page.show.sightings)
    what = f"Part of no attack: {plural(len(left_out := alone[len(shown) :]), 'more finding')}"
    lines += _by_rule(page, what, left_out) if left else []
    return shown


def _exposures(page: _Page, report: Report) -> Iterator[str]:
    if report.exposures:
        from vedette.export.terminal_exposures import exposure_lines  # noqa: PLC0415  only a hunt has any

        yield from exposure_lines(report.exposures, page.paint, page.width)


def _attacks(page: _Page, report: Report) -> Iterator[str]:
    if not report.attacks:
        return
    from vedette.export.terminal_attacks import Stage, attack_lines, brief_lines  # noqa: PLC0415  as above

    stage = Stage(page.paint, page.width, page.show, {one.fingerprint: one for one in report.findings})
    for attack in report.attacks[: page.show.attacks]:
        yield from (*attack_lines(attack, stage), "", "")
    yield from brief_lines(report.attacks[page.show.attacks :], stage)


def _seen(page: _Page, finding: Finding) -> Iterator[str]:
    if finding.seen is not None:
        from vedette.export.moments import seen_words  # noqa: PLC0415  as above

        yield from _field(page, "Seen", seen_words(finding.seen))


def _finding(page: _Page, finding: Finding) -> Iterator[str]:
    yield from _title(page, finding)
    yield ""
    yield from _field(page, "", one_line(finding.message))
    yield ""
    yield from _frame(page, frame(finding.primary, page.show, page.width - _gutter(finding.primary)))
    if len(finding.evidence) > 1:
        yield ""
        yield from _trace(page, finding)
    yield from _seen(page, finding)
    yield ""
    yield from _field(page, "Why " + finding.confidence, one_line(finding.reason))
    yield from _field(page, "A language model thinks", opinion_words(page.opinions.get(finding.fingerprint)))
    yield from _field(page, "Could be innocent", one_line(finding.innocent))
    yield from _field(
        page, "What to do" if finding.innocent else "Fix", one_line(known_remedy(finding, page.rules))
    )


def _title(page: _Page, finding: Finding) -> Iterator[str]:
    how_bad = f"{SYMBOLS[finding.severity]} {finding.severity.upper()}"
    title = wrap(f"{how_bad}, {finding.confidence}: {one_line(finding.title)}", page.width)
    first = title[0].removeprefix(how_bad)
    yield page.paint.severity(finding.severity, how_bad) + page.paint.strong(first)
    yield from (page.paint.strong(line) for line in title[1:])
    facts = [place(finding.primary), visible(finding.rule), *known_weaknesses(finding, page.rules)]
    yield from _field(page, "", " · ".join([*facts, f"id {visible(short_id(finding))}"]))


def _field(page: _Page, label: str, text: str) -> Iterator[str]:
    if not text:
        return
    lead = f"{label}: " if label else ""
    for number, line in enumerate(wrap(lead + text, page.width - len(_INDENT))):
        found = number == 0 and lead and line.startswith(lead.rstrip())
        shown = page.paint.strong(label) + line[len(label) :] if found else line
        yield _INDENT + shown


def _gutter(evidence: Evidence) -> int:
    return len(_INDENT) + len(str(getattr(evidence.locator, "end_line", 0))) + 2 + len(" │ ")


def _frame(page: _Page, rows: Iterable[Row]) -> Iterator[str]:
    rows = list(rows)
    digits = max(len(str(row.number or "")) for row in rows)
    for row in rows:
        if row.hidden:
            yield page.paint.quiet(f"{_INDENT}{'':{digits + 2}} … {plural(row.hidden, 'more line')}")
            continue
        pointer = ">" if row.spanned else " "
        number = page.paint.quiet(f"{row.number or '':>{digits}} │ ")
        code = page.paint.quiet(row.before) if not row.spanned else row.before
        yield f"{_INDENT}{pointer} {number}{code}{page.paint.strong(row.marked)}{row.after}"
        if row.spanned:
            carets = " " * width_of(row.before) + "^" * max(width_of(row.marked), 1)
            yield f"{_INDENT}{'':{digits + 2}}{page.paint.quiet(' │ ')}{page.paint.strong(carets)}"


def _trace(page: _Page, finding: Finding) -> Iterator[str]:
    yield _INDENT + page.paint.strong(way(finding))
    digits = len(str(len(finding.evidence)))
    indent = _INDENT + " " * (digits + 2)
    for number, step, left_out in trace(finding, page.show.steps):
        if step is None:
            yield indent + page.paint.quiet(f"… {left_out} more")
            continue
        words = [step.role, place(step), one_line(step.note)]
        lines = wrap(" · ".join(word for word in words if word), page.width - len(indent))
        yield f"{_INDENT}{number:>{digits}}  {lines[0]}"
        yield from (indent + line for line in lines[1:])
        yield indent + page.paint.quiet(excerpt(step, page.width - len(indent)))


def _by_rule(page: _Page, what: str, findings: Sequence[Finding]) -> Iterator[str]:
    """List findings in logs a rule at a time: one that is noisy is one line."""
    if not findings:
        return
    yield page.paint.strong(what)
    rules: dict[str, list[Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.rule, []).append(finding)
    shown, left = some(list(rules.values()), page.show.possible)
    for group in shown:
        first = group[0]
        how_bad = f"{SYMBOLS[first.severity]} {first.severity:<8}"
        often = f"{len(group):,} times " if len(group) > 1 else ""
        facts = f"  {visible(short_id(first)):8}  {often}{one_line(first.title)}  {place(first.primary)}"
        room = page.width - len(_INDENT) - width_of(how_bad)
        yield _INDENT + page.paint.severity(first.severity, how_bad) + head(facts, room)
    if left:
        yield f"{_INDENT}… of {left:,} more rules: {page.show.see_all}"
    yield ""


def _listed(page: _Page, what: str, findings: tuple[Finding, ...], limit: int) -> Iterator[str]:
    if not findings:
        return
    yield page.paint.strong(what)
    shown, left = some(findings, limit)
    for finding in shown:
        how_bad = f"{SYMBOLS[finding.severity]} {finding.severity:<8}"
        why = f"  ({one_line(finding.suppressed.reason)})" if finding.suppressed else ""
        facts = f"  {visible(short_id(finding)):8}  {place(finding.primary)}  {one_line(finding.title)}{why}"
        room = page.width - len(_INDENT) - width_of(how_bad)
        yield _INDENT + page.paint.severity(finding.severity, how_bad) + head(facts, room)
    if left:
        yield f"{_INDENT}… {left:,} more: {page.show.see_all}"
    yield ""
