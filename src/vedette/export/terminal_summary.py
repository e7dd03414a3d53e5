"""The end of a terminal page: the counts, what was read, what was not, and how long it took."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.core.nouns import Coverage, Report
from vedette.export.assisted import assisted_lines
from vedette.export.facts import verdict
from vedette.export.judged import answer
from vedette.export.measure import width_of, wrap
from vedette.export.paint import SYMBOLS, Paint
from vedette.export.show import ShowOptions
from vedette.export.tally import Tally, entries, plural, read_words, some, span_of_time
from vedette.export.visible import one_line, visible

_INDENT = "  "


def summary(report: Report, counts: Tally, paint: Paint, width: int, show: ShowOptions) -> Iterator[str]:
    """Return the lines that end the page."""
    coverage = report.coverage
    if report.attacks:
        yield paint.strong(plural(len(report.attacks), "attack"))
    if report.judgements:
        yield paint.strong(answer(report))
        yield paint.strong(plural(len(counts.active), "behaviour"))
    else:
        yield paint.strong(verdict(len(counts.active), coverage))
    if counts.severities:
        how_bad = [
            paint.severity(severity, f"{SYMBOLS[severity]} {number:,} {severity}")
            for severity, number in counts.severities
        ]
        yield _INDENT + "   ".join(how_bad)
        yield _INDENT + "   ".join(f"{number:,} {confidence}" for confidence, number in counts.confidences)
    took = f" in {span_of_time(counts.seconds)}" if counts.seconds is not None else ""
    yield f"Read: {read_words(coverage)}{took}"
    yield from _not_read(coverage, paint, width, show)
    for note in coverage.notes:
        yield from _hanging(f"Note: {one_line(note)}", width, "")
    for number, words in enumerate(assisted_lines(report.assistance)):
        yield from _hanging(
            words if number else f"A language model: {words}", width, _INDENT if number else ""
        )
    engine = report.engine
    yield from (
        paint.quiet(line)
        for line in wrap(
            f"{visible(engine.name)} {visible(engine.version)}, rules {visible(engine.rules)[:19]}", width
        )
    )


def _not_read(coverage: Coverage, paint: Paint, width: int, show: ShowOptions) -> Iterator[str]:
    skipped = len(coverage.skipped)
    if skipped:
        yield paint.strong(f"Not looked at: {skipped:,}")
    shown, left = some(coverage.skipped, show.skipped)
    for item in shown:
        part = " (in part)" if item.partial else ""
        yield from _hanging(f"{visible(item.what)}{part}: {one_line(item.why)}", width, _INDENT)
    if left:
        yield f"{_INDENT}… {left:,} more: {show.see_all}"
    if coverage.excluded:
        yield f"Left out by patterns or kind: {entries(coverage.excluded)}"
    if not skipped:
        yield f"Not looked at: nothing{' else' if coverage.excluded else ''}"


def _hanging(text: str, width: int, indent: str) -> Iterator[str]:
    for number, line in enumerate(wrap(text, width - width_of(indent) - len(_INDENT))):
        yield indent + (_INDENT if number else "") + line
