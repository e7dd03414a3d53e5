"""A report sorted and counted, the way every page that shows one begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from vedette.core.assistance import Lean
from vedette.core.nouns import Confidence, Coverage, Evidence, Finding, Lines, Report, Role, Severity

T = TypeVar("T")

SEVERITIES = tuple(reversed(Severity))
CONFIDENCES = tuple(reversed(Confidence))


class Tally(Struct, frozen=True, kw_only=True):
    """The findings in three groups, worst first, and how many there are of each sort."""

    sure: tuple[Finding, ...]
    """Likely and above: to be shown in full."""
    possible: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    severities: tuple[tuple[Severity, int], ...]
    """Worst first, without those that do not occur; suppressed findings do not count."""
    confidences: tuple[tuple[Confidence, int], ...]
    seconds: float | None
    """What the whole run took, if whoever ran it said so."""

    @property
    def active(self) -> tuple[Finding, ...]:
        """Everything somebody still has to look at."""
        return self.sure + self.possible


def tally(report: Report) -> Tally:
    """Sort and count the findings of a report."""
    raised = _raised(report)
    ordered = sorted(report.findings, key=lambda one: _rank(one, raised))
    active = [finding for finding in ordered if finding.suppressed is None]
    return Tally(
        sure=tuple(one for one in active if one.confidence is not Confidence.POSSIBLE),
        possible=tuple(one for one in active if one.confidence is Confidence.POSSIBLE),
        suppressed=tuple(one for one in ordered if one.suppressed is not None),
        severities=_count((one.severity for one in active), SEVERITIES),
        confidences=_count((one.confidence for one in active), CONFIDENCES),
        seconds=_seconds(report.timings),
    )


def short_id(finding: Finding) -> str:
    """Return what people quote: the first eight characters of the fingerprint."""
    return finding.fingerprint.removeprefix("sha256:")[:8]


def trace(finding: Finding, limit: int) -> list[tuple[int, Evidence | None, int]]:
    """Return the numbered steps from source to harm, then other ways in.

    `(n, None, how many)` stands for the ones left out.
    """
    path = [step for step in finding.evidence if step.role is not Role.CONTEXT]
    around = [step for step in finding.evidence if step.role is Role.CONTEXT]
    steps: list[tuple[int, Evidence | None, int]] = [
        (number, step, 0) for number, step in enumerate([*path, *around], 1)
    ]
    left_out = len(steps) - max(limit, 2)
    if left_out <= 0:
        return steps
    first = (len(steps) - left_out + 1) // 2
    return [*steps[:first], (first + 1, None, left_out), *steps[first + left_out :]]


def some(items: Sequence[T], limit: int) -> tuple[Sequence[T], int]:
    """Return the first ones, and how many are left."""
    return items[:limit], max(len(items) - limit, 0)


def plural(number: int, thing: str) -> str:
    """Return such as `1 file` or `1,200 files`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def read_words(coverage: Coverage) -> str:
    """Return how much was read: files, and the lines or records in them."""
    files = plural(coverage.files, "file")
    if coverage.records:
        return f"{files}, {plural(coverage.records, 'record')}"
    return f"{files}, {plural(coverage.lines, 'line')}" if coverage.lines else files


def entries(number: int) -> str:
    """Return such as `2 files or folders`: a folder nobody entered counts as one."""
    return plural(number, "file or folder").replace("file or folders", "files or folders")


def span_of_time(seconds: float) -> str:
    """Return such as `0.4 s` or `3 min 20 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"


def _raised(report: Report) -> dict[str, int]:
    """Return how much sooner a model would have a finding looked at; it moves within its severity only."""
    if report.assistance is None:
        return {}
    return {one.fingerprint: one.rank for one in report.assistance.opinions if one.lean is Lean.RAISED}


def _rank(finding: Finding, raised: Mapping[str, int]) -> tuple[int, int, int, str, int, str]:
    locator = finding.primary.locator
    return (
        SEVERITIES.index(finding.severity),
        CONFIDENCES.index(finding.confidence),
        -raised.get(finding.fingerprint, 0),
        finding.primary.name,
        locator.line if isinstance(locator, Lines) else 0,
        finding.rule,
    )


def _count(values: Iterable[T], order: Sequence[T]) -> tuple[tuple[T, int], ...]:
    counts = Counter(values)
    return tuple((value, counts[value]) for value in order if counts[value])


def _seconds(timings: dict[str, float]) -> float | None:
    return timings.get("total", sum(timings.values())) if timings else None
