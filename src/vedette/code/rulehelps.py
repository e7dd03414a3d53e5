"""What rules say to people."""

from __future__ import annotations

from vedette.code.knowledge import Knowledge
from vedette.core.rulehelp import RuleHelp


def rule_helps(knowledge: Knowledge) -> tuple[RuleHelp, ...]:
    """Return the help of every rule, by id."""
    return tuple(page.help for page in knowledge.pages)
