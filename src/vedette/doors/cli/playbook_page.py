"""Playbooks as text a person reads."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from vedette.app.playbook_requests import Line, PlaybookRead, PlaybooksRun, RunShown, StepShown
from vedette.doors.cli.console import printable as visible

_WIDTH = 100


def page(found: PlaybookRead) -> str:
    """Return a whole playbook."""
    lines = [visible(found.title), *textwrap.wrap(visible(found.description), _WIDTH), ""]
    for one in found.lines:
        lines += _line(one)
    return "\n".join(lines) + "\n"


def _line(one: Line) -> Iterator[str]:
    margin = "  " * one.depth
    who = f"[{visible(one.who)}] " if one.who else ""
    yield f"{margin}{one.mark} {who}{visible(one.text)}{f' ({one.within})' if one.within else ''}"
    for label, text in (("why", one.why), ("to check", one.check)):
        if text:
            yield f"{margin}     {label}: {visible(text)}"


def runs_page(done: PlaybooksRun) -> str:
    """Return what can be done now."""
    if not done.runs:
        return "No playbook runs in this incident: vedette playbook list --for INCIDENT\n"
    return "\n".join(line for one in done.runs for line in _run(one, done.incident)) + "\n"


def _run(one: RunShown, incident: str) -> Iterator[str]:
    state = "has come to its end" if one.ended else f"{one.done} steps behind, {len(one.ready)} open"
    yield f"{visible(one.title)}: {state}"
    for name in one.stuck:
        yield f"  stuck: {visible(name)} failed, and nothing leads on; add tasks by hand"
    for step in one.ready:
        yield from _step(step, incident)


def _step(step: StepShown, incident: str) -> Iterator[str]:
    when = f"  LATE, was due {step.due}" if step.late else f"  by {step.due}" if step.due else ""
    begun = f"  begun {step.begun}" if step.begun else ""
    yield f"  {step.short}  {visible(step.does)}{when}{begun}"
    details = (
        ("who", step.who),
        ("why", step.why),
        ("to check", step.check),
        ("can be done by", step.action),
    )
    for label, text in details:
        if text:
            yield f"          {label}: {visible(text)}"
    if step.asks:
        yield f"          answer: vedette playbook done {incident[:6]} {step.short} --said yes|no"
