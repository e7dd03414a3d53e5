"""Real CVEs in Python packages: found in the vulnerable release, and silent on the fixed one.

A hit is a finding of the row's weakness (or its parent or child) with any step in the row's function. A clean
fix is no such finding in the fixed release; a function that is gone is clean.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks import cwe, peers
from benchmarks.engine import DATA
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.places import Function, functions, passes_through
from benchmarks.releases import Release, releases
from benchmarks.score import surest
from vedette.core.nouns import Finding

HEADER = ("package", "CVE", "CWE", "vulnerable", "fixed", "found", "rule", "fixed silent")


Sides = tuple[bytes | None, bytes | None]


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
    """What was found on both sides of a row, by us and by other tools."""

    row: Row
    before: tuple[Finding, ...]
    after: tuple[Finding, ...]
    sources: Sides = (None, None)
    """The row's file on both sides, where there is one."""
    others: Mapping[str, tuple[bool, bool]] = field(default_factory=dict)
    """By tool: whether it found the vulnerable side, and whether it found the fixed one."""

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


def judge(row: Row, release: Callable[[str, str], Release]) -> Judged:
    """Scan both releases of a row."""
    print(f"{row.package} …", file=sys.stderr)
    first, second = (release(row.package, version) for version in (row.vulnerable, row.fixed))
    sources = first.read(row.file), second.read(row.file)
    before, after = matching(row, first.findings, sources[0]), matching(row, second.findings, sources[1])
    return Judged(row, before, after, sources)


def asked(judged: Sequence[Judged], name: str, tool: peers.Tool) -> list[Judged]:
    """Let another tool look at the same files, all at once."""
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as place:
        sides = [_lay(Path(place) / str(number), one) for number, one in enumerate(judged)]
        found = tool.run(Path(place))
    made = []
    for one, (before, after) in zip(judged, sides, strict=True):
        hit = alarmed(one.row, found.get(before, ()), one.sources[0])
        still = alarmed(one.row, found.get(after, ()), one.sources[1])
        made.append(replace(one, others={**one.others, name: (hit, still)}))
    return made


def _lay(folder: Path, judged: Judged) -> tuple[Path, Path]:
    before, after = (folder / side / Path(judged.row.file).name for side in ("before", "after"))
    for path, source in zip((before, after), judged.sources, strict=True):
        path.parent.mkdir(parents=True)
        path.write_bytes(source or b"")
    return before, after


def table(judged: Iterable[Judged]) -> Iterator[list[Cell]]:
    """Yield a line for every pair."""
    for one in judged:
        row = one.row
        rules = ", ".join(sorted({finding.rule for finding in one.before}))
        words = [row.package, row.cve, row.cwe, row.vulnerable, row.fixed]
        cells = [cell for hit, still in one.others.values() for cell in _peer(hit=hit, still=still)]
        yield [*words, surest(one.before) or "missed", rules, _silent(hit=one.hit, clean=one.clean), *cells]


def _silent(*, hit: bool, clean: bool) -> str:
    return ("yes" if clean else "NO") if hit else ""


def _peer(*, hit: bool, still: bool) -> list[str]:
    return ["found" if hit else "missed", _silent(hit=hit, clean=hit and not still)]


def figures(judged: Iterable[Judged]) -> dict[str, int]:
    """Count hits, and the hits that are silent on the fix; the same for each other tool."""
    judged = list(judged)
    made = {
        "hits": sum(one.hit for one in judged),
        "of": len(judged),
        "clean": sum(one.clean for one in judged),
    }
    for name in judged[0].others if judged else ():
        sides = [one.others[name] for one in judged]
        made[f"{name}_hits"] = sum(hit for hit, _ in sides)
        made[f"{name}_clean"] = sum(hit and not still for hit, still in sides)
    return made


def run(options: Options) -> Outcome:
    """Scan every release of every pair (TABLE: of another table), or of the packages named in ONLY."""
    release, tools = releases(options), peers.installed(options)
    only = options.get("ONLY").split(",") if options.get("ONLY") else None
    table_of = options.path("TABLE") or DATA / "cve_pairs.csv"
    judged = [judge(row, release) for row in rows(table_of) if only is None or row.package in only]
    for name, tool in tools.items():
        judged = asked(judged, name, tool)
    return Outcome(
        title="CVE pairs",
        header=[*HEADER, *(cell for name in tools for cell in (name, f"{name} silent"))],
        rows=list(table(judged)),
        figures=figures(judged),
        peers=[tool.version for tool in tools.values()],
    )
