"""The ladder: how far a patch has come, worked out from what the gates said."""

from __future__ import annotations

from collections.abc import Sequence

from vedette.core.patches import Gate, Outcome, Rung, Trial, Tried

_RUNGS: tuple[tuple[Rung, Gate], ...] = (
    (Rung.APPLIES, Gate.G0),
    (Rung.SCANNER_CLEAN, Gate.G2),
    (Rung.ATTACK_BLOCKED, Gate.G3),
    (Rung.TESTS_PASS, Gate.G4),
    (Rung.DIFFERENTIAL, Gate.G5),
)
_ORDER = tuple(Gate)


def rung(trials: Sequence[Trial]) -> Rung:
    """Return the highest rung whose gate passed, with no failure at or below it.

    A gate that was not run lends nothing: its own rung is left out, and the next may still be reached.
    What failed at G6 keeps the rungs below it, for those hold, and is not accepted.
    """
    said = {one.gate: one.outcome for one in trials}
    reached = Rung.DRAFTED
    for name, gate in _RUNGS:
        below = [said.get(one) for one in _ORDER[: _ORDER.index(gate) + 1]]
        if Outcome.FAILED in below:
            break
        if said.get(gate) is Outcome.PASSED:
            reached = name
    return reached


def approved(tried: Tried) -> Tried:
    """Return a patch with the word of a person who read it; only one that no gate stopped gets there.

    Raises:
        ValueError: a gate stopped it, or the scanner never saw it.

    """
    if not tried.accepted:
        raise ValueError("a patch that a gate stopped cannot be approved")
    return Tried(patch=tried.patch, trials=tried.trials, rung=Rung.HUMAN_APPROVED, diff=tried.diff)
