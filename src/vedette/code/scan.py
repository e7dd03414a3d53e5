"""The engine: source files in, findings and coverage out. No disk, no network, no clock."""

from __future__ import annotations

import gc
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from vedette import __version__
from vedette.code.facts import FactCache
from vedette.code.findings import Writer
from vedette.code.knowledge import Knowledge
from vedette.code.program import Program, Progress
from vedette.core.nouns import Artefact, ArtefactKind, Coverage, Finding
from vedette.core.sources import SourceFile
from vedette.lang import VERSION

_RECURSION = 12_000
_UNKNOWN_SHOWN = 20


class ScanResult(msgspec.Struct, frozen=True):
    """What one scan found, and what it looked at."""

    findings: tuple[Finding, ...]
    artefacts: tuple[Artefact, ...]
    coverage: Coverage
    stages: dict[str, int]
    """Counts: files in all, files run anew, functions run, summaries made."""


def scan(
    files: Sequence[SourceFile],
    knowledge: Knowledge,
    cache: FactCache | None = None,
    progress: Progress | None = None,
) -> ScanResult:
    """Look for every weakness the knowledge describes."""
    key = _key(files, knowledge)
    if cache is not None and (known := _decode(cache.get(key))) is not None:
        return known
    with _Stack():
        result = _scan(files, knowledge, cache, progress)
    if cache is not None:
        cache.put(key, msgspec.msgpack.encode(result))
    return result


class _Stack:
    """Room for deeply nested code, and no pauses to look for garbage that isn't there: what we make has no circles."""

    def __enter__(self) -> None:
        self._limit, self._collecting = sys.getrecursionlimit(), gc.isenabled()
        sys.setrecursionlimit(max(self._limit, _RECURSION))
        gc.disable()

    def __exit__(self, *_: object) -> None:
        sys.setrecursionlimit(self._limit)
        if self._collecting:
            gc.enable()


def _key(files: Sequence[SourceFile], knowledge: Knowledge) -> bytes:
    listing = "\n".join(f"{file.path}\0{file.digest}" for file in files).encode("utf-8", "surrogateescape")
    return f"scan:{__version__}:{VERSION}:{knowledge.digest}:{hashlib.sha256(listing).hexdigest()}".encode()


def _decode(data: bytes | None) -> ScanResult | None:
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=ScanResult)
    except msgspec.MsgspecError:
        return None


def _scan(
    files: Sequence[SourceFile], knowledge: Knowledge, cache: FactCache | None, progress: Progress | None
) -> ScanResult:
    program = Program(files, knowledge, cache)
    program.analyse(progress)
    writer = Writer(program.files, knowledge)
    findings = tuple(writer.write(found for record in program.records.values() for found in record.found))
    stages = {
        "files": len(files),
        "files_run": len(program.files.modules),
        "functions_run": len(program.ran),
        "summaries": len(program.machine.summaries),
    }
    return ScanResult(findings, _artefacts(program, findings), _coverage(program), stages)


def _artefacts(program: Program, findings: tuple[Finding, ...]) -> tuple[Artefact, ...]:
    names = sorted({evidence.name for finding in findings for evidence in finding.evidence})
    files = [program.files.files[name] for name in names]
    return tuple(
        Artefact(kind=ArtefactKind.FILE, name=file.path, digest=file.digest, size=file.size) for file in files
    )


def _coverage(program: Program) -> Coverage:
    records = program.records.values()
    imported = {name for record in records for name in record.imports}
    known = program.knowledge.libraries | sys.stdlib_module_names | {"__future__", "__main__"}
    unknown = sorted(
        name for name in imported - known if name not in program.files.names and name not in program.files.folders
    )
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
