"""Speed and memory of a hunt: mixed logs from files to stories, captures to flows.

Logs: the real command line over a folder of made-up mixed logs (`EVENTS=1000000`) or one the user points at.
Captures: see `captures.py`.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from benchmarks.hunt import captures, mixed
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.processes import Cost, form, measure, vedette
from vedette.hunt.sigma import plans


def run(options: Options) -> Outcome:
    """Hunt through LOGS (made up unless said), with RULES if given; read CAPTURE, DNS_CAPTURE if given."""
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as home:
        folder = options.path("LOGS")
        if folder is None:
            folder = Path(home) / "logs"
            mixed.write(folder, int(options.get("EVENTS", "1000000")))
        cost, records, attacks = hunt(folder, Path(home), options.path("RULES"))
    million = cost.cpu / max(records, 1) * 1e6
    rows: list[list[Cell]] = [
        ["records", records],
        ["attacks told", attacks],
        ["CPU s", cost.cpu],
        ["CPU s a million records", million],
        ["peak MB", cost.peak_mb],
    ]
    figures: dict[str, object] = {"cpu_s_per_million": round(million, 1), "peak_mb": round(cost.peak_mb, 1)}
    found = captures.run_captures(options)
    rows += [
        [name.replace("_", " "), value] for name, value in found.items() if isinstance(value, int | float)
    ]
    return Outcome(
        title="A hunt's speed",
        header=("what", "measured"),
        rows=rows,
        figures={**found, **figures},
        notes=[f"the matcher {form(plans)}"],
        peers=captures.peers(options),
    )


def hunt(folder: Path, home: Path, rules: Path | None) -> tuple[Cost, int, int]:
    """Run the product; return its cost, how many records it read and how many attacks it told."""
    report = home / "report.json"
    places = {"VEDETTE_CACHE_DIR": str(home / "cache"), "VEDETTE_DATA_DIR": str(home / "data")}
    command = [vedette(), "hunt", str(folder), "--output", str(report)]
    if rules is not None:
        command += ["--rules", str(rules)]
    cost = measure(command, env={**os.environ, **places})
    made = json.loads(report.read_bytes())
    return cost, made["coverage"]["records"], len(made["attacks"])
