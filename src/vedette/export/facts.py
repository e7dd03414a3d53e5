"""What is known about a finding when its own fields are empty: its rule says it."""

from __future__ import annotations

from vedette.core.nouns import Confidence, Coverage, Finding, Report, Severity
from vedette.core.rulehelp import RuleHelp
from vedette.export.judged import answer
from vedette.export.show import Rules
from vedette.export.visible import one_line

_SCORES = {
    Severity.CRITICAL: 9.5,
    Severity.HIGH: 8.0,
    Severity.MEDIUM: 5.5,
    Severity.LOW: 3.0,
    Severity.INFO: 0.0,
}


def known_remedy(finding: Finding, rules: Rules) -> str:
    """Return what to do about it."""
    rule = rules.get(finding.rule)
    return finding.remedy or (rule.remedy if rule else "")


def known_weaknesses(finding: Finding, rules: Rules) -> tuple[str, ...]:
    """Return its CWE and ATT&CK ids, visible."""
    rule = rules.get(finding.rule)
    weaknesses = finding.weaknesses or (rule.weaknesses if rule else ())
    return tuple(map(one_line, (*weaknesses, *finding.techniques)))


def way(finding: Finding) -> str:
    """Say what the steps of a finding are: a way through code, or what shows it."""
    return "What shows it" if finding.seen is not None or finding.innocent else "How it gets there"


def rule_of(finding: Finding, rules: Rules) -> RuleHelp:
    """Return the finding's rule; where nobody gave us its page, what the finding itself says of it."""
    return rules.get(finding.rule) or RuleHelp(
        id=finding.rule,
        title=finding.title,
        words=finding.remedy or finding.title,
        severity=finding.severity,
        score=_SCORES[finding.severity],
        weaknesses=finding.weaknesses,
        remedy=finding.remedy,
    )


def headline(report: Report, active: int) -> str:
    """Return the answer in a few words: attacks first, where there are any."""
    if report.judgements:
        return answer(report)
    if not report.attacks:
        return verdict(active, report.coverage)
    attacks = len(report.attacks)
    return f"{attacks:,} attack{'' if attacks == 1 else 's'}, {active:,} finding{'' if active == 1 else 's'}"


def verdict(active: int, coverage: Coverage) -> str:
    """Return the answer in one sentence, which never sounds better than what was read allows."""
    if active:
        return f"{active:,} finding{'' if active == 1 else 's'}"
    if not coverage.files:
        return "Nothing was read, so nothing can be said"
    if coverage.skipped:
        return "No findings in what was read; some of it was not"
    return "No findings in what was read"


RANKS = {
    Confidence.POSSIBLE: 25.0,
    Confidence.LIKELY: 60.0,
    Confidence.STRONG: 90.0,
    Confidence.PROVEN: 100.0,
}
"""How sure, from 0 to 100, for formats that want a number."""
