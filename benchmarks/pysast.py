"""PySASTBench, synthetic pairs: found in the vulnerable file's function, and silent on the fixed file's.

As its own scorer does it: a finding counts when its weakness is the case's and its line's innermost function
is the one the truth names. Two more readings are printed: any step of the path in that function, and no
finding of the weakness anywhere in the fixed file.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import cwe
from benchmarks.engine import scan_files
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.places import Function, functions, innermost, passes_through
from vedette.core.nouns import Finding, Lines

HEADER = ("CWE", "pairs", "right", "found", "fix silent", "right, any step", "right, fix silent everywhere")

# What its authors take for the weakness: they label command injection 77 and 78 alike; the children of 22, 79
# and 94 are theirs too. Argument injection (88) is not.
MEANS = {
    22: {22, 23, 36},
    77: {77, 78},
    79: {79, 80},
    89: {89, 564},
    94: {94, 95, 96, 1336},
    502: {502},
}


@dataclass(frozen=True, slots=True)
class Case:
    """One pair: its name, weakness, and the function that matters."""

    name: str
    weakness: int
    function: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two files of a pair, and what was found in it."""

    file: str
    source: bytes
    findings: tuple[Finding, ...]

    def there(self, case: Case) -> bool:
        """Tell whether a finding of the weakness ends in the function."""
        found = functions(self.source)
        return any(innermost(found, _line(one)) == case.function for one in self.of(case))

    def through(self, case: Case) -> bool:
        """Tell whether a finding of the weakness has any step in the function."""
        spans: list[Function] = [one for one in functions(self.source) if one.name == case.function]
        return any(passes_through(one, self.file, spans) for one in self.of(case))

    def of(self, case: Case) -> list[Finding]:
        """Return the findings of the case's weakness."""
        wanted = MEANS[case.weakness]
        return [one for one in self.findings if wanted & {cwe.number(name) for name in one.weaknesses}]


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair, scanned."""

    case: Case
    before: Side
    after: Side

    @property
    def found(self) -> bool:
        """Found in the vulnerable file."""
        return self.before.there(self.case)

    @property
    def silent(self) -> bool:
        """Not found in the fixed file."""
        return not self.after.there(self.case)

    @property
    def right(self) -> bool:
        """Right on both."""
        return self.found and self.silent

    @property
    def right_any_step(self) -> bool:
        """Right on both when a step of the path is enough."""
        return self.before.through(self.case) and not self.after.through(self.case)

    @property
    def right_strictly(self) -> bool:
        """Found there, and silent everywhere in the fixed file."""
        return self.found and not self.after.of(self.case)


def _line(finding: Finding) -> int:
    where = finding.primary.locator
    return where.line if isinstance(where, Lines) else 0


def cases(folder: Path) -> Iterator[Case]:
    """Read the truth."""
    with (folder / "SyntheticDataset.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Case(row["TestCase"], int(row["CWE Type"]), row["Vul Position"])


def side(folder: Path, case: Case, suffix: str) -> Side:
    """Scan one file of a pair, alone."""
    path = folder / "SyntheticDataset" / str(case.weakness) / f"{case.name}_{suffix}.py"
    return Side(path.name, path.read_bytes(), tuple(scan_files([path], path.parent).findings))


def table(judged: Iterable[Judged]) -> Iterator[list[Cell]]:
    """Yield a line for every weakness, and one for all."""
    groups = defaultdict(list)
    for one in judged:
        groups[str(one.case.weakness)].append(one)
        groups["all"].append(one)
    for name in sorted(groups, key=lambda name: (name == "all", int(name) if name != "all" else 0)):
        yield [name, *counts(groups[name]).values()]


def counts(judged: list[Judged]) -> dict[str, int]:
    """Count each reading."""
    return {
        "of": len(judged),
        "right": sum(one.right for one in judged),
        "found": sum(one.found for one in judged),
        "silent": sum(one.silent for one in judged),
        "right_any_step": sum(one.right_any_step for one in judged),
        "right_strictly": sum(one.right_strictly for one in judged),
    }


def wrong(judged: Iterable[Judged]) -> Iterator[str]:
    """Yield a line for every pair that is not right."""
    for one in judged:
        if not one.found:
            yield f"missed {one.case.name:10} {one.case.function}"
        if not one.silent:
            yield f"false  {one.case.name:10} {one.case.function} (fixed file)"


def run(options: Options) -> Outcome:
    """Scan the checkout named by PYSAST; WRONG=1 lists every pair that is wrong."""
    folder = options.needed("PYSAST", "a checkout of PySASTBench")
    judged = [Judged(case, side(folder, case, "vul"), side(folder, case, "fix")) for case in cases(folder)]
    return Outcome(
        title="PySASTBench, synthetic pairs",
        header=HEADER,
        rows=list(table(judged)),
        figures=counts(judged),
        notes=[*wrong(judged), ""] if options.get("WRONG") else [],
    )
