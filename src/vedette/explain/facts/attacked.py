"""What hunts found, as items: attacks, and the findings they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vedette.core.attacks import Attack
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Finding
from vedette.explain.facts.item import Item, flat, tame, tamed
from vedette.explain.facts.parties import of_attack, of_finding
from vedette.explain.facts.situations import ODD, of_techniques, order, steps_of
from vedette.knowledge.techniques import technique

_DAY: Final = 10
_MB: Final = 1_000_000
_MANY: Final = 2
_HUGE: Final = 1e15
_WAYS_IN: Final = frozenset(("guessed", "document_opened"))
"""Where these were seen, it is known how they got in."""
_MILD: Final = frozenset((Severity.INFO, Severity.LOW, Severity.MEDIUM))
_SURE: Final = frozenset((Confidence.LIKELY, Confidence.STRONG, Confidence.PROVEN))
_UNKNOWNS: Final = {
    "How did they get in?": "entry",
    "What did they run?": "ran",
    "Can they come back?": "back",
    "Did they reach other machines?": "reach",
    "Was data taken?": "data",
    "Do they still have a way to talk to these machines?": "channel",
    "Which machine is it?": "machine",
}
"""Questions a hunt leaves open, and what they are called in the text layer."""


def attack_item(attack: Attack, by_mark: Mapping[str, Finding]) -> Item:
    """Make an item of an attack."""
    found = [by_mark[one] for one in attack.findings if one in by_mark]
    sure = [one for one in found if one.confidence in _SURE] or found
    logs = {place.name for one in sure for place in one.evidence}
    tactics = {one.tactics[0] for one in attack.techniques if one.tactics}
    rules = {one.rule for one in sure}
    names = _names(attack, sure)
    return Item(
        kind="attack",
        ref=attack.id,
        situation=attack_situation(attack, sure),
        severity=attack.severity,
        confidence=attack.confidence,
        names={role: given for role, given in names.items() if given},
        counts={
            "signs": len(attack.findings),
            "rules": len(rules),
            "logs": len(logs),
            "stages": len(tactics),
        },
        first=attack.first,
        last=attack.last,
        day=_same_day(attack.first, attack.last),
        marks=frozenset(
            (
                "attack",
                "when" if attack.first else "no_time",
                *(name for name, several in (("rules", rules), ("logs", logs)) if len(several) >= _MANY),
                *(("one_rule",) if len(rules) == 1 else ()),
                *(role for role in ("techniques", "indicators") if names[role]),
                *_open(attack, sure),
            )
        ),
        texts=(attack.title, attack.summary, *attack.reasons, *(one.text for one in attack.timeline)),
    )


def _names(attack: Attack, sure: Sequence[Finding]) -> dict[str, tuple[str, ...]]:
    names = of_attack(attack)
    entered = (name for one in sure for name in of_finding(one, attack).get("users", ()))
    names["users"] = tuple(dict.fromkeys((*names.get("users", ()), *entered)))
    names["techniques"] = tuple(_named(one.id) for one in attack.techniques)
    names["indicators"] = (*names.get("attackers", ()), *names.get("hashes", ()))
    return names


def _open(attack: Attack, sure: Sequence[Finding]) -> set[str]:
    """Return what is open, without what its findings answer."""
    known = {_UNKNOWNS.get(one.question, "questions") for one in attack.unknowns}
    if {of_techniques(one.techniques) for one in sure} & _WAYS_IN:
        known.discard("entry")
    return known


def attack_situation(attack: Attack, found: Sequence[Finding]) -> str:
    """Return the gravest of what its findings amount to, or what its techniques do."""
    kinds = [of_techniques(one.techniques) for one in found if one.techniques]
    kinds = kinds or [of_techniques(one.id for one in attack.techniques)]
    return min(kinds, key=order().index)


def seen_item(finding: Finding, attack: Attack | None) -> Item:
    """Make an item of a finding in logs or a capture."""
    seen = finding.seen
    assert seen is not None  # noqa: S101  the caller looked
    names = of_finding(finding, attack)
    numbers = dict(_sane(seen.numbers))
    if (sent := numbers.get("bytes_out", 0)) >= _MB:
        names["amount"] = (f"{sent / _MB:.0f} MB",)
    situation = of_techniques(finding.techniques)
    doubtful = finding.confidence is Confidence.POSSIBLE
    return Item(
        kind="finding",
        ref=finding.fingerprint,
        situation=situation,
        stakes=ODD if doubtful else "",
        advice=ODD if doubtful or _asks_first(finding, situation) else "",
        severity=finding.severity,
        confidence=finding.confidence,
        names={
            **{role: given for role, given in names.items() if given},
            "message": (flat(finding.message),),
            "log": tamed(one.name for one in finding.evidence),
        },
        counts={"count": seen.count} | _counts(numbers),
        first=seen.first,
        last=seen.last,
        day=_same_day(attack.first, attack.last) if attack else "",
        marks=frozenset(
            (
                "seen",
                "when" if seen.first else "no_time",
                "meant",
                "later",
                *(("doubt",) if doubtful else ()),
            )
        ),
        texts=(finding.title, finding.message, *(one.quote for one in finding.evidence)),
    )


def _counts(numbers: Mapping[str, float]) -> dict[str, int]:
    counts = {"tried_accounts": int(numbers.get("accounts", 0)), "seconds": round(numbers.get("period_s", 0))}
    least = {"tried_accounts": _MANY, "seconds": 1}
    return {name: count for name, count in counts.items() if count >= least[name]}


def _named(ident: str) -> str:
    known = technique(ident)
    return f"{tame(ident)} {known.name}" if known is not None else tame(ident)


def _asks_first(finding: Finding, situation: str) -> bool:
    """Whether a lone sign is too little to cut a machine off: then somebody asks first."""
    return finding.severity in _MILD and steps_of(situation)[0] == "isolate_host"


def _sane(numbers: Mapping[str, float | str]) -> Iterator[tuple[str, float]]:
    """Leave out what is no number anybody could have counted or measured."""
    for name, value in numbers.items():
        if not isinstance(value, str) and -_HUGE < value < _HUGE:
            yield name, float(value)


def _same_day(first: str, last: str) -> str:
    return first[:_DAY] if first[:_DAY] == (last or first)[:_DAY] else ""
