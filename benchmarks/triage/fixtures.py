"""Fixtures of another scanner's own rules: how many of what it marks as bad are told, and of its look-alikes.

GUARDDOG_TESTS is a folder of its source-code fixtures: files are marked as bad, those in `benign` as not. A
manifest is looked at inside an archive, as packages are. Nothing is fitted to them; languages nobody here
parses are counted apart.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.options import Options
from benchmarks.outcome import Outcome
from vedette.core.verdicts import Verdict
from vedette.triage.allowance import Allowance
from vedette.triage.examination import Examination
from vedette.triage.examine import Extras, examine

_READ: Final = {".py": "Python", ".js": "JavaScript", ".json": "manifests"}
_BAD: Final = frozenset({Verdict.SUSPICIOUS, Verdict.MALICIOUS})


def examined(path: Path) -> Examination:
    """Look at one fixture."""
    data, name = path.read_bytes(), path.name
    if path.suffix == ".json":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("package/package.json", data)
        data, name = packed.getvalue(), "package.zip"
    return examine(name, data, Extras(), Allowance())


def marked(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the fixtures that are marked as bad, by language."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("test_"):
            yield _READ.get(path.suffix, "others"), path


def run(options: Options) -> Outcome:
    """Look at all fixtures."""
    folder = options.needed("GUARDDOG_TESTS", "fixtures of source code: tests/analyzer/sourcecode")
    told: dict[str, list[bool]] = {}
    missed: list[str] = []
    for language, path in marked(folder):
        found = bool(examined(path).findings)
        told.setdefault(language, []).append(found)
        missed += [] if found else [path.name]
    benign = sorted(path for path in (folder / "benign").iterdir() if path.is_file())
    flagged = [path.name for path in benign if examined(path).judgement.verdict in _BAD]
    read = [one for language, row in told.items() if language != "others" for one in row]
    everything = [one for row in told.values() for one in row]
    return Outcome(
        title="Fixtures of GuardDog's rules",
        header=("language", "marked as bad", "told"),
        rows=[(language, len(row), sum(row)) for language, row in sorted(told.items())],
        figures={
            "recall": round(sum(everything) / max(len(everything), 1), 3),
            "recall_read_languages": round(sum(read) / max(len(read), 1), 3),
            "of": len(everything),
            "lookalikes_flagged": len(flagged),
            "lookalikes": len(benign),
        },
        notes=(f"not told: {', '.join(missed)}", f"look-alikes flagged: {', '.join(flagged) or 'none'}"),
    )
