"""False alarms on well-kept libraries: findings likely or surer, judged by people, per 10,000 lines.

LIBRARIES is a folder with one folder a library (a *.dist-info in it names the version), STDLIB a standard
library. OUT=file writes every finding as a table to be judged; verdicts are kept in data/judged.csv and found
again by library and fingerprint.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.engine import DATA, lines_of, scan_folder
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.score import at_least
from vedette.core.nouns import Confidence, Evidence, Finding, Lines

HEADER = (
    "library",
    "version",
    "lines",
    "likely+",
    "judged",
    "true",
    "arguable",
    "false",
    "false / 10,000 lines",
)
JUDGED = ("library", "version", "rule", "file", "line", "fingerprint", "verdict", "word")
DUMPED = (*JUDGED, "confidence", "reason", "quote", "trace")
VERDICTS = ("true", "arguable", "false")


@dataclass(frozen=True, slots=True)
class Library:
    """A folder of code that many people have read."""

    name: str
    version: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said of a finding, and why in a word."""

    verdict: str
    word: str


Judged = Mapping[tuple[str, str], Verdict]


def libraries(options: Options) -> Iterator[Library]:
    """Yield every folder in LIBRARIES, then STDLIB; ONLY names some of them."""
    root, stdlib = options.path("LIBRARIES"), options.path("STDLIB")
    for folder in sorted(one for one in root.iterdir() if one.is_dir()) if root else []:
        yield Library(folder.name, _version(folder), folder)
    if stdlib:
        yield Library("stdlib", options.get("STDLIB_VERSION", "?"), stdlib)


def _version(folder: Path) -> str:
    named = sorted(one.name for one in folder.glob("*.dist-info"))
    return named[0].removesuffix(".dist-info").rpartition("-")[2] if named else "?"


def judged(path: Path = DATA / "judged.csv") -> Judged:
    """Read the verdicts there are."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            (row["library"], row["fingerprint"]): Verdict(row["verdict"], row["word"])
            for row in csv.DictReader(lines)
        }


def line_of(step: Evidence) -> int:
    """Return the line a step is on."""
    return step.locator.line if isinstance(step.locator, Lines) else 0


def dumped(library: Library, finding: Finding, known: Judged) -> dict[str, str]:
    """Return a finding as a row to be judged, with the verdict if there is one."""
    verdict = known.get((library.name, finding.fingerprint), Verdict("", ""))
    place = finding.primary
    trace = " > ".join(
        f"{one.name}:{line_of(one)} {one.role.value} {one.note}".rstrip() for one in finding.evidence
    )
    values = (
        library.name, library.version, finding.rule, place.name, str(line_of(place)), finding.fingerprint,
        verdict.verdict, verdict.word, finding.confidence.value, finding.reason, place.quote, trace,
    )  # fmt: skip
    return dict(zip(DUMPED, values, strict=True))


def row(library: Library, lines: int, found: Sequence[Mapping[str, str]]) -> list[Cell]:
    """Count a library's verdicts."""
    counts = [sum(one["verdict"] == verdict for one in found) for verdict in VERDICTS]
    head: list[Cell] = [library.name, library.version, lines, len(found), sum(counts)]
    return [*head, *counts, per_10_000(counts[-1], lines)]


def per_10_000(number: int, lines: int) -> float:
    """Return a number per 10,000 lines."""
    return 10_000 * number / max(lines, 1)


def write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write findings as a table to be judged."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, DUMPED)
        writer.writeheader()
        writer.writerows(rows)


def run(options: Options) -> Outcome:
    """Scan every library, and count verdicts."""
    known, rows, found = judged(), list[list[Cell]](), list[dict[str, str]]()
    only = options.get("ONLY").split(",") if options.get("ONLY") else None
    total = 0
    for library in libraries(options):
        if only is not None and library.name not in only:
            continue
        print(f"{library.name} …", file=sys.stderr)
        findings = scan_folder(library.folder).findings
        ours = [dumped(library, one, known) for one in findings if at_least(one, Confidence.LIKELY)]
        lines = lines_of(library.folder)
        rows.append(row(library, lines, ours))
        found += ours
        total += lines
    if out := options.get("OUT"):
        write(Path(out), found)
    return Outcome(
        title="False alarms, confidence likely and above",
        header=HEADER,
        rows=rows,
        figures=figures(found, total),
    )


def figures(found: Sequence[Mapping[str, str]], lines: int) -> dict[str, object]:
    """Count over all libraries; what nobody judged yet is told, not hidden."""
    false = sum(one["verdict"] == "false" for one in found)
    return {
        "false_per_10000_lines": round(per_10_000(false, lines), 3),
        "false": false,
        "findings": len(found),
        "not_judged": sum(not one["verdict"] for one in found),
        "lines": lines,
    }
