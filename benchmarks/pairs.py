"""Real CVEs in Python packages: found in the vulnerable release, and silent on the fixed one.

A hit is a finding of the row's weakness (or its parent or child) with any step in the row's function. A clean
fix is no such finding in the fixed release; a function that is gone is clean.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import cwe, peers
from benchmarks.engine import DATA
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.places import Function, functions, passes_through
from benchmarks.releases import Release, releases
from benchmarks.score import surest
from vedette.core.nouns import Finding

HEADER = (
    "package",
    "CVE",
    "CWE",
    "vulnerable",
    "fixed",
    "found",
    "rule",
    "fixed silent",
    "bandit",
    "b. silent",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One CVE: where it is, and between which releases it went away."""

    package: str
    vulnerable: str
    fixed: str
    cve: str
    cwe: str
    file: str
    function: str

    @property
    def weakness(self) -> int:
        """The number of the weakness."""
        return cwe.number(self.cwe)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found on both sides of a row, by us and by Bandit (None: it did not run)."""

    row: Row
    before: tuple[Finding, ...]
    after: tuple[Finding, ...]
    bandit: tuple[bool, bool] | None = None

    @property
    def hit(self) -> bool:
        """Found in the vulnerable release."""
        return bool(self.before)

    @property
    def clean(self) -> bool:
        """Found, and silent on the fix."""
        return self.hit and not self.after


def rows(path: Path = DATA / "cve_pairs.csv") -> tuple[Row, ...]:
    """Read the table of pairs."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(Row(**row) for row in csv.DictReader(lines))


def spans_of(row: Row, source: bytes | None) -> tuple[Function, ...]:
    """Return where the row's function is in a file; a file or function that is gone is nowhere."""
    return tuple(one for one in functions(source or b"") if one.name == row.function)


def matching(row: Row, findings: Iterable[Finding], source: bytes | None) -> tuple[Finding, ...]:
    """Return the findings of the row's weakness that pass through the row's function."""
    spans = spans_of(row, source)
    return tuple(
        one
        for one in findings
        if cwe.names_one(one.weaknesses, row.weakness) and passes_through(one, row.file, spans)
    )


def alarmed(row: Row, alarms: Iterable[peers.Alarm], source: bytes | None) -> bool:
    """Tell whether another tool found the row's weakness in the row's function."""
    spans = spans_of(row, source)
    return any(
        cwe.names_one(one.weaknesses, row.weakness) and any(span.holds(one.first, one.last) for span in spans)
        for one in alarms
    )


def judge(row: Row, release: Callable[[str, str], Release], bandit: Path | None) -> Judged:
    """Scan both releases of a row."""
    print(f"{row.package} …", file=sys.stderr)
    sides = [release(row.package, version) for version in (row.vulnerable, row.fixed)]
    before, after = (matching(row, side.findings, side.read(row.file)) for side in sides)
    if bandit is None:
        return Judged(row, before, after)
    first, second = (_bandit(bandit, row, side) for side in sides)
    return Judged(row, before, after, (first, second))


def _bandit(program: Path, row: Row, side: Release) -> bool:
    with side.on_disk(row.file) as path:
        alarms = peers.bandit(program, path) if path else []
    return alarmed(row, alarms, side.read(row.file))


def table(judged: Iterable[Judged]) -> Iterator[list[Cell]]:
    """Yield a line for every pair."""
    for one in judged:
        row = one.row
        rules = ", ".join(sorted({finding.rule for finding in one.before}))
        words = [
            row.package,
            row.cve,
            row.cwe,
            row.vulnerable,
            row.fixed,
            surest(one.before) or "missed",
            rules,
        ]
        yield [*words, _silent(hit=one.hit, clean=one.clean), *_peer(one.bandit)]


def _silent(*, hit: bool, clean: bool) -> str:
    return ("yes" if clean else "NO") if hit else ""


def _peer(bandit: tuple[bool, bool] | None) -> list[str]:
    if bandit is None:
        return ["", ""]
    hit, still = bandit
    return ["found" if hit else "missed", _silent(hit=hit, clean=hit and not still)]


def figures(judged: Iterable[Judged]) -> dict[str, int]:
    """Count hits, and the hits that are silent on the fix."""
    judged = list(judged)
    made = {
        "hits": sum(one.hit for one in judged),
        "of": len(judged),
        "clean": sum(one.clean for one in judged),
    }
    ran = [one.bandit for one in judged if one.bandit is not None]
    if ran:
        made |= {"bandit_hits": sum(hit for hit, _ in ran), "bandit_clean": sum(h and not a for h, a in ran)}
    return made


def run(options: Options) -> Outcome:
    """Scan every release of every pair, or only those of the packages named in ONLY."""
    release, bandit = releases(options), options.path("BANDIT")
    only = options.get("ONLY").split(",") if options.get("ONLY") else None
    judged = [judge(row, release, bandit) for row in rows() if only is None or row.package in only]
    return Outcome(
        title="CVE pairs",
        header=HEADER,
        rows=list(table(judged)),
        figures=figures(judged),
        peers=[peers.first_line(bandit)] if bandit else [],
    )
