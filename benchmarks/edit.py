"""One function edited, then scanned again: what it costs, and whether the answer is that of a cold scan.

Three files of middling size are edited in turn, each in two ways: a line that changes nothing, and a
`return None` that changes what the function does for all who call it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.code_speed import Bench
from benchmarks.engine import python_files
from benchmarks.options import Options
from benchmarks.outcome import Outcome
from benchmarks.places import Function, functions
from benchmarks.processes import form
from benchmarks.score import mean
from vedette.code.taint import machine
from vedette.core.codec import load
from vedette.core.nouns import Finding, Report

HEADER = ("file", "function", "edit", "cold CPU s", "edited CPU s", "share", "findings", "equal")
EDITS = {"adds a name": "vedette_was_here = 0", "returns early": "return None"}
QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Edited:
    """One edit, measured."""

    file: str
    function: str
    edit: str
    cold: float
    warm: float
    findings: int
    equal: bool

    @property
    def share(self) -> float:
        """Processor time of the scan after the edit over that of a cold one."""
        return self.warm / self.cold


def chosen(folder: Path) -> list[Path]:
    """Return the files at the quarters when all that define a function are sorted by size."""
    files = [path for path in python_files(folder) if _first_function(path.read_bytes()) is not None]
    files.sort(key=lambda path: (path.stat().st_size, path))
    return [files[int(len(files) * quarter)] for quarter in QUARTERS] if files else []


def _first_function(source: bytes) -> Function | None:
    lines = source.splitlines()
    return next((one for one in functions(source) if _is_plain(one, lines)), None)


def _is_plain(one: Function, lines: list[bytes]) -> bool:
    """Tell whether it is a function whose head is a single line, so that a line can follow it."""
    head = lines[one.first - 1].split(b"#")[0].strip()
    return head.startswith(b"def ") and head.endswith(b":") and one.last > one.first


def edited(source: bytes, statement: str) -> tuple[bytes, str]:
    """Put a statement first in the first plain function; return the text and the function's name."""
    function = _first_function(source)
    assert function is not None, "chosen() takes only files with one"
    lines = source.splitlines(keepends=True)
    body = next(line for line in lines[function.first :] if line.strip())
    indent = body[: len(body) - len(body.lstrip())]
    lines.insert(function.first, indent + statement.encode() + b"\n")
    return b"".join(lines), function.name


def found(report: Path) -> tuple[Finding, ...]:
    """Read a report's findings, in an order of their own."""
    findings = load(report.read_bytes(), Report, name=report.name).findings
    return tuple(sorted(findings, key=msgspec.json.encode))


def measure(copy: Path, work: Path, file: Path, edit: str) -> Edited:
    """Fill a cache, edit, scan with the cache and without, and put the file back."""
    warm, cold = (Bench(copy, _emptied(work / name)) for name in ("warm", "cold"))
    warm.scan()
    original = file.read_bytes()
    text, function = edited(original, EDITS[edit])
    file.write_bytes(text)
    try:
        after, fresh = warm.scan(), cold.scan()
    finally:
        file.write_bytes(original)
    ours, theirs = found(warm.home / "report.json"), found(cold.home / "report.json")
    name = file.relative_to(copy).as_posix()
    return Edited(name, function, edit, fresh.cpu, after.cpu, len(theirs), ours == theirs)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def every(folder: Path) -> Iterator[Edited]:
    """Measure every edit on a copy of the folder."""
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as place:
        copy = Path(place) / folder.name
        shutil.copytree(folder, copy, symlinks=True)
        for file in chosen(copy):
            for edit in EDITS:
                yield measure(copy, Path(place), file, edit)


def run(options: Options) -> Outcome:
    """Edit files of a copy of FOLDER."""
    folder = options.needed("FOLDER", "a folder of Python, such as an unpacked Django")
    done = list(every(folder))
    return Outcome(
        title=f"One edit in {folder.name}",
        header=HEADER,
        notes=[f"the engine {form(machine)}"],
        rows=[
            [one.file, one.function, one.edit, one.cold, one.warm, one.share, one.findings, _yes(one.equal)]
            for one in done
        ],
        figures={
            "edit_share": round(mean(one.share for one in done), 4),
            "worst_share": round(max((one.share for one in done), default=0.0), 4),
            "equal": sum(one.equal for one in done),
            "of": len(done),
        },
    )


def _yes(equal: bool) -> str:  # noqa: FBT001 - a cell
    return "yes" if equal else "NO"
