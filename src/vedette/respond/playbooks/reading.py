"""A playbook's file, read and checked: a stranger may have written it.

Beside its form it is checked that one can get through it: every step it names is there, every step can be
reached and comes to an end, branches nest, and conditions can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from vedette.core.errors import BadInput
from vedette.respond.conditions import parse
from vedette.respond.playbooks.nouns import (
    SPECIFICATION,
    ActionStep,
    End,
    If,
    Nested,
    Parallel,
    Playbook,
    Start,
    Step,
    Switch,
    While,
)

LARGEST: Final = 4 * 2**20
"""Bytes of a playbook."""
MOST_STEPS: Final = 2000
DEEPEST: Final = 30
"""Levels of JSON; msgspec itself recurses."""
_ID: Final = re.compile(
    r"[a-z][a-z0-9-]+[a-z0-9]--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_VARIABLE: Final = re.compile(r"__[A-Za-z_][A-Za-z0-9_-]{0,199}__")
_TEXT: Final = re.compile(rb'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)"', re.DOTALL)
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_TAGS: Final = {
    "start": Start, "end": End, "action": ActionStep, "playbook-action": Nested, "parallel": Parallel,
    "if-condition": If, "while-condition": While, "switch-condition": Switch,
}  # fmt: skip


def read(data: bytes, name: str = "playbook") -> Playbook:
    """Read a playbook and check that one can get through it.

    Raises:
        BadInput: it is none, or has faults; the first few are named.

    """
    if len(data) > LARGEST:
        raise BadInput(f"{name}: larger than {LARGEST} bytes", hint="a playbook is a page or two of steps")
    if _depth(data) > DEEPEST:
        raise BadInput(f"{name}: nested deeper than {DEEPEST} levels", hint="a playbook is flat: steps by id")
    try:
        playbook = msgspec.json.decode(data, type=Playbook)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(
            f"{name}: not a CACAO 2.0 playbook ({str(error)[:200]})",
            hint="export one with: vedette playbook export ransomware",
        ) from error
    faults = list(faults_of(playbook))
    if faults:
        more = f" (and {len(faults) - 5} more)" if len(faults) > 5 else ""  # noqa: PLR2004  the first few
        raise BadInput(f"{name}: {'; '.join(faults[:5])}{more}", hint="mend these; nothing was started")
    return playbook


def faults_of(playbook: Playbook) -> Iterator[str]:
    """Say what is wrong with a playbook, in words."""
    if playbook.type != "playbook" or playbook.spec_version != SPECIFICATION:
        yield f"is {playbook.type!r} of {playbook.spec_version!r}, not a playbook of {SPECIFICATION!r}"
    if len(playbook.workflow) > MOST_STEPS:
        yield f"more than {MOST_STEPS} steps"
        return
    yield from _faults_of_head(playbook)
    for key, step in playbook.workflow.items():
        yield from _faults_of_step(playbook, key, step)
    if not isinstance(playbook.workflow.get(playbook.workflow_start), Start):
        yield "workflow_start names no start step"
        return
    unreached = set(playbook.workflow) - set(reachable(playbook))
    for key in sorted(unreached):
        yield f"nothing leads to {key}"


def _faults_of_head(playbook: Playbook) -> Iterator[str]:
    ids = {"id": playbook.id, "created_by": playbook.created_by}
    times = {"created": playbook.created, "modified": playbook.modified}
    yield from (f"{what} is no identifier" for what, value in ids.items() if not _ID.fullmatch(value))
    yield from (f"{what} is no time in UTC" for what, value in times.items() if not _TIME.fullmatch(value))
    if playbook.modified < playbook.created:
        yield "modified before it was created"
    for name in playbook.playbook_variables:
        if not _VARIABLE.fullmatch(name):
            yield f"{name[:80]!r} is no name of a variable"
    exception = playbook.workflow_exception
    if exception and exception not in playbook.workflow:
        yield "workflow_exception names no step"


def _faults_of_step(playbook: Playbook, key: str, step: Step) -> Iterator[str]:
    if not _ID.fullmatch(key) or _TAGS.get(key.partition("--")[0]) is not type(step):
        yield f"{key[:80]!r} is no identifier of such a step"
    for name in following(step):
        if name not in playbook.workflow:
            yield f"{key[:80]} leads to {name[:80]!r}, which is not there"
    if step.on_completion and (step.on_success or step.on_failure):
        yield f"{key[:80]} has both on_completion and on_success or on_failure"
    yield from _faults_of_kind(playbook, key[:80], step)


def _faults_of_kind(playbook: Playbook, key: str, step: Step) -> Iterator[str]:
    match step:
        case End() if tuple(following(step)):
            yield f"{key} is an end and goes on"
        case ActionStep() if not step.commands:
            yield f"{key} says nothing to do"
        case ActionStep() if step.agent not in playbook.agent_definitions:
            yield f"{key} is done by nobody who is defined"
        case Parallel() if len(step.next_steps) < 2:  # noqa: PLR2004  two make it parallel
            yield f"{key} has fewer than two branches"
        case If() | While():
            try:
                parse(step.condition)
            except BadInput as error:
                yield f"{key}: {error}"
        case _:
            pass


def following(step: Step) -> Iterator[str]:
    """Return the ids a step leads to: branches first, then what comes after."""
    match step:
        case If():
            yield from filter(None, (step.on_true, step.on_false))
        case While():
            yield step.on_true
        case Parallel():
            yield from step.next_steps
        case Switch():
            yield from step.cases.values()
        case _:
            pass
    yield from filter(None, (step.on_completion, step.on_success, step.on_failure))


def reachable(playbook: Playbook) -> tuple[str, ...]:
    """Return the ids of the steps something leads to, nearest first."""
    first = [one for one in (playbook.workflow_start, playbook.workflow_exception) if one]
    found: dict[str, None] = dict.fromkeys(first)
    waiting = list(found)
    for key in waiting:  # grows while it is gone through
        step = playbook.workflow.get(key)
        for name in following(step) if step is not None else ():
            if name not in found:
                found[name] = None
                waiting.append(name)
    return tuple(found)


def _depth(data: bytes) -> int:
    """Say how deep the brackets of a JSON text nest, texts in it left out."""
    deepest = depth = 0
    for mark in _TEXT.sub(b"", data).translate(None, _NO_BRACKETS):
        if mark in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest
