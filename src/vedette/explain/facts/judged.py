"""What was judged, as items: things handed in, and what they were seen to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from vedette.core.indicators import Indicator
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Finding
from vedette.core.verdicts import Judgement, Verdict
from vedette.explain.facts.item import Item, flat, tame, tamed, whole
from vedette.explain.facts.situations import deeds_of, of_thing, sort_of

SEVERITY: Final = {
    Verdict.MALICIOUS: Severity.HIGH,
    Verdict.SUSPICIOUS: Severity.MEDIUM,
    Verdict.UNUSUAL: Severity.LOW,
    Verdict.BENIGN: Severity.INFO,
}
"""How bad a thing is at least, by what we think of it."""
_LEVELS: Final = tuple(Severity)
_WHEN: Final = {"installed": "on_install", "opened": "on_open", "imported": "on_import"}
DOUBTFUL: Final = frozenset((Verdict.SUSPICIOUS.value, Verdict.UNUSUAL.value))
"""Where we are sure of what it does, and not of what it is for."""
_MOST: Final = 12
_ALONE: Final = "file_doubtful"
"""What a behaviour means where nobody judged the thing it is in."""
_PACKAGE: Final = 4
"""Words of a package's kind: npm package left-pad 1.3.0."""


def judgement_item(
    one: Judgement, by_mark: Mapping[str, Finding], sought: tuple[Indicator, ...], *, all_read: bool
) -> Item:
    """Make an item of a judgement; `all_read` says that nothing was left unread."""
    found = [by_mark[mark] for mark in one.behaviours if mark in by_mark]
    sure = [each for each in found if each.confidence is not Confidence.POSSIBLE] or found
    sort = sort_of(one.kind)
    severities = [SEVERITY[one.verdict]]
    if one.verdict is Verdict.MALICIOUS:
        severities += [each.severity for each in sure]
    look_for = _look_for(one, found, sought)
    names = {
        "thing": (_called(one),),
        "files": (tame(one.name),),
        "indicators": look_for[:_MOST],
        "summary": (flat(one.summary),),
    }
    return Item(
        kind="judgement",
        ref=one.artefact,
        situation=of_thing(one.verdict, one.kind),
        severity=max(severities, key=_LEVELS.index),
        confidence=_confidence(one, found, all_read=all_read),
        names={role: given for role, given in names.items() if given},
        counts={"behaviours": len(found), "inside": one.inside},
        marks=frozenset(
            (
                sort,
                one.verdict.value,
                *(("flow",) if any(each.confidence is Confidence.STRONG for each in sure) else ("read",)),
                *(("innocent",) if any(each.innocent for each in found) else ()),
                *(("opened",) if one.verdict in {Verdict.MALICIOUS, Verdict.SUSPICIOUS} else ()),
                *(("indicators",) if look_for else ()),
                *(("summary",) if found and one.summary else ()),
                *deeds_of(each.rule for each in sure),
            )
        ),
        texts=(one.summary, one.kind, *one.reasons, *one.changes),
    )


def _look_for(one: Judgement, found: Sequence[Finding], sought: Iterable[Indicator]) -> tuple[str, ...]:
    """Return what to look for elsewhere, of what stands in the thing and is worth it."""
    there = {one.name, *(place.name for each in found for place in each.evidence)}
    worth = (each for each in sought if each.name in there and each.confidence is not Confidence.POSSIBLE)
    return tuple(dict.fromkeys(whole(each.value) for each in worth))


def _called(one: Judgement) -> str:
    """Name a thing as people do: a package by name and version, a file by its name."""
    words = one.kind.split()
    if "package" in words and len(words) == _PACKAGE:
        return " ".join(map(tame, words[-2:]))
    return tame(one.name)


def _confidence(one: Judgement, found: list[Finding], *, all_read: bool) -> Confidence:
    if one.verdict is Verdict.BENIGN or not found:
        return Confidence.LIKELY if all_read else Confidence.POSSIBLE
    return found[0].confidence


def behaviour_item(finding: Finding) -> Item:
    """Make an item of a behaviour."""
    deeds = deeds_of((finding.rule,))
    moments = (mark for word, mark in _WHEN.items() if f"This happens when it is {word}" in finding.message)
    return Item(
        kind="finding",
        ref=finding.fingerprint,
        situation=f"deed_{deeds[0]}" if deeds else "deed_other",
        stakes=_ALONE,
        advice=_ALONE,
        severity=finding.severity,
        confidence=finding.confidence,
        names={
            "message": (flat(finding.message),),
            "files": tamed(one.name for one in finding.evidence),
            "file": (tame(finding.primary.name),),
            "thing": (tame(finding.primary.name),),
            **({"innocent": (flat(finding.innocent),)} if finding.innocent else {}),
        },
        marks=frozenset(
            (
                "behaviour",
                "opened",
                "flow" if finding.confidence is Confidence.STRONG else "read",
                *(("innocent",) if finding.innocent else ()),
                *moments,
                *deeds,
            )
        ),
        texts=(finding.title, finding.message, finding.innocent, *(one.quote for one in finding.evidence)),
    )
