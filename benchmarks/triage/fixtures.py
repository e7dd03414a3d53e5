"""Fixtures of other scanners' own: how many of what they mark as bad are told, and of their look-alikes.

GUARDDOG_TESTS is a folder of its source-code fixtures: files are marked as bad, those in `benign` as not. A
manifest is looked at inside an archive, as packages are. Nothing is fitted to them; languages nobody here
parses are counted apart. OLETOOLS is a bare git repository of oletools: its test documents are read in
memory, with the password its tests use, and one whose name says what is bad about it must show a behaviour
of that kind.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.triage.samples import blobs
from vedette.core.errors import BadInput
from vedette.core.verdicts import Verdict
from vedette.triage.allowance import Allowance
from vedette.triage.examination import Examination
from vedette.triage.examine import Extras, examine

_READ: Final = {".py": "Python", ".js": "JavaScript", ".json": "manifests"}
_PASSWORDS: Final = ("infected-test",)
_CARRIES: Final = ("carries-program", "old-macro-sheet", "old-equation")
_SAYS: Final = (
    (re.compile(r"^dde-"), ("document-runs-command",)),
    (re.compile(r"^autostart-|^excel4_|^sample_with_(calc|lnk|vba)|^oleform|\.rtf\b"), _CARRIES),
    (re.compile(r"^sample_with_external"), ("opens-external",)),
)
"""What the name of a document of oletools says of it, and the behaviours that say the same."""
_SPECIFICATION: Final = "RTF-Spec"
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


def documents(store: Path) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Look at documents of oletools: of those marked, who shows the kind; of the others, who is flagged."""
    told, flagged = [], []
    for path, data in blobs(store, "tests/test-data"):
        name = path.rpartition("/")[2]
        found = examine(name, data, Extras(passwords=_PASSWORDS), Allowance())
        kinds = next((kinds for form, kinds in _SAYS if form.search(name)), ())
        if kinds and not name.startswith(_SPECIFICATION):
            said = {one.rule.rpartition("/")[2] for one in found.findings}
            told.append((name, not said.isdisjoint(kinds)))
        else:
            flagged.append((name, found.judgement.verdict in _BAD))
    return told, flagged


def run(options: Options) -> Outcome:
    """Look at all fixtures.

    Raises:
        BadInput: there are none.

    """
    folder, store = options.path("GUARDDOG_TESTS"), options.path("OLETOOLS")
    made = _scripts(folder) if folder is not None else None
    if store is not None:
        return _with_documents(store, made)
    if made is None:
        raise BadInput(
            "no fixtures", hint="GUARDDOG_TESTS=tests/analyzer/sourcecode, or OLETOOLS=a repository"
        )
    return made


def _with_documents(store: Path, before: Outcome | None) -> Outcome:
    """Add the documents of oletools to what else was looked at."""
    told, flagged = documents(store)
    missed = [name for name, found in told if not found]
    row: tuple[Cell, ...] = ("documents", len(told), len(told) - len(missed))
    figures = {
        "documents_recall": round(1 - len(missed) / max(len(told), 1), 3),
        "documents": len(told),
        "harmless_documents_flagged": sum(found for _, found in flagged),
        "harmless_documents": len(flagged),
    }
    return Outcome(
        title="Fixtures of other scanners",
        header=("language", "marked as bad", "told"),
        rows=[*(before.rows if before else ()), row],
        figures={**(before.figures if before else {}), **figures},
        notes=(*(before.notes if before else ()), f"documents not told: {', '.join(missed)}"),
    )


def _scripts(folder: Path) -> Outcome:
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
