"""Gate G3: what shows the weakness does not work any more, in any of its variants.

The function the finding begins in is called in the sandbox, old and new, with an attack in place of what
comes in. It has to work on the old, or nothing is shown; it may not work on the new; and the new may not be
blind to harmless input, which would block every attack as well.
"""

from __future__ import annotations

from typing import Any

from vedette.agents.effects import Steps, read_source
from vedette.agents.patching import harness
from vedette.agents.patching.ground import Changes, Ground
from vedette.agents.patching.harness import Answered, Place, Told, Value
from vedette.agents.patching.payloads import ATTACKS, Attack
from vedette.agents.patching.trials import failed, not_run, passed
from vedette.agents.patching.values import harmless, plain
from vedette.core.patches import Gate, Trial

_HARMLESS = "harmless"


def judge(changes: Changes, ground: Ground) -> Steps[Trial]:
    """Attack the old and the new, and compare."""
    attack = ATTACKS.get(ground.finding.rule)
    if attack is None:
        return not_run(Gate.G3, f"no attack is known here that shows {ground.finding.rule} at work")
    place = yield from placed(changes, ground)
    if isinstance(place, str):
        return not_run(Gate.G3, f"no attack could be tried: {place}")
    return (yield from _attacked(changes, ground, place, attack))


def _attacked(changes: Changes, ground: Ground, place: Place, attack: Attack) -> Steps[Trial]:
    cases = _cases(place, attack)
    old = yield from harness.call(ground, harness.reversed_changes(changes), place, cases)
    if isinstance(old, str):
        return not_run(Gate.G3, f"no attack could be tried: {old}")
    working = _working(old, attack)
    if not working:
        return not_run(Gate.G3, f"{len(cases) - 1} attacks were tried, and none worked on the code as it was")
    new = yield from harness.call(ground, changes, place, cases)
    if isinstance(new, str):
        return failed(Gate.G3, f"the attack worked before, and now {new}: keep it callable")
    return _compared(old, new, attack, working)


def placed(changes: Changes, ground: Ground) -> Steps[Place | str]:
    """Find the function to call, in the text before the changes."""
    path = ground.finding.evidence[0].name
    text: str | None = next((one.before for one in changes if one.path == path), None)
    if text is None:
        text = yield from read_source(path)
    return harness.place_of(ground, text) if text is not None else "its source cannot be read"


def _cases(place: Place, attack: Attack) -> list[dict[str, Any]]:
    made = [_case(place, None)]
    made += [_case(place, one) for one in attack.payloads]
    return [one | {"id": f"{number}" if number else _HARMLESS} for number, one in enumerate(made)]


def _case(place: Place, payload: Value | None) -> dict[str, Any]:
    fill = plain(place)
    if place.sources:
        for name, kind, _ in place.parameters:
            if name in place.sources:
                fill[name] = _fitting(payload, name, kind)
        return {"fill": fill}
    text = next(iter(payload.values())) if payload is not None else "hello"
    requests = {
        name: {"request": text}
        for name, kind, _ in place.parameters
        if "request" in name.lower() or "equest" in kind
    }
    return {"fill": fill | requests, "outer": text}


def _fitting(payload: Value | None, name: str, kind: str) -> Value:
    """Return a payload in the form a parameter takes it in."""
    usual = harmless(name, kind)[0]
    if payload is None:
        return usual
    if "request" in usual:
        return {"request": next(iter(payload.values()))}
    return payload


def _working(answered: Answered, attack: Attack) -> set[str]:
    known = {one.id: one for one in answered.cases}
    base = known.get(_HARMLESS)
    if base is None:
        return set()
    return {name for name, one in known.items() if name != _HARMLESS and attack.works(one, base)}


def _compared(old: Answered, new: Answered, attack: Attack, working: set[str]) -> Trial:
    still, number = _working(new, attack), len(attack.payloads)
    if still:
        shown = repr(next(iter(attack.payloads[min(map(int, still)) - 1].values())))[:80]
        return failed(
            Gate.G3, f"{len(still)} of {number} attacks still work, such as {shown}: block them all"
        )
    before, after = _harmless(old), _harmless(new)
    if before.ended == "returned" and after.ended != "returned":
        return failed(Gate.G3, f"it turns harmless input away as well ({after.refused[:120]}): let it in")
    swallowed = [one.stubbed[0] for one in new.cases if one.id in working and one.stubbed]
    if swallowed and not any(one.stubbed for one in old.cases if one.id in working):
        why = f"what blocks the attack is a module that is not installed here ({swallowed[0][:80]})"
        return not_run(Gate.G3, why)
    return passed(
        Gate.G3, f"{len(working)} of {number} attacks worked on the code as it was, none on the patched one"
    )


def _harmless(answered: Answered) -> Told:
    return next(one for one in answered.cases if one.id == _HARMLESS)
