"""What a rule says of itself, in our words: how bad, how sure, which ATT&CK techniques."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final

from sigma.rule import SigmaRuleBase

from vedette.core.levels import Confidence, Severity
from vedette.hunt.sigma.rules import About
from vedette.knowledge.techniques import LATER_TACTICS, TACTICS, settled, technique

_SEVERITIES: Final = {
    "INFORMATIONAL": Severity.INFO,
    "LOW": Severity.LOW,
    "MEDIUM": Severity.MEDIUM,
    "HIGH": Severity.HIGH,
    "CRITICAL": Severity.CRITICAL,
}
_TRUSTED: Final = frozenset({Severity.HIGH, Severity.CRITICAL})
_TECHNIQUE: Final = re.compile(r"t\d{4}(?:\.\d{3})?\Z", re.IGNORECASE)
_SAYS_NOTHING: Final = frozenset(
    {
        "unknown",
        "unlikely",
        "none",
        "n/a",
        "rare",
        "highly unlikely",
        "very unlikely",
        "unknown.",
        "unlikely.",
    }
)
_CHARS: Final = 2_000


def about_of(name: str, rule: SigmaRuleBase) -> About:
    """Read the head of a rule; anything odd in it is left out."""
    severity = _SEVERITIES.get(_word(rule.level), Severity.MEDIUM)
    confidence, reason = _sure(severity, _word(rule.status).lower())
    tags = [str(tag.name) for tag in rule.tags or () if tag.namespace == "attack"]
    title = _line(rule.title) or name
    return About(
        id=str(rule.id) if rule.id is not None else _made(name, title),
        title=title,
        name=name,
        severity=severity,
        confidence=confidence,
        reason=reason,
        description=_line(rule.description),
        benign=_benign(rule.falsepositives),
        remedy=_line((rule.custom_attributes or {}).get("remedy")),
        techniques=tuple(dict.fromkeys(settled(tag) for tag in tags if _known(tag))),
        tactics=tuple(dict.fromkeys(tactic for tag in tags if (tactic := _tactic(tag)) in TACTICS)),
    )


def _known(tag: str) -> bool:
    return _TECHNIQUE.match(tag) is not None and technique(settled(tag)) is not None


def _tactic(tag: str) -> str:
    said = tag.replace("_", "-")
    return LATER_TACTICS.get(said, said)


def _sure(severity: Severity, status: str) -> tuple[Confidence, str]:
    """Believe a rule as much as its authors do: how far it is tried, and how bad they call a hit."""
    if status == "stable" and severity in _TRUSTED:
        return Confidence.STRONG, f"a stable Sigma rule of level {severity.value} matched"
    if status == "experimental":
        return Confidence.POSSIBLE, "an experimental Sigma rule matched: its authors do not rely on it yet"
    if not status:
        return Confidence.POSSIBLE, "a Sigma rule matched that does not say how far it is tried"
    if severity in _TRUSTED or (status == "stable" and severity is Severity.MEDIUM):
        return Confidence.LIKELY, f"a Sigma rule of level {severity.value} and status {status} matched"
    return Confidence.POSSIBLE, f"a Sigma rule matched whose authors call a hit only {severity.value}"


def _benign(said: Any) -> str:  # noqa: ANN401 - whatever the rule's author wrote
    lines = [_line(one).rstrip(".") for one in said or () if isinstance(one, str)]
    told = [line for line in lines if line and line.lower() not in _SAYS_NOTHING]
    return ("; ".join(told) + ".")[:_CHARS] if told else ""


def _word(level: Any) -> str:  # noqa: ANN401
    return str(getattr(level, "name", level or "")).upper()


def _line(text: object) -> str:
    return " ".join(str(text).split())[:_CHARS] if text else ""


def _made(name: str, title: str) -> str:
    """Name a rule that has no id by its file and title."""
    return hashlib.sha256(f"{name}\n{title}".encode("utf-8", "replace")).hexdigest()[:32]
