"""How a gate's word is written."""

from __future__ import annotations

from vedette.core.patches import Gate, Outcome, Trial


def passed(gate: Gate, why: str) -> Trial:
    """Say that a gate let it through."""
    return Trial(gate=gate, outcome=Outcome.PASSED, why=why)


def failed(gate: Gate, why: str) -> Trial:
    """Say that a gate stopped it, and what to change."""
    return Trial(gate=gate, outcome=Outcome.FAILED, why=why)


def not_run(gate: Gate, why: str) -> Trial:
    """Say that there was nothing to run, or nowhere."""
    return Trial(gate=gate, outcome=Outcome.NOT_RUN, why=why)
