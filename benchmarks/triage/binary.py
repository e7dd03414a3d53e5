"""Executables of this machine: crashes, hardening against readelf, files a CPU-second, one large report.

All ELF files of /usr/bin and /usr/lib, or of `FOLDER`; `FILES=300` takes a sample of them, and `LIMIT` is the
most bytes of one (64 MiB). Every file is read in one process. With `CAPA` (a program) and `CAPA_RULES`
(a folder) capa runs beside on three files, for it is slow. `files_per_cpu_s` counts hardening, imports,
strings, calls that deserve a look and what else a report lists; `with_rows_per_cpu_s` also what the rows of
`triage/binary/rows` say it can do, as a verdict needs.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess  # noqa: TID251  capa, and a process of its own to measure memory
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.triage import readelf
from vedette.core.executables import Executable
from vedette.core.limits import MIB
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine, facts
from vedette.triage.binary.protections.elf import FORTIFIABLE
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

FOLDERS: Final = ("/usr/bin", "/usr/lib")
CAPA_ON: Final = ("true", "ls", "curl")
_ONE: Final = "one"


@dataclass(slots=True)
class Spent:
    """CPU-seconds so far."""

    report: float = 0.0
    """For hardening, imports, strings, calls that deserve a look, functions and packing."""
    rows: float = 0.0
    """For what the rows about abilities say of it besides."""


def run(options: Options) -> Outcome:
    """Read every executable, and say how that went."""
    if options.get(_ONE):
        return _one(Path(options.get(_ONE)))
    chosen = options.path("FOLDER")
    limit = int(options.get("LIMIT", str(64 * MIB)))
    files = sorted(_elves([chosen] if chosen else [Path(one) for one in FOLDERS], limit))
    wanted = int(options.get("FILES", "0"))
    if wanted and wanted < len(files):
        files = sorted(random.Random(0).sample(files, wanted))  # noqa: S311 - a sample, not a secret
    counts, told, acts = Counter[str](), [], Counter[str]()
    began = time.process_time()
    spent = Spent()
    for path in files:
        found = _examined(path, counts, acts, spent)
        if found is not None:
            told += _compared(path, found, counts)
    large = _largest_below(files, 1_250_000)
    apart = _apart(large) if large else {}
    figures = {
        "files": len(files),
        "crashes": counts["crashes"],
        "hardening_agree_share": round(counts["agree"] / max(1, counts["compared"]), 4),
        "files_per_cpu_s": round(len(files) / max(spent.report, 1e-9), 1),
        "with_rows_per_cpu_s": round(len(files) / max(spent.report + spent.rows, 1e-9), 1),
        "one_mb_cpu_s": apart.get("cpu_s"),
        "peak_mb": apart.get("peak_mb"),
    }
    rows: list[list[Cell]] = [[name, count] for name, count in sorted(acts.items())]
    return Outcome(
        title="Executables of this machine",
        header=("what they do, as facts", "facts"),
        rows=rows or [["nothing", 0]],
        figures=figures,
        notes=[
            f"the one file: {large}, {large.stat().st_size:,} bytes" if large else "no file of about 1 MB",
            f"all of it took {time.process_time() - began:.0f} CPU-seconds, readelf not counted",
            *told[:20],
            *_capa(options),
        ],
    )


def _elves(folders: list[Path], limit: int) -> Iterator[Path]:
    for folder in folders:
        for top, _, names in os.walk(folder):
            for name in names:
                path = Path(top) / name
                if (
                    not path.is_symlink()
                    and path.is_file()
                    and path.stat().st_size <= limit
                    and _is_elf(path)
                ):
                    yield path


def _is_elf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"\x7fELF"
    except OSError:
        return False


def _examined(path: Path, counts: Counter[str], acts: Counter[str], spent: Spent) -> Executable | None:
    sample = Sample(name=path.name, data=path.read_bytes(), kind=Kind.ELF)
    start = middle = time.process_time()
    try:
        found = examine(sample, Allowance())
        middle = time.process_time()
        if found is not None:
            acts.update(one.act.value for one in facts(sample, found, Allowance()))
    except Exception as error:  # noqa: BLE001 - what is measured
        print(f"{path}: {error!r}", file=sys.stderr)
        counts["crashes"] += 1
        return None
    spent.report += middle - start
    spent.rows += time.process_time() - middle
    return found


def _compared(path: Path, found: Executable, counts: Counter[str]) -> list[str]:
    if readelf.TOOL is None:
        return []
    ours = {one.name: one.state.value for one in found.protections}
    theirs = readelf.judge(path, FORTIFIABLE)
    differs = readelf.agrees(ours, theirs)
    counts["compared"] += 1
    counts["agree"] += not differs
    return [f"{path}: {name} is {ours.get(name)} here, {theirs[name]} there" for name in differs]


def _largest_below(files: list[Path], size: int) -> Path | None:
    fitting = [path for path in files if path.stat().st_size <= size and path.parent.name == "bin"]
    return max(fitting or files, key=lambda path: path.stat().st_size, default=None)


def _apart(path: Path) -> dict[str, float]:
    """Measure one file in a process of its own."""
    command = [sys.executable, "-m", "benchmarks", "triage-binary", f"{_ONE}={path}"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    made: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return made


def _one(path: Path) -> Outcome:
    start, counts, acts = time.process_time(), Counter[str](), Counter[str]()
    _examined(path, counts, acts, Spent())
    figures = {
        "cpu_s": round(time.process_time() - start, 2),
        "peak_mb": _peak(),
    }
    return Outcome(title=str(path), header=("figure", "value"), rows=list(figures.items()), figures=figures)


def _peak() -> float:
    """Return the most memory this process has held, in MB; what its parent held does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return round(int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def _capa(options: Options) -> list[str]:
    program, rules = options.path("CAPA"), options.path("CAPA_RULES")
    if program is None or rules is None:
        return ["capa was not run: give CAPA and CAPA_RULES"]
    told = []
    for name in CAPA_ON:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        command = [str(program), "-q", "-j", "-r", str(rules), f"/usr/bin/{name}"]
        subprocess.run(command, capture_output=True, check=False)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        told.append(f"capa took {spent:.1f} CPU-seconds for {name}")
    return told
