"""Two builds of one thing: what the new one does and the old one does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from vedette.core.nouns import Finding, Report
from vedette.core.verdicts import Judgement, Verdict
from vedette.triage.examination import Examination

_Key: TypeAlias = tuple[str, tuple[str, ...]]


def only_new(report: Report, old: Iterable[Examination]) -> Report:
    """Leave out behaviours the old build has as well: of the same page, shown by the same quotes.

    What does nothing the old one does not do has no verdict of its own any more; indicators of the old one
    are left out as well.
    """
    held = list(old)
    known = {_key(one) for each in held for one in each.findings}
    new = tuple(one for one in report.findings if _key(one) not in known)
    note = f"{len(report.findings) - len(new):,} behaviours were there in the older build already"
    coverage = msgspec.structs.replace(report.coverage, notes=(*report.coverage.notes, note))
    marks = {one.fingerprint for one in new}
    seen = {(one.kind, one.value) for each in held for one in each.indicators}
    return msgspec.structs.replace(
        report,
        findings=new,
        judgements=tuple(_rejudged(one, marks) for one in report.judgements),
        indicators=tuple(one for one in report.indicators if (one.kind, one.value) not in seen),
        coverage=coverage,
    )


def _rejudged(one: Judgement, new: set[str]) -> Judgement:
    if new.intersection(one.behaviours):
        return one
    return msgspec.structs.replace(
        one,
        verdict=Verdict.BENIGN,
        summary="It does nothing the older build does not do.",
        reasons=(),
        behaviours=(),
        changes=("The older build is hostile itself.",),
    )


def _key(one: Finding) -> _Key:
    return one.rule, tuple(each.quote for each in one.evidence)
