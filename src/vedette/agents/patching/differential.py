"""Gate G5: old and new do the same on harmless input.

The function the finding begins in is called with values that do no harm, old and new, twice each: what
differs from one call to the next by itself is left out. Nothing is shown where no call ends well.
"""

from __future__ import annotations

from typing import Any

from vedette.agents.effects import Steps
from vedette.agents.patching import harness
from vedette.agents.patching.attack import placed
from vedette.agents.patching.ground import Changes, Ground
from vedette.agents.patching.harness import Answered, Place, Told
from vedette.agents.patching.trials import failed, not_run, passed
from vedette.agents.patching.values import MOST, harmless_calls
from vedette.core.patches import Gate, Trial

_CHANGED = """
weak-hash weak-random weak-cipher weak-key-size insecure-temp-file hardcoded-secret insecure-cookie
cross-site-scripting debug-mode
"""
_BY_DESIGN = frozenset(_CHANGED.split())
"""Rules whose fix changes the result itself: only how a call ends and what kind it gives is compared."""
_LANGUAGES = """
command-injection sql-injection template-injection ldap-injection xpath-injection nosql-injection
argument-injection regex-injection format-string
"""
_TAME = frozenset(_LANGUAGES.split())
"""Rules about text that is read as a language: a fix changes what quotes and blanks in it mean."""
_LOOSE = _TAME | {"code-injection", "unsafe-deserialisation", "xxe", "xml-entity-expansion"}
"""Rules whose fix may refuse with another error what was refused before."""


def judge(changes: Changes, ground: Ground) -> Steps[Trial]:
    """Call the old and the new with harmless values, and compare."""
    place = yield from placed(changes, ground)
    if isinstance(place, str):
        return not_run(Gate.G5, f"nothing could be compared: {place}")
    cases = _cases(place, tame=ground.finding.rule in _TAME)
    old = yield from harness.call(ground, harness.reversed_changes(changes), place, cases)
    if isinstance(old, str):
        return not_run(Gate.G5, f"nothing could be compared: {old}")
    new = yield from harness.call(ground, changes, place, cases)
    if isinstance(new, str):
        return failed(Gate.G5, f"the code as it was could be called, and now {new}: keep it callable")
    rule = ground.finding.rule
    return _compared((old, new), cases, exact=rule not in _BY_DESIGN, loose=rule in _LOOSE)


def _cases(place: Place, *, tame: bool) -> list[dict[str, Any]]:
    fills: list[dict[str, Any]] = []
    for fill in harmless_calls(place, tame=tame):
        if fill not in fills and len(fills) < MOST:
            fills.append(fill)
    outer = {} if place.sources else {"outer": "hello"}
    return [
        {"id": f"{number}{again}", "fill": fill} | outer
        for number, fill in enumerate(fills)
        for again in "ab"
    ]


def _compared(
    pair: tuple[Answered, Answered], cases: list[dict[str, Any]], *, exact: bool, loose: bool
) -> Trial:
    before, after = ({one.id: one for one in answered.cases} for answered in pair)
    alike = well = 0
    for first, second in zip(cases[::2], cases[1::2], strict=True):
        was, again, now = before[first["id"]], before[second["id"]], after[first["id"]]
        fixed = exact and _says(was, exact=True) == _says(again, exact=True)
        both_refuse = loose and was.ended == now.ended == "raised"
        if not both_refuse and _says(was, exact=fixed) != _says(now, exact=fixed):
            return failed(Gate.G5, _differs(first["fill"], was, now))
        alike += 1
        well += was.ended == "returned"
    if not well:
        return not_run(Gate.G5, f"none of {alike} harmless calls ends well here: nothing can be compared")
    return passed(Gate.G5, f"{alike} harmless calls end alike, {well} of them with a result")


def _differs(fill: dict[str, Any], was: Told, now: Told) -> str:
    given = ", ".join(f"{name}={next(iter(one.values()))!r}" for name, one in fill.items())
    return f"with harmless input ({given[:100]}) it gave {_short(was)} and gives {_short(now)}: keep that"


def _says(told: Told, *, exact: bool) -> tuple[str, ...]:
    if told.ended == "raised":
        return told.ended, told.type
    return (told.ended, told.type, told.shown) if exact else (told.ended, told.type)


def _short(told: Told) -> str:
    return f"{told.shown[:60]!r}" if told.ended == "returned" else told.refused[:80]
