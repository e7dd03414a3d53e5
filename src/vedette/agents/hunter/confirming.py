"""Has the engine look again with one more row: a claim is confirmed when it finds just the way claimed.

That shows that the value gets there. That it does harm there, or was chosen by a stranger, is as true as the
row: where only a model says so, a finding is *possible* and says why. A run in the sandbox can make it
*likely*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from vedette.agents.effects import Steps, rescan
from vedette.agents.hunter.grounding import Fault, Grounded, Row
from vedette.agents.hunter.proposals import Part
from vedette.agents.hunter.rows import TRIED, about, table
from vedette.core.errors import BadInput
from vedette.core.nouns import Confidence, Evidence, Finding, Lines

MOST_PLACES: Final = 25
"""New findings of one row: a row that finds more says nothing about any of them."""
_ORDER: Final = tuple(Confidence)


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """What one more row makes the engine find."""

    row: Row
    findings: tuple[Finding, ...]
    """All that is new, the claimed one first, none surer than the row is."""
    known: bool = False
    """Whether the claimed place was reported already, so that only the row is new."""


def confirm(claim: Grounded, row: Row, base: Sequence[Finding]) -> Steps[Confirmed | Fault]:
    """Try a row; `base` holds what the engine finds without it."""
    try:
        report = yield from rescan({}, {TRIED: table(row)})
    except BadInput as error:
        return Fault("engine", f"the table is not one the engine takes: {error}")
    there = {one.fingerprint: _ORDER.index(one.confidence) for one in base}
    new = [one for one in report.findings if _ORDER.index(one.confidence) > there.get(one.fingerprint, -1)]
    if len(new) > MOST_PLACES:
        return Fault("idle", f"with it the engine finds {len(new)} more places: it says nothing about any")
    claimed = [one for one in new if _is_claimed(one, claim, row)]
    if not claimed:
        if any(_is_claimed(one, claim, row) for one in report.findings):
            return Fault("known", "the engine reports this without it, and as surely")
        return Fault("trace", "with it the engine still finds no way from the one line to the other")
    reported = {_place(one) for one in base}
    shown = [one for one in (*claimed, *_others(new, claimed)) if _place(one) not in reported]
    return Confirmed(
        row=row,
        findings=tuple(as_sure_as(one, row) for one in shown),
        known=_place(claimed[0]) in reported,
    )


def as_sure_as(finding: Finding, row: Row) -> Finding:
    """Return a finding no surer than the row it rests on, which says so."""
    if row.part is Part.TYPE:
        cap, word = Confidence.LIKELY, "that"
    else:
        cap, word = Confidence.POSSIBLE, "only a language model says that"
    confidence = min(finding.confidence, cap, key=_ORDER.index)
    reason = f"{finding.reason}; {word} {about(row)}" + (
        ", which a language model proposed" if row.part is Part.TYPE else ", and no table of ours"
    )
    return msgspec.structs.replace(finding, confidence=confidence, reason=reason)


def _is_claimed(finding: Finding, claim: Grounded, row: Row) -> bool:
    """Whether a finding goes from the line that was claimed to the one that was."""
    if not _covers(finding.primary, claim.sink):
        return False
    match row.part:
        case Part.SINK:
            return any(_covers(one, claim.source) for one in finding.evidence)
        case Part.SOURCE:
            return any(_covers(one, claim.source) for one in finding.evidence[:-1])
        case _:  # the decorator, or the call that gives the instance, is no step of the way
            return True


def _covers(evidence: Evidence, place: tuple[str, int]) -> bool:
    where = evidence.locator
    return (
        isinstance(where, Lines)
        and evidence.name == place[0]
        and where.line <= place[1] <= max(where.line, where.end_line)
    )


def _place(finding: Finding) -> tuple[str, str, object]:
    return finding.rule, finding.primary.name, finding.primary.locator


def _others(new: Iterable[Finding], claimed: Sequence[Finding]) -> Iterable[Finding]:
    return (one for one in new if one not in claimed)
