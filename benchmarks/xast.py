"""Ant xAST for Python: what the engine can follow, one source and one sink, true and false cases by ability.

A case is a file or folder named `…_001_T` (must be found) or `…_002_F` (must not). The source is the argument
of the function a case's `__main__` calls; in a dozen cases there is none, and it is the marked literal of a
module, which we hand to the engine as a call of `xast.source`. The sink is `os.system`. No other rule counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from benchmarks.engine import DATA, python_files, source_file
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.score import Tally
from vedette.code import load_knowledge, scan
from vedette.code.knowledge import Knowledge
from vedette.core.errors import BadInput
from vedette.core.sources import SourceFile

HEADER = ("group", "true", "false", "found", "false alarms", "TPR", "FPR", "J")
RULE = "xast"
_CASE = re.compile(r"_\d{3}_([TF])(?:\.py)?$")
_MAIN = re.compile(r"^if __name__\b.*", re.MULTILINE | re.DOTALL)
_CALLED = re.compile(r"(\w+)\((?:__)?taint_src\b")
_LITERAL = re.compile(rb"^taint_src = (['\"])taint_src(?:_value)?\1", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its name, ability, truth, and files as the engine is given them."""

    name: str
    group: str
    real: bool
    files: tuple[SourceFile, ...]


def cases(root: Path) -> Iterator[Case]:
    """Yield every case below a folder."""
    grouped = defaultdict(list)
    for path in python_files(root):
        if (place := case_of(path.relative_to(root))) is not None:
            grouped[place].append(path)
    for place, paths in sorted(grouped.items()):
        base = root / place if (root / place).is_dir() else (root / place).parent
        files = tuple(marked(source_file(path, base)) for path in paths)
        yield Case(place.stem, group_of(place), is_real(place), files)


def case_of(path: Path) -> Path | None:
    """Return the part of a path that names a case."""
    for depth, part in enumerate(path.parts, start=1):
        if _CASE.search(part):
            return Path(*path.parts[:depth])
    return None


def is_real(place: Path) -> bool:
    """Read the truth from a case's name."""
    named = _CASE.search(place.name)
    return named is not None and named[1] == "T"


def group_of(place: Path) -> str:
    """Name the ability a case is about."""
    parts = place.parts
    return " ".join(parts[1:3]) if parts[1:2] == ("single_app_tracing",) else " ".join(parts[1:2])


def marked(file: SourceFile) -> SourceFile:
    """Make a module's marked literal a call of the source; one below `__main__` stays what it is."""
    text = file.read()
    head, *_ = re.split(rb"^if __name__", text, maxsplit=1, flags=re.MULTILINE)
    made = _LITERAL.sub(b"import xast; taint_src = xast.source()", head) + text[len(head) :]
    return replace(file, size=len(made), read=lambda: made)


def called(text: str) -> set[str]:
    """Return the functions a file's `__main__` hands the source to."""
    return {name for main in _MAIN.findall(text) for name in _CALLED.findall(main)}


def knowledge_of(found: Iterable[Case]) -> Knowledge:
    """Return the product's knowledge, and the one source and one sink."""
    files = [file for case in found for file in case.files]
    names = sorted(set().union(*(called(file.read().decode("utf-8")) for file in files)))
    quoted = ", ".join(f'"{name}"' for name in names)
    entries = f'library = "xAST\'s cases"\n[[entry]]\nnames = [{quoted}]\nparameters = "xast"\n'
    pages = [(path.name, path.read_text(encoding="utf-8")) for path in sorted((DATA / "xast").iterdir())]
    return load_knowledge([*pages, ("entries.toml", entries)])


def flagged(case: Case, knowledge: Knowledge) -> bool:
    """Scan a case, alone."""
    return any(one.rule == RULE for one in scan(case.files, knowledge).findings)


def tallies(judged: Iterable[tuple[Case, bool]]) -> dict[str, Tally]:
    """Count by ability, and all."""
    made = defaultdict[str, Tally](Tally)
    for case, found in judged:
        for group in (case.group, "all"):
            made[group].add(real=case.real, flagged=found)
    return dict(sorted(made.items(), key=lambda item: (item[0] == "all", item[0])))


def root_of(given: Path) -> Path:
    """Return the folder of cases in a checkout, or the one given when it is that folder.

    Raises:
        BadInput: there are no cases.

    """
    for place in (given / "sast-python3" / "case", given / "case", given):
        if (place / "accuracy").is_dir():
            return place
    raise BadInput(f"{given}: no cases", hint="XAST=the checkout that has sast-python3/case in it")


def run(options: Options) -> Outcome:
    """Scan every case of the checkout named by XAST; WRONG=1 lists those that are wrong."""
    found = list(cases(root_of(options.needed("XAST", "a checkout of Ant xAST"))))
    knowledge = knowledge_of(found)
    judged = [(case, flagged(case, knowledge)) for case in found]
    counted = tallies(judged)
    rows: list[list[Cell]] = [
        [name, t.true, t.false, t.hit, t.alarmed, t.tpr, t.fpr, t.youden] for name, t in counted.items()
    ]
    wrong = [f"{_word(case)} {case.group:45} {case.name}" for case, hit in judged if hit != case.real]
    total = counted["all"]
    return Outcome(
        title="Ant xAST, Python 3",
        header=HEADER,
        rows=rows,
        figures={
            "j": round(total.youden, 4),
            "found": total.hit,
            "of": total.true,
            "false_alarms": total.alarmed,
            "of_false": total.false,
        },
        notes=[*wrong, ""] if options.get("WRONG") else [],
    )


def _word(case: Case) -> str:
    return "missed" if case.real else "false "
