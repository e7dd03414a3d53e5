"""Rules as SARIF describes them, with the properties GitHub reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from vedette.core.nouns import Confidence, Finding, Severity
from vedette.core.rulehelp import RuleHelp
from vedette.export.sarif_places import clean
from vedette.export.tally import CONFIDENCES
from vedette.export.words import opening

MOST_TAGS = 20
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_PRECISION = {
    Confidence.PROVEN: "very-high",
    Confidence.STRONG: "high",
    Confidence.LIKELY: "medium",
    Confidence.POSSIBLE: "low",
}


def described(rule: RuleHelp, findings: Iterable[Finding]) -> dict[str, Any]:
    """Return a reporting descriptor; its precision is that of the surest finding it has here."""
    found = {finding.confidence for finding in findings if finding.rule == rule.id}
    surest = next((confidence for confidence in CONFIDENCES if confidence in found), Confidence.LIKELY)
    title = clean(rule.title) or clean(rule.id)
    words = clean(rule.words) or title
    return {
        "id": clean(rule.id),
        "name": "".join(part.capitalize() for part in re.findall(r"[A-Za-z0-9]+", rule.id)) or "Rule",
        "shortDescription": {"text": title},
        "fullDescription": {"text": opening(words) or title},
        "help": {"text": words, "markdown": words},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": _tags(rule),
            "precision": _PRECISION[surest],
            "problem.severity": {"error": "error", "warning": "warning"}.get(
                LEVELS[rule.severity], "recommendation"
            ),
            "security-severity": f"{rule.score:.1f}",
        },
    }


def _tags(rule: RuleHelp) -> list[str]:
    weaknesses = (f"external/cwe/{weakness.lower()}" for weakness in rule.weaknesses)
    owasp = (f"external/owasp/{entry.lower()}" for entry in rule.owasp)
    return [clean(tag) for tag in dict.fromkeys(["security", *weaknesses, *owasp])][:MOST_TAGS]
