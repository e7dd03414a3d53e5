"""Two builds of one thing: what the new one does and the old one does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from vedette.core.nouns import Finding, Report
from vedette.triage.examination import Examination

_Key: TypeAlias = tuple[str, tuple[str, ...]]


def only_new(report: Report, old: Iterable[Examination]) -> Report:
    """Leave out behaviours the old build has as well: of the same page, shown by the same quotes."""
    held = list(old)
    known = {_key(one) for each in held for one in each.findings}
    new = tuple(one for one in report.findings if _key(one) not in known)
    note = f"{len(report.findings) - len(new):,} behaviours were there in the older build already"
    coverage = msgspec.structs.replace(report.coverage, notes=(*report.coverage.notes, note))
    return msgspec.structs.replace(report, findings=new, coverage=coverage)


def _key(one: Finding) -> _Key:
    return one.rule, tuple(each.quote for each in one.evidence)
