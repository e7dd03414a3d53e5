"""Two builds of one thing: what the new one does and the old one does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from vedette.core.executables import Executable
from vedette.core.nouns import Finding, Report
from vedette.triage.examination import Examination

_Key: TypeAlias = tuple[str, tuple[str, ...]]
_NAMED = 10


def only_new(report: Report, old: Iterable[Examination]) -> Report:
    """Leave out behaviours the old build has as well: of the same page, shown by the same quotes.

    What became of executables is told in the notes.
    """
    held = list(old)
    known = {_key(one) for each in held for one in each.findings}
    new = tuple(one for one in report.findings if _key(one) not in known)
    before = {_place(one.name): one for each in held for one in each.executables}
    notes = [f"{len(report.findings) - len(new):,} behaviours were there in the older build already"]
    for one in report.executables:
        earlier = before.get(_place(one.name)) or (next(iter(before.values())) if len(before) == 1 else None)
        if earlier is not None:
            notes += _changes(earlier, one)
    coverage = msgspec.structs.replace(report.coverage, notes=(*report.coverage.notes, *notes))
    return msgspec.structs.replace(report, findings=new, coverage=coverage)


def _key(one: Finding) -> _Key:
    return one.rule, tuple(each.quote for each in one.evidence)


def _place(name: str) -> str:
    """Return a name without the container's, which has another version in it."""
    return name.partition("!/")[2] or name


def _changes(old: Executable, new: Executable) -> Iterable[str]:
    for what, before, after in (
        ("imports", old.imports, new.imports),
        ("libraries", old.libraries, new.libraries),
        ("telling strings", old.strings, new.strings),
        ("protections", _protections(old), _protections(new)),
    ):
        added = [one for one in after if one not in set(before)]
        gone = [one for one in before if one not in set(after)]
        for word, names in (("new", added), ("gone", gone)):
            if names:
                more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
                yield f"{new.name}: {word} {what}: {', '.join(names[:_NAMED])}{more}"


def _protections(one: Executable) -> tuple[str, ...]:
    return tuple(f"{each.name} {each.state}" for each in one.protections)
