"""What the desk says, in Markdown: words of ours, and quotes made visible; no link or picture of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vedette.app.knowledge_answers import Known, Sought
from vedette.app.render import Look
from vedette.app.results import ReportExplained
from vedette.app.written import Written, written
from vedette.core.errors import Refused, VedetteError
from vedette.core.explanations import Audience
from vedette.core.nouns import Finding, Lines, Report
from vedette.core.rulehelp import RuleHelp
from vedette.explain.explaining import explain
from vedette.explain.words.texts import load
from vedette.export.visible import visible

_MOST: Final = 8
"""Findings, hits or rules that are shown; more are counted."""
_QUOTE: Final = 160
_HOW: Final = """\
I look things up, and look at what you give me. I say only what I can show. Ask, for example:

- is this script malicious? (paste it between ``` and ```)
- what is wrong with this code? (paste Python)
- what happened in these log lines? (paste them)
- what is CWE-89? what is phishing? what does T1566 mean?
- what do you look for?
"""
_HOW_AT_HOME: Final = """\
- scan ./src — is ./attachment.zip malicious? — was there an attack in ./logs?
- explain the report to my boss
"""


def how(*, at_home: bool) -> str:
    """Say what can be asked."""
    return _HOW + (_HOW_AT_HOME if at_home else "")


def report(made: Report, audience: Audience) -> str:
    """Say what an engine found: the explanation, then the places it rests on, then what was not looked at."""
    texts = load("en")
    explanation = explain(made, audience)
    labels = {
        **texts.labels,
        "severity": texts.severities[explanation.severity.value],
        "confidence": texts.levels[explanation.confidence.value],
    }
    page = explained(ReportExplained(explanation=explanation, words=labels))
    return "\n\n".join(one for one in (page, _places(made), _unseen(made)) if one)


def explained(told: ReportExplained) -> str:
    """Write an explanation down."""
    return written(told, Written.MARKDOWN, Look()).decode().strip()


def sought(found: Sought) -> str:
    """Say what fits some words."""
    if not found.hits:
        return "Nothing I know fits these words. Say it in other words, or ask `what can I ask`."
    lines = [
        f"- **{_plain(one.id)}** {_plain(one.name)} ({one.kind}): {_plain(one.says)}" for one in found.hits
    ]
    return "\n".join(("What fits best:", "", *lines, "", f"Ask `what is {found.hits[0].id}` for all of it."))


def known(one: Known) -> str:
    """Say what is known of one thing."""
    parts = [f"**{_plain(one.id)}: {_plain(one.name)}** ({one.kind})"]
    for part in one.parts:
        source = f" ({_plain(part.source)})" if part.source else ""
        lines = [f"- {_plain(line)}" for line in part.lines if line]
        parts.append("\n".join((f"{_plain(part.heading)}{source}:", "", *lines)))
    return "\n\n".join((*parts, *(f"Note: {_plain(note)}" for note in one.notes)))


def rules(helps: Sequence[RuleHelp]) -> str:
    """Say what the code engine looks for."""
    lines = [f"- `{one.id}` {_plain(one.title)}" for one in helps]
    return "\n".join((f"In Python source, {len(helps)} kinds of weakness:", "", *lines))


def refused(error: Refused) -> str:
    """Say what may not be done, and what would change that."""
    return f"I may not do this for you: {_plain(str(error))}\n\nWhat would change that: {_plain(error.hint)}"


def failed(error: VedetteError) -> str:
    """Say what went wrong, and what to do."""
    return f"That did not work: {_plain(str(error))}\n\nTry this: {_plain(error.hint)}"


def hand_in(place: str) -> str:
    """Say how files get here."""
    return (
        f"I cannot see {_quoted(place)} from here. Paste the text into your question, or hand the file in: "
        "upload it and submit a job, as docs/start-service.md shows."
    )


def no_last() -> str:
    """Say that there is no last report."""
    return "I keep no last report of yours here. Paste what you want explained, or ask about a job's report."


def _places(made: Report) -> str:
    shown = [_place(one) for one in made.findings[:_MOST]]
    if not shown:
        return ""
    more = len(made.findings) - len(shown)
    rest = [f"- and {more} more"] if more > 0 else []
    return "\n".join(("Where it shows:", "", *shown, *rest))


def _place(finding: Finding) -> str:
    where = finding.primary
    line = f" line {where.locator.line}" if isinstance(where.locator, Lines) else ""
    sure = f"{finding.severity.value}, {finding.confidence.value}"
    return f"- {_plain(finding.title)} ({sure}):{line} {_quoted(where.quote)}"


def _unseen(made: Report) -> str:
    skipped = made.coverage.skipped
    if not skipped:
        return ""
    named = "; ".join(f"{_plain(one.what)}: {_plain(one.why)}" for one in skipped[:_MOST])
    return f"Not looked at, or not wholly: {named}"


def _plain(text: str) -> str:
    """Leave nothing in words that Markdown or a terminal would act on."""
    return "".join("\\" + sign if sign in "\\[]<>`*_!|" else sign for sign in visible(text))


def _quoted(text: str) -> str:
    """Show a quote as code, on one line, cut where it is long."""
    seen = visible(text).replace("`", "'")
    return f"`{seen[:_QUOTE]}{'…' if len(seen) > _QUOTE else ''}`"
