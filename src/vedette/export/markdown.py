"""A report to paste into an issue or a pull request; no text in it can mention, link or embed anything."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.core.nouns import Coverage, Evidence, Finding, Report
from vedette.export.assisted import assisted_lines, opinion_words, opinions
from vedette.export.facts import headline, known_remedy, known_weaknesses, way
from vedette.export.frame import Row, frame
from vedette.export.markdown_attacks import attack_section, exposure_section
from vedette.export.markdown_text import code, longest_run, paragraph, text
from vedette.export.markdown_triage import detail_sections, judgement_section
from vedette.export.measure import head
from vedette.export.place import place
from vedette.export.show import SHOW, Rules, ShowOptions
from vedette.export.tally import (
    Tally,
    entries,
    plural,
    read_words,
    short_id,
    some,
    span_of_time,
    tally,
    trace,
)
from vedette.export.visible import visible

_WIDTH = 120


def render(report: Report, rules: Rules, *, show: ShowOptions = SHOW) -> str:
    """Return the report as GitHub-flavoured Markdown."""
    counts = tally(report)
    thought = opinions(report)
    lines = [*_summary(report, counts)]
    if report.exposures:
        lines += ["", *exposure_section(report.exposures)]
    if report.judgements:
        lines += ["", *judgement_section(report)]
    for attack in report.attacks:
        lines += ["", *attack_section(attack, report)]
    for finding in counts.sure:
        lines += ["", *_finding(finding, rules, show)]
        if words := opinion_words(thought.get(finding.fingerprint)):
            lines += ["", f"**A language model thinks:** {text(words)}"]
    lines += _listed("Possible", counts.possible, show.possible, show)
    lines += _listed("Suppressed", counts.suppressed, show.suppressed, show)
    if report.judgements:
        lines += ["", *detail_sections(report, show)]
    lines += ["", *_coverage(report.coverage, show)]
    if report.assistance is not None:
        lines += [
            "",
            "### A language model's part",
            "",
            *(f"- {text(one)}" for one in assisted_lines(report.assistance)),
        ]
    engine = report.engine
    lines += ["", f"*{text(engine.name)} {text(engine.version)}, rules {code(engine.rules[:19])}*"]
    return "\n".join(lines) + "\n"


def _summary(report: Report, counts: Tally) -> Iterator[str]:
    answer = headline(report, len(counts.active))
    yield f"## {text(report.target.name) or 'Report'}: {answer}"
    if counts.severities:
        how_bad = ", ".join(f"{number:,} {severity}" for severity, number in counts.severities)
        how_sure = ", ".join(f"{number:,} {confidence}" for confidence, number in counts.confidences)
        yield ""
        yield f"**{how_bad}** ({how_sure})"
    took = f" in {span_of_time(counts.seconds)}" if counts.seconds is not None else ""
    coverage = report.coverage
    left = f"; **{plural(len(coverage.skipped), 'thing')} not looked at**" if coverage.skipped else ""
    yield ""
    yield f"Read {read_words(coverage)}{took}{left}."


def _finding(finding: Finding, rules: Rules, show: ShowOptions) -> Iterator[str]:
    yield f"### {finding.severity.capitalize()}, {finding.confidence}: {text(finding.title)}"
    yield ""
    facts = [code(place(finding.primary)), code(finding.rule), *known_weaknesses(finding, rules)]
    yield " · ".join([*facts[:2], *map(text, facts[2:]), f"id {code(short_id(finding))}"])
    yield ""
    yield paragraph(finding.message)
    yield ""
    yield from _block(frame(finding.primary, show, _WIDTH))
    if len(finding.evidence) > 1:
        yield ""
        yield f"**{way(finding)}**"
        yield ""
        yield from (_step(*step) for step in trace(finding, show.steps))
    yield ""
    yield f"**Why {finding.confidence}:** {text(finding.reason)}"
    if finding.innocent:
        yield ""
        yield f"**Could be innocent:** {text(finding.innocent)}"
    if remedy := known_remedy(finding, rules):
        yield ""
        yield f"**Fix:** {text(remedy)}"


def _block(rows: tuple[Row, ...]) -> Iterator[str]:
    digits = max(len(str(row.number or "")) for row in rows)
    lines: list[str] = []
    for row in rows:
        if row.hidden:
            lines.append(f"  {'':{digits}} … {plural(row.hidden, 'more line')}")
        else:
            pointer = ">" if row.spanned else " "
            lines.append(
                f"{pointer} {row.number or '':>{digits}} | {row.before}{row.marked}{row.after}".rstrip()
            )
    fence = "`" * max(3, 1 + max(map(longest_run, lines)))
    yield from (fence + "text", *lines, fence)


def _step(number: int, step: Evidence | None, left_out: int) -> str:
    if step is None:
        return f"- … {left_out:,} more"
    note = f"; {text(step.note)}" if step.note else ""
    return f"- **{number}** {step.role} {code(place(step))}{note}"


def _listed(what: str, findings: tuple[Finding, ...], limit: int, show: ShowOptions) -> Iterator[str]:
    if not findings:
        return
    yield ""
    yield f"### {what}: {len(findings):,}"
    yield ""
    shown, left = some(findings, limit)
    for finding in shown:
        why = f" (suppressed: {text(finding.suppressed.reason)})" if finding.suppressed else ""
        title = text(head(visible(finding.title), _WIDTH))
        yield f"- {finding.severity}: {title} {code(place(finding.primary))}{why}"
    if left:
        yield f"- … {left:,} more: {text(show.see_all)}"


def _coverage(coverage: Coverage, show: ShowOptions) -> Iterator[str]:
    yield "### Not looked at"
    yield ""
    shown, left = some(coverage.skipped, show.skipped)
    for item in shown:
        yield f"- {code(item.what)}{' (in part)' if item.partial else ''}: {text(item.why)}"
    if left:
        yield f"- … {left:,} more: {text(show.see_all)}"
    if coverage.excluded:
        yield f"- {entries(coverage.excluded)} left out by patterns or kind"
    if not coverage.skipped and not coverage.excluded:
        yield "- nothing"
    yield from (f"- Note: {text(note)}" for note in coverage.notes)
