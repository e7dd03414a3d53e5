"""The engine: source files in, findings and coverage out. No disk, no network, no clock."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vedette.code.facts import FactCache
from vedette.code.findings import Candidate, Collector, Writer
from vedette.code.knowledge import Knowledge
from vedette.code.modules import Files
from vedette.code.secrets import secrets
from vedette.code.tables import Flag
from vedette.code.taint.entries import run_entry
from vedette.code.taint.interpreter import machine
from vedette.code.taint.machine import Machine
from vedette.code.taint.scopes import Function, Module, Origin, Reached
from vedette.core.errors import VedetteError
from vedette.core.nouns import Artefact, ArtefactKind, Confidence, Coverage, Finding
from vedette.core.sources import SourceFile
from vedette.core.text import decode
from vedette.lang.ir import at

Progress = Callable[[int, int], None]
"""Called with files done and files in all."""

_RECURSION = 12_000
_UNKNOWN_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What one scan found, and what it looked at."""

    findings: tuple[Finding, ...]
    artefacts: tuple[Artefact, ...]
    coverage: Coverage
    stages: dict[str, int]
    """Counts by stage: files lowered, functions run, summaries made."""


def scan(
    files: Sequence[SourceFile],
    knowledge: Knowledge,
    cache: FactCache | None = None,
    progress: Progress | None = None,
) -> ScanResult:
    """Look for every weakness the knowledge describes."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION))
    try:
        return _Scan(files, knowledge, cache, progress).run()
    finally:
        sys.setrecursionlimit(limit)


class _Scan:
    """One scan."""

    def __init__(
        self, files: Sequence[SourceFile], knowledge: Knowledge, cache: FactCache | None, progress: Progress | None
    ) -> None:
        self.knowledge = knowledge
        self.files = Files(files, cache)
        self.collector = Collector(knowledge)
        self.machine: Machine = machine(knowledge, self.files)
        self.machine.findings = self.collector
        self.files.machine = self.machine
        self.progress = progress
        self.ran: set[Function] = set()

    def run(self) -> ScanResult:
        """Run every module at top level, then every function as if called from outside."""
        paths = sorted(self.files.files)
        for done, path in enumerate(paths):
            self._load(path)
            if self.progress is not None:
                self.progress(done, 2 * len(paths))
        self._entries(len(paths))
        candidates = [*self.collector.best.values(), *self._secrets(paths)]
        writer = Writer(self.files)
        findings = tuple(writer.write(candidates))
        stages = {"files": len(paths), "functions": len(self.ran), "summaries": len(self.machine.summaries)}
        return ScanResult(findings, self._artefacts(findings), self._coverage(), stages)

    def _load(self, path: str) -> None:
        try:
            self.files.load(path)
        except VedetteError as error:
            self.files.skip(path, str(error))

    def _entries(self, total: int) -> None:
        m = self.machine
        done = 0
        while m.functions or m.pending:
            batch, m.functions = m.functions, []
            again, m.pending = m.pending, []
            for function in (*again, *batch):
                if function in self.ran and function not in again:
                    continue
                self.ran.add(function)
                self._entry(function)
                done += 1
                if self.progress is not None and done % 200 == 0:
                    self.progress(min(total + done // 10, 2 * total), 2 * total)

    def _entry(self, function: Function) -> None:
        try:
            run_entry(self.machine, function)
        except VedetteError as error:
            self.files.skip(function.module.path, f"{function.qualname}: {error}", partial=True)
        except RecursionError:
            self.files.skip(function.module.path, f"{function.qualname}: nested too deeply to follow", partial=True)
        finally:
            self.machine.active.clear()

    def _secrets(self, paths: list[str]) -> Iterator[Candidate]:
        """Look for secrets in the text itself."""
        pages = self.knowledge.rules.get("secret", ())
        if not pages:
            return
        for path in paths:
            module = self.files.modules.get(path)
            if module is None:
                continue
            text = decode(self.files.files[path].read())
            for secret in secrets(text):
                start = len(text[: secret.start].encode())
                end = start + len(text[secret.start : secret.end].encode())
                yield _secret(pages[0], module, at(start, end), secret.what, sure=secret.sure)

    def _artefacts(self, findings: tuple[Finding, ...]) -> tuple[Artefact, ...]:
        names = sorted({evidence.name for finding in findings for evidence in finding.evidence})
        files = [self.files.files[name] for name in names]
        return tuple(
            Artefact(kind=ArtefactKind.FILE, name=file.path, digest=file.digest, size=file.size) for file in files
        )

    def _coverage(self) -> Coverage:
        modules = [module for module in self.files.modules.values() if module is not None]
        for module in modules:
            if module.broken:
                self.files.skip(module.path, f"{len(module.broken)} place(s) are not valid Python", partial=True)
        unknown = _libraries_without_table(modules, self.knowledge, self.files)
        notes = ()
        if unknown:
            shown = ", ".join(unknown[:_UNKNOWN_SHOWN]) + (" …" if len(unknown) > _UNKNOWN_SHOWN else "")
            notes = (f"no table for: {shown}; calls into these are taken to pass on what they are given",)
        return Coverage(
            files=len(modules),
            lines=sum(module.lines for module in modules),
            skipped=tuple(sorted(self.files.skipped, key=lambda skipped: skipped.what)),
            notes=notes,
        )


def _secret(page: object, module: Module, place: int, what: str, *, sure: bool) -> Candidate:
    row = Flag(kind="secret", what=what)
    reached = Reached(row, 0, 0, module, place, what, None, named_only=False, function="")
    confidence = Confidence.STRONG if sure else Confidence.LIKELY
    reason = "it has the form of one" if sure else "its name says secret, and its value looks random"
    return Candidate(page, reached, Origin("", module, place, what), confidence, reason, ())  # type: ignore[arg-type]


def _libraries_without_table(modules: list[Module], knowledge: Knowledge, files: Files) -> list[str]:
    imported = {name for module in modules for name in module.imports}
    known = knowledge.libraries | sys.stdlib_module_names | {"__future__"}
    return sorted(name for name in imported - known if name and name not in files.names)
