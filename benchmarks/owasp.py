"""OWASP BenchmarkPython: true and false cases in 14 categories, scored by Youden's J.

A case is flagged when a finding of its category's weakness (or parent or child) ends in the case's own file.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from benchmarks import cwe
from benchmarks.engine import lines_of, scan_folder
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.score import Tally, at_least, mean
from vedette.core.errors import BadInput
from vedette.core.nouns import Confidence, Finding

HEADER = ("category", "CWE", "true", "false", "TPR", "FPR", "J", "likely+ TPR", "likely+ FPR", "likely+ J")


@dataclass(frozen=True, slots=True)
class Case:
    """One test case and the truth about it."""

    name: str
    category: str
    real: bool
    weakness: int


def cases(folder: Path) -> tuple[Case, ...]:
    """Read the truth.

    Raises:
        BadInput: there is no table of expected results.

    """
    tables = sorted(folder.glob("expectedresults-*.csv"))
    if not tables:
        raise BadInput(
            f"{folder}: no expectedresults-*.csv", hint="OWASP=a checkout of OWASP BenchmarkPython"
        )
    with tables[-1].open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines) if row and not row[0].startswith("#")]
    return tuple(Case(name, kind, real == "true", int(number)) for name, kind, real, number, *_ in rows)


def by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Sort findings by the name, without folder or ending, of the file where the harm happens."""
    made = defaultdict(list)
    for one in findings:
        made[PurePosixPath(one.primary.name).stem].append(one)
    return made


def flagged(case: Case, found: dict[str, list[Finding]], least: Confidence) -> bool:
    """Tell whether a finding says of the case what the case is about."""
    return any(
        at_least(one, least) and cwe.names_one(one.weaknesses, case.weakness)
        for one in found.get(case.name, ())
    )


def tallies(cases: Iterable[Case], findings: Iterable[Finding], least: Confidence) -> dict[str, Tally]:
    """Count by category."""
    found, made = by_file(findings), defaultdict[str, Tally](Tally)
    for case in cases:
        made[case.category].add(real=case.real, flagged=flagged(case, found, least))
    return dict(sorted(made.items()))


def wrong(cases: Iterable[Case], findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a line for every case that was missed or falsely flagged."""
    found = by_file(findings)
    for case in cases:
        if flagged(case, found, Confidence.POSSIBLE) != case.real:
            yield f"{'missed' if case.real else 'false '} {case.category:16} {case.name}"


def run(options: Options) -> Outcome:
    """Scan the checkout named by OWASP; WRONG=1 lists every case that is wrong."""
    folder = options.needed("OWASP", "a checkout of OWASP BenchmarkPython")
    truth, result = cases(folder), scan_folder(folder)
    every = tallies(truth, result.findings, Confidence.POSSIBLE)
    surer = tallies(truth, result.findings, Confidence.LIKELY)
    numbers = {case.category: case.weakness for case in truth}
    rows: list[list[Cell]] = [
        [name, numbers[name], t.true, t.false, t.tpr, t.fpr, t.youden, *_three(surer[name])]
        for name, t in every.items()
    ]
    return Outcome(
        title="OWASP BenchmarkPython",
        header=HEADER,
        rows=rows,
        figures=_figures(every, surer, result.findings, lines_of(folder)),
        notes=[*wrong(truth, result.findings), ""] if options.get("WRONG") else [],
    )


def _three(tally: Tally) -> list[Cell]:
    return [tally.tpr, tally.fpr, tally.youden]


def _figures(
    every: dict[str, Tally], surer: dict[str, Tally], findings: Iterable[Finding], lines: int
) -> dict[str, float]:
    findings = list(findings)
    likely = sum(at_least(one, Confidence.LIKELY) for one in findings)
    return {
        "mean_j": round(mean(tally.youden for tally in every.values()), 4),
        "mean_j_likely": round(mean(tally.youden for tally in surer.values()), 4),
        "per_1000_lines": round(1000 * len(findings) / max(lines, 1), 3),
        "per_1000_lines_likely": round(1000 * likely / max(lines, 1), 3),
        "findings": len(findings),
        "lines": lines,
    }
