"""What came of mending, for people: the ladder of each finding, what every gate said, the diff."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.app.fix_answers import Became, Fixed, Mending
from vedette.core.nouns import Lines
from vedette.core.patches import Outcome, Rung, Trial, Tried
from vedette.doors.cli.console import printable

_LADDER: Final = tuple(Rung)
_SAYS: Final = {Outcome.PASSED: "passed ", Outcome.FAILED: "FAILED ", Outcome.NOT_RUN: "not run"}
_MARKS: Final = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_RUN: "·"}


def page(fixed: Fixed) -> str:
    """Write it as plain text."""
    lines = [line for one in fixed.mendings for line in _mending(one)]
    lines += [*_ending(fixed), "", fixed.caveat]
    return printable("\n".join(lines)) + "\n"


def _mending(mending: Mending) -> Iterator[str]:
    finding = mending.finding
    where = finding.primary.locator
    at = f":{where.line}" if isinstance(where, Lines) else ""
    yield f"{finding.fingerprint[:8]}  {finding.rule}  {finding.primary.name}{at}"
    yield f"  {finding.title}"
    if mending.accepted is None:
        yield f"  {mending.became.value}: {mending.why}"
    for one in mending.tried:
        yield from _tried(one)
    yield ""


def _tried(tried: Tried) -> Iterator[str]:
    patch = tried.patch
    yield f"  {'patch' if tried.accepted else 'refused'} by {patch.author.value} {patch.by}: {patch.says}"
    yield f"  ladder   {ladder(tried)}"
    yield from (f"    {_SAYS[one.outcome]}  {one.gate.value}: {one.why}" for one in tried.trials)
    if tried.accepted:
        yield from (f"    {line}" for line in tried.diff.splitlines())


def ladder(tried: Tried) -> str:
    """Write the ladder with the rung that was reached marked."""
    return " > ".join(f"[{one.value}]" if one is tried.rung else one.value for one in _LADDER)


def _ending(fixed: Fixed) -> Iterator[str]:
    count = {became: sum(one.became is became for one in fixed.mendings) for became in Became}
    each = ", ".join(f"{count[one]} {one.value}" for one in Became)
    yield f"{len(fixed.mendings)} findings: {each}"
    tally = fixed.tally
    yield f"{tally.proposed} patches were proposed, {tally.confirmed} accepted, {tally.dropped_count} refused"
    if tally.inconclusive:
        yield f"{tally.inconclusive} questions to the model had no usable answer"
    if fixed.branch:
        yield f"committed on the new branch {fixed.branch} as {fixed.commit[:12]}; nothing was pushed"
    yield from (f"changed: {one}" for one in fixed.written)
    yield from (f"note: {one}" for one in fixed.notes)


def markdown(fixed: Fixed) -> str:
    """Write it as Markdown: one section a finding, what strangers wrote in code, never as markup."""
    parts = [f"# Patches for {_code(fixed.target.name)}", "", f"> {fixed.caveat}", ""]
    for one in fixed.mendings:
        parts += _section(one)
    parts += ["## In all", "", *(f"- {_plain(line)}" for line in _ending(fixed)), ""]
    return printable("\n".join(parts))


def _section(mending: Mending) -> Iterator[str]:
    finding = mending.finding
    yield f"## {_code(finding.rule)} in {_code(finding.primary.name)} ({finding.fingerprint[:8]})"
    yield ""
    why = f" ({_plain(mending.why)})" if mending.why else ""
    yield f"{_plain(finding.title)}: {mending.became.value}{why}."
    yield ""
    for tried in mending.tried:
        patch = tried.patch
        yield f"**{tried.rung.value}**, by {patch.author.value} {_code(patch.by)}: {_plain(patch.says)}"
        yield ""
        yield "| Gate | | What it said |"
        yield "|---|---|---|"
        yield from (_row(one) for one in tried.trials)
        yield ""
        if tried.diff:
            fence = "`" * max(3, _longest_run(tried.diff) + 1)
            yield f"{fence}diff\n{tried.diff.rstrip()}\n{fence}"
            yield ""


def _row(trial: Trial) -> str:
    return f"| {trial.gate.value} | {_MARKS[trial.outcome]} {trial.outcome.value} | {_plain(trial.why)} |"


def _longest_run(text: str) -> int:
    longest = run = 0
    for letter in text:
        run = run + 1 if letter == "`" else 0
        longest = max(longest, run)
    return longest


def _code(text: str) -> str:
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{' '.join(text.split())}{pad}{fence}"


def _plain(text: str) -> str:
    """Take from words what Markdown reads as markup."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_[]<>|#!~" else letter for letter in text)
    return " ".join(escaped.split()).replace("://", ": //")
