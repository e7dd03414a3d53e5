"""Runs the examples that pages and tables carry: marked lines must be found, others must not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

import msgspec

from vedette.code.knowledge import Knowledge, kinds_of
from vedette.code.result import FAULT
from vedette.code.scan import scan
from vedette.code.tables import SETTING
from vedette.core.nouns import Lines
from vedette.core.sources import SourceFile

_FILE = re.compile(r"^# file: (?P<path>[\w./-]+)\s*$", re.MULTILINE)
MARK = re.compile(r"#\s*finding\b(?::\s*(?P<what>[\w-]+))?")


class CaseResult(msgspec.Struct, frozen=True):
    """What came of one example."""

    name: str
    """The page or table, and which of its examples."""
    missed: tuple[str, ...]
    """Marked lines that were not found, as `file:line rule`."""
    wrong: tuple[str, ...]
    """Lines that were found and are not marked, and faults of our own."""
    loose: tuple[str, ...] = ()
    """Kinds of the page or table that nothing on the other side has: often the reason for what was missed."""

    @property
    def passed(self) -> bool:
        """Whether all marked lines and no others were found."""
        return not self.missed and not self.wrong


class Case(msgspec.Struct, frozen=True):
    """One example."""

    name: str
    code: str
    rule: str | None
    """The only rule that counts, for a page; for a table every mark names its own."""
    names: tuple[str, ...] = ()
    """What it may be asked for by: a page's id; a table's library, and what that is imported as."""
    loose: tuple[str, ...] = ()


def run_cases(knowledge: Knowledge, only: Iterable[str] = ()) -> Iterator[CaseResult]:
    """Run every example, or only those of the pages and tables named; upper or lower case is the same."""
    wanted = frozenset(name.casefold() for name in only)
    for case in cases(knowledge):
        if not wanted or not wanted.isdisjoint(case.names):
            yield _run(case, knowledge)


def cases(knowledge: Knowledge) -> Iterator[Case]:
    """Yield the examples of all pages and tables."""
    told = {kind for table in knowledge.tables for kind in kinds_of(table)}
    asked = {kind for page in knowledge.pages for kind in page.kinds} | {SETTING}
    for page in knowledge.pages:
        loose = tuple(f"no table has a row of kind {kind!r}" for kind in page.kinds if kind not in told)
        for number, code in enumerate(page.cases, 1):
            yield Case(f"{page.id} {number}", code, page.id, (page.id.casefold(),), loose)
    for table in knowledge.tables:
        loose = tuple(f"no rule page is about kind {kind!r}" for kind in sorted(kinds_of(table) - asked))
        names = tuple(name.casefold() for name in (table.library, *table.imports))
        for number, case in enumerate(table.case, 1):
            yield Case(f"{table.library} {number}", case.code, None, names, loose)


def _run(case: Case, knowledge: Knowledge) -> CaseResult:
    files = dict(files_of(case.code))
    expected = {
        (path, number, case.rule or mark["what"] or "")
        for path, text in files.items()
        for number, line in enumerate(text.split("\n"), 1)
        if (mark := MARK.search(line))
    }
    result = scan([source_of(path, text) for path, text in files.items()], knowledge)
    found: set[tuple[str, int, str]] = set()
    for finding in result.findings:
        if case.rule is None or finding.rule == case.rule:
            where = finding.primary.locator
            if isinstance(where, Lines):
                lines = range(where.line, where.end_line + 1)
                marked = next(
                    (n for n in lines if (finding.primary.name, n, finding.rule) in expected), where.line
                )
                found.add((finding.primary.name, marked, finding.rule))
    rules = {rule for _, _, rule in expected}
    if case.rule is None:
        found = {item for item in found if item[2] in rules or not expected}
    faults = [f"{note.what}: {note.why}" for note in result.coverage.skipped if note.why.startswith(FAULT)]
    missed = _shown(expected - found)
    wrong = (*_shown(found - expected), *faults)
    return CaseResult(case.name, missed, wrong, case.loose if missed else ())


def files_of(code: str) -> Iterator[tuple[str, str]]:
    """Yield the files of a case; what stands before the first `# file:` line is `case.py`."""
    parts = _FILE.split(code)
    if parts[0].strip() or len(parts) == 1:
        yield "case.py", parts[0]
    for path, text in zip(parts[1::2], parts[2::2], strict=True):
        yield path, text.removeprefix("\n")


def source_of(path: str, text: str) -> SourceFile:
    """Return a text as the engine wants a file."""
    data = text.encode()
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return SourceFile(path=path, digest=digest, size=len(data), read=lambda: data)


def _shown(items: set[tuple[str, int, str]]) -> tuple[str, ...]:
    return tuple(f"{path}:{line} {rule}" for path, line, rule in sorted(items))
