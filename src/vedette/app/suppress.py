"""Findings somebody decided to live with: a comment beside the line, or an entry in `.vedette-ignore.toml`.

Both need a reason. What is suppressed stays in the report, marked, and does not fail the run; what suppresses
nothing is noted, for it is either a leftover or a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec

from vedette.app.acquire.opened import IGNORE_FILE, Opened
from vedette.app.patterns import matches
from vedette.core.errors import BadInput, VedetteError
from vedette.core.nouns import Finding, Lines, Suppression
from vedette.core.sources import SourceFile
from vedette.core.text import decode

_COMMENT = re.compile(r"#\s*vedette:\s*ignore(?=\W|$)(?:\[(?P<rules>[^\]\n]{1,400})\])?(?P<reason>[^\n]*)")
_SHORTEST_FINGERPRINT = 8
_MOST_NOTES = 50


class Rule(msgspec.Struct, frozen=True):
    """One suppression, from wherever it was written."""

    where: str
    reason: str
    rules: tuple[str, ...] = ()
    path: str = ""
    lines: range = range(0)
    """For a comment: where a finding's harm must stand."""
    fingerprint: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether this is about that finding."""
        if self.rules and finding.rule not in self.rules:
            return False
        if self.fingerprint and not finding.fingerprint.removeprefix("sha256:").startswith(self.fingerprint):
            return False
        if self.lines:
            return finding.primary.name == self.path and _touches(finding, self.lines)
        return not self.path or matches(finding.primary.name, (self.path,))

    def about(self) -> str:
        """Name the rules a comment names, for one of them may be misspelt."""
        return f"ignore[{', '.join(self.rules)}] " if self.lines else ""


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    reason: str
    rule: str = ""
    path: str = ""
    fingerprint: str = ""
    until: date | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    ignore: list[_Entry] = []


def suppress(
    findings: Sequence[Finding], opened: Opened, today: date
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Mark what is suppressed; return the findings, and what is to be said of the suppressions."""
    notes: list[str] = []
    rules = [*_comments(opened, notes), *_entries(opened.ignore_file, today, notes)]
    used: set[Rule] = set()
    marked = tuple(_mark(finding, rules, used) for finding in findings)
    notes += [f"{one.where}: {one.about()}suppresses nothing" for one in rules if one not in used]
    if len(notes) > _MOST_NOTES:
        notes[_MOST_NOTES:] = [f"and {len(notes) - _MOST_NOTES} more about suppressions"]
    return marked, tuple(notes)


def _mark(finding: Finding, rules: Iterable[Rule], used: set[Rule]) -> Finding:
    found = [one for one in rules if one.covers(finding)]
    used.update(found)
    if not found:
        return finding
    why = Suppression(reason=found[0].reason, where=found[0].where)
    return msgspec.structs.replace(finding, suppressed=why)


def _touches(finding: Finding, lines: range) -> bool:
    where = finding.primary.locator
    return isinstance(where, Lines) and where.line < lines.stop and lines.start <= where.end_line


def _comments(opened: Opened, notes: list[str]) -> Iterator[Rule]:
    for file in opened.files:
        if file.path in opened.marked:
            yield from _in_file(file, notes)


def _in_file(file: SourceFile, notes: list[str]) -> Iterator[Rule]:
    try:
        text = decode(file.read())
    except VedetteError as error:
        notes.append(f"{file.path}: its suppressions were not read: {error}")
        return
    for number, line in enumerate(text.split("\n"), 1):
        if (found := _COMMENT.search(line)) is None:
            continue
        where, reason = f"{file.path}:{number}", found["reason"].strip(" \t\r-:")
        if found["rules"] is None:
            notes.append(f"{where}: names no rule, and is not honoured: write ignore[rule-id] reason")
            continue
        if not reason:
            notes.append(f"{where}: a suppression without a reason is not honoured")
            continue
        alone = not line[: found.start()].strip()
        names = tuple(name.strip() for name in found["rules"].split(",") if name.strip())
        yield Rule(where, reason, names, file.path, range(number, number + 1 + alone))


def _entries(data: bytes | None, today: date, notes: list[str]) -> Iterator[Rule]:
    if data is None:
        return
    try:
        import tomllib  # noqa: PLC0415  few targets have such a file

        read = msgspec.convert(tomllib.loads(data.decode("utf-8")), _File)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise BadInput(
            f"{IGNORE_FILE}: {error}", hint="[[ignore]] takes rule, path, fingerprint, reason, until"
        ) from error
    for number, entry in enumerate(read.ignore, 1):
        where = f"{IGNORE_FILE}: entry {number}"
        if why := _unfit(entry, today):
            notes.append(f"{where}: {why}")
            continue
        rules = (entry.rule,) if entry.rule else ()
        yield Rule(
            where,
            entry.reason.strip(),
            rules,
            entry.path,
            fingerprint=entry.fingerprint.removeprefix("sha256:"),
        )


def _unfit(entry: _Entry, today: date) -> str | None:
    until = entry.until
    if not entry.reason.strip():
        return "a suppression without a reason is not honoured"
    if not (entry.rule or entry.fingerprint):
        return "names neither a rule nor a fingerprint, and is not honoured"
    if entry.fingerprint and len(entry.fingerprint) < _SHORTEST_FINGERPRINT:
        return f"its fingerprint is shorter than {_SHORTEST_FINGERPRINT}, and is not honoured"
    return f"was good until {until}, and is not honoured any more" if until and until < today else None
