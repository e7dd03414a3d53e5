"""How sure a sink that something untrusted reaches makes us, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from msgspec import structs

from vedette.code.knowledge import INSTANCE, Knowledge
from vedette.code.pages import Page
from vedette.code.tables import SETTING, Flag, Sink
from vedette.code.taint.found import LADDER, Found, Place
from vedette.code.taint.scopes import Origin, Reached
from vedette.code.taint.traces import Step, is_below, unroll
from vedette.core.nouns import Confidence

Same: TypeAlias = "dict[Any, Any]"
"""Places and texts of what was found so far, each kept once: one function run for thirty shapes of arguments
finds the same thirty times, and says so step by step."""
_STEPS_MAX: Final = 48
_TEST: Final = re.compile(r"(?:^|/)(?:tests?/|conftest\.py$|test_[^/]*\.py$|[^/]*_tests?\.py$)")
"""Files of tests, by the names test runners look for."""
_KINDS: Final = {
    "remote": "a request from outside",
    "response": "an answer from another server",
    "model": "a language model's answer",
    "stored": "stored data that others may write",
    "file": "the content of a file somebody chose",
    "entry": "a name inside an archive",
    "cli": "the command line",
    "env": "the environment",
    "caller": "whoever calls this function",
}


def judge(knowledge: Knowledge, reached: Reached, origin: Origin, label: int, same: Same) -> Iterator[Found]:
    """Yield what the rules make of one sink and one origin that reaches it."""
    if reached.row.kind == SETTING and isinstance(reached.row, Flag):
        yield Found(SETTING, _place(reached), reached.function, "", reached.row.what, Confidence.POSSIBLE, "")
    for page in knowledge.rules.get(reached.row.kind, ()):
        is_flag = isinstance(reached.row, Flag)
        made = _flagged(page, reached) if is_flag else _tainted(page, reached, origin, label, same)
        if made is not None:
            yield _as_in_a_test(made) if _TEST.search(made.place.path) else made


def _as_in_a_test(found: Found) -> Found:
    """Return what is found in a test's file: no stranger reaches that, and no secret lives there."""
    reason = f"{found.reason}; it stands in a test, which nobody outside runs"
    return structs.replace(found, confidence=Confidence.POSSIBLE, reason=reason)


def _flagged(page: Page, reached: Reached) -> Found:
    row = reached.row
    confidence, reason = row.confidence or page.confidence, "wrong whatever the data"
    if reached.named_only:
        confidence, reason = Confidence.POSSIBLE, "recognised by the name of the method alone"
    what = row.what if isinstance(row, Flag) else ""
    return Found(page.id, _place(reached), reached.function, "", what, confidence, reason)


def _tainted(page: Page, reached: Reached, origin: Origin, label: int, same: Same) -> Found | None:
    base = page.sources.get(origin.kind)
    if base is None:
        return None
    if origin.kind in page.only_below and not is_below(reached.trace, label):
        return None
    steps = unroll(reached.trace, label)
    confidence, reason = _confidence(base, reached, origin, steps)
    if reached.row.confidence is not None:
        confidence = min(confidence, reached.row.confidence, key=LADDER.index)
    places = tuple([same.setdefault(step, step) for step in _distinct(steps, reached)])
    reason = same.setdefault(reason, reason)
    unless = reached.row.unless_setting if isinstance(reached.row, Sink) else ""
    place = _place(reached)
    return Found(
        page.id, place, reached.function, origin.kind, origin.what, confidence, reason, places, unless
    )


def _place(reached: Reached) -> Place:
    return Place(
        reached.module.path, reached.at, reached.name.replace(INSTANCE, "").removeprefix("builtins.")
    )


def _confidence(
    base: Confidence, reached: Reached, origin: Origin, steps: list[Step]
) -> tuple[Confidence, str]:
    reason = f"the value comes from {_KINDS.get(origin.kind, origin.kind)}"
    level = LADDER.index(base)
    by_name = reached.named_only or origin.named_only
    guesses = tuple(dict.fromkeys(step.note for step in steps if step.guess))
    if guesses:
        level -= len(guesses)
        more = f", as {len(guesses) - 1} more on the way" if len(guesses) > 1 else ""
        reason += f"; it {guesses[0]}, which is assumed to let it through{more}"
    if by_name:
        level = 0
        reason += f"; the {'sink' if reached.named_only else 'source'} is recognised by its name alone"
    if not guesses and not by_name:
        reason += ", and every step from there to here is known"
    return LADDER[max(level, 0)], reason


def _distinct(steps: list[Step], reached: Reached) -> list[Place]:
    """Drop steps that stand at the same place as the one before, and those at the sink itself."""
    found: list[Step] = []
    for step in steps:
        if not (found and found[-1].at == step.at and found[-1].module is step.module):
            found.append(step)
    while len(found) > 1 and found[-1].at == reached.at and found[-1].module is reached.module:
        found.pop()
    if len(found) > _STEPS_MAX:
        found = [*found[: _STEPS_MAX // 2], *found[-_STEPS_MAX // 2 :]]
    return [Place(step.module.path, step.at, step.note) for step in found]
