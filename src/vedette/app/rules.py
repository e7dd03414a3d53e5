"""The rules: listed in words, and tried on their own examples."""

from __future__ import annotations

from vedette.app.jobs import Job
from vedette.app.requests import ListRules, TestRules
from vedette.app.results import CasesRun, RulesListed
from vedette.app.rulefolder import read_rules
from vedette.app.tools import Tools
from vedette.core.errors import BadInput


def listed(tools: Tools, request: ListRules, job: Job) -> RulesListed:
    """List all rules, or one.

    Raises:
        BadInput: there is no such rule.

    """
    job.check()
    rules = tools.load(read_rules(request.rules), None).helps()
    if request.only is not None:
        rules = tuple(one for one in rules if one.id == request.only)
        if not rules:
            raise BadInput(f"no rule is called {request.only!r}", hint="vedette rules list names them all")
    return RulesListed(rules=tuple(sorted(rules, key=lambda one: one.id)))


def tested(tools: Tools, request: TestRules, job: Job) -> CasesRun:
    """Run the examples of all rules and tables, or of the one that is named."""
    cases = []
    for case in tools.load(read_rules(request.rules), None).cases(request.only):
        cases.append(case)
        job.tell("testing", len(cases))
    if not cases:
        what = "there are no examples to run" if request.only is None else f"no examples of {request.only!r}"
        raise BadInput(
            what, hint="give a rule's id, the `library` a table names, or the folder of your own rules"
        )
    return CasesRun(cases=tuple(cases))
