"""Speed and memory on a folder: lines a processor second, cold and unchanged, beside Semgrep if installed.

Runs the real command line program, with every rule on and a cache of its own that starts empty. Processor
seconds are user and system time of the process and its children.
"""

from __future__ import annotations

import compileall
import os
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import peers
from benchmarks.engine import lines_of, python_files
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.processes import Cost, form, measure, vedette
from vedette import __file__ as product
from vedette.code.taint import machine

HEADER = ("run", "CPU s", "wall s", "peak MB", "lines / CPU s")


@dataclass(frozen=True, slots=True)
class Bench:
    """A folder to scan, and a home for caches that is ours."""

    folder: Path
    home: Path

    def scan(self, output: Path | None = None) -> Cost:
        """Run the product over the folder; it finds whatever cache earlier runs left in the home."""
        target = output or self.home / "report.json"
        command = [vedette(), "scan", str(self.folder), "--format", "json", "--min-confidence", "possible"]
        places = {"VEDETTE_CACHE_DIR": str(self.home / "cache"), "VEDETTE_DATA_DIR": str(self.home / "data")}
        return measure([*command, "--output", str(target)], env={**os.environ, **places})


def semgrep(program: Path, rules: Path, folder: Path) -> Cost:
    """Run Semgrep over the folder with a folder of rules: no network, no metrics."""
    return measure([str(program), *peers.SEMGREP, "--config", str(rules), str(folder)])


def cold_and_again(folder: Path) -> tuple[Cost, Cost]:
    """Scan with an empty cache, and once more with nothing changed."""
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as home:
        bench = Bench(folder, Path(home))
        return bench.scan(), bench.scan()


def row(name: str, costs: Sequence[Cost], lines: int) -> list[Cell]:
    """Return a line of the table: medians of the runs, the worst peak."""
    cpu = statistics.median(cost.cpu for cost in costs)
    wall = statistics.median(cost.wall for cost in costs)
    return [name, cpu, wall, max(cost.peak_mb for cost in costs), lines / cpu]


def figures(
    cold: Sequence[Cost], again: Sequence[Cost], other: Sequence[Cost], lines: int
) -> dict[str, object]:
    """Return the four figures: medians, shares and ratios of processor time, the worst peak."""
    first = statistics.median(cost.cpu for cost in cold)
    second = statistics.median(cost.cpu for cost in again)
    times = statistics.median(cost.cpu for cost in other) / first if other else None
    return {
        "lines_per_cpu_s": round(lines / first),
        "rescan_share": round(second / first, 4),
        "peak_mb": round(max(cost.peak_mb for cost in cold), 1),
        "times_semgrep": None if times is None else round(times, 1),
    }


def run(options: Options) -> Outcome:
    """Scan FOLDER (RUNS times, 3 unless said), in turns with SEMGREP and SEMGREP_RULES if both are given."""
    folder = options.needed("FOLDER", "a folder of Python, such as an unpacked Django")
    # As setting up leaves it: where writing is forbidden, what was edited since is compiled in every run.
    compileall.compile_dir(Path(product).parent, quiet=2)
    program, rules = options.path("SEMGREP"), options.path("SEMGREP_RULES")
    runs, lines = int(options.get("RUNS", "3")), lines_of(folder)
    cold, again, other = [], [], []
    for number in range(runs):
        first, second = cold_and_again(folder)
        cold.append(first)
        again.append(second)
        if program and rules and number == 0:  # it takes minutes: once, between two of ours
            other.append(semgrep(program, rules, folder))
    rows = [row("cold", cold, lines), row("unchanged", again, lines)]
    if other:
        rows.append(row("semgrep", other, lines))
    return Outcome(
        title=f"Speed on {folder.name}: {len(python_files(folder)):,} files, {lines:,} lines",
        header=HEADER,
        rows=rows,
        figures=figures(cold, again, other, lines),
        notes=[f"the engine {form(machine)}"],
        peers=[peers.first_line(program)] if program and other else [],
    )
