"""The gate: a patch in, what every check said out, cheapest first; the first that fails is the last."""

from __future__ import annotations

from collections.abc import Callable

from vedette.agents.effects import Noted, Steps, read_source
from vedette.agents.patching import attack, differential, rescanned, review, testing, wellformed
from vedette.agents.patching.applying import Misfit, apply, diff, paths_of
from vedette.agents.patching.ground import Changes, Ground
from vedette.agents.patching.ladder import rung
from vedette.agents.patching.trials import failed, passed
from vedette.core.claims import ClaimKind
from vedette.core.patches import Gate, Outcome, Patch, Trial, Tried

Check = Callable[[Changes, Ground], Steps[Trial]]


def try_patch(patch: Patch, ground: Ground) -> Steps[Tried]:
    """Send a patch through the gates, and say where it stands on the ladder."""
    yield Noted(kind=ClaimKind.PATCH, what="proposed", why=patch.by)
    trials: list[Trial] = []
    changes: Changes = ()
    try:
        changes = yield from _applied(patch, ground)
        trials.append(passed(Gate.G0, "each text to replace stands there once"))
    except Misfit as misfit:
        trials.append(failed(Gate.G0, str(misfit)))
    for check in CHECKS if changes else ():
        trials.append((yield from check(changes, ground)))
        if trials[-1].outcome is Outcome.FAILED:
            break
    tried = Tried(patch=patch, trials=tuple(trials), rung=rung(trials), diff=diff(changes))
    last = trials[-1]
    what = "confirmed" if tried.accepted else "dropped"
    yield Noted(kind=ClaimKind.PATCH, what=what, gate=last.gate.value, why=last.why)
    return tried


def _applied(patch: Patch, ground: Ground) -> Steps[Changes]:
    if patch.finding != ground.finding.fingerprint or patch.rule != ground.finding.rule:
        raise Misfit("it is meant for another finding: name the one that was asked about")
    texts: dict[str, str | None] = {}
    for path in paths_of(patch):
        texts[path] = yield from read_source(path)
    return apply(patch, texts)


def _well_formed(changes: Changes, ground: Ground) -> Steps[Trial]:
    yield from ()
    return wellformed.judge(changes, ground)


CHECKS: tuple[Check, ...] = (
    _well_formed,
    rescanned.judge,
    attack.judge,
    testing.judge,
    differential.judge,
    review.judge,
)
"""What comes after G0, in order."""
