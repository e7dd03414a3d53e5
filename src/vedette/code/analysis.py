"""A scan that is not in the cache: runs the program, writes the findings, says what was looked at."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from vedette.code.facts import FactCache
from vedette.code.findings import Writer
from vedette.code.knowledge import Knowledge
from vedette.code.program import Program
from vedette.code.result import Progress, ScanResult
from vedette.code.routing import Routes
from vedette.core.nouns import Artefact, ArtefactKind, Coverage, Finding
from vedette.core.sources import SourceFile

_UNKNOWN_SHOWN = 20
_NO_LIBRARIES: Final = frozenset(("__future__", "__main__"))


LEFT: Final[list[Program]] = []
"""What the last scan before the end of the process was made of: to take it apart takes longer than to end."""


def analyse(
    files: Sequence[SourceFile],
    knowledge: Knowledge,
    cache: FactCache | None,
    progress: Progress | None,
    *,
    ending: bool = False,
) -> ScanResult:
    """Look at everything that changed since the cache saw it."""
    while LEFT:  # it was not the last
        LEFT.pop().close()
    program = _run(files, knowledge, cache, progress)
    try:
        result = _result(program, knowledge)
    finally:
        if ending:
            LEFT.append(program)
        else:
            program.close()
    return result


def _run(
    files: Sequence[SourceFile], knowledge: Knowledge, cache: FactCache | None, progress: Progress | None
) -> Program:
    """Run a program, and again with more of its files for as long as what was run hangs on these."""
    also: set[str] = set()
    while True:
        program = Program(files, knowledge, cache, also)
        try:
            program.analyse(progress)
            more = program.crowding()
        except BaseException:  # somebody stopped it: then too nothing is left in circles
            program.close()
            raise
        if not more:
            return program
        also |= more
        program.close()


def _result(program: Program, knowledge: Knowledge) -> ScanResult:
    routes = Routes(program.files.files, lambda: _tying(program), program.files.facts)
    writer = Writer(program.files, knowledge, routes)
    findings = tuple(writer.write(found for record in program.records.values() for found in record.found))
    stages = {
        "files": len(program.files.files),
        "files_run": len(program.files.modules),
        "functions_run": len(program.ran),
        "summaries": program.summaries,
    }
    return ScanResult(findings, _artefacts(program, findings), _coverage(program), stages)


def _tying(program: Program) -> list[str]:
    """Return the files that may tie paths of requests to functions."""
    return [path for path, record in program.records.items() if record.ties]


def _artefacts(program: Program, findings: tuple[Finding, ...]) -> tuple[Artefact, ...]:
    names = sorted({evidence.name for finding in findings for evidence in finding.evidence})
    files = [program.files.files[name] for name in names]
    return tuple(
        Artefact(kind=ArtefactKind.FILE, name=file.path, digest=file.digest, size=file.size) for file in files
    )


def _coverage(program: Program) -> Coverage:
    records = program.records.values()
    imported = {name for record in records for name in record.imports}
    files = program.files
    known = (program.knowledge.libraries, sys.stdlib_module_names, _NO_LIBRARIES, files.names, files.folders)
    unknown = sorted(name for name in imported if not any(name in names for names in known))
    notes: tuple[str, ...] = ()
    if unknown:
        shown = ", ".join(unknown[:_UNKNOWN_SHOWN]) + (" …" if len(unknown) > _UNKNOWN_SHOWN else "")
        notes = (f"no table for: {shown}; calls into these are taken to pass on what they are given",)
    return Coverage(
        files=len(records),
        lines=sum(record.lines for record in records),
        skipped=tuple(program.skipped()),
        notes=notes,
    )
