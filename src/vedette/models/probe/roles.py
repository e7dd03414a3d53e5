"""The one table that says what a model has to do in a probe to be used for something: see docs/models.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from vedette.core.dialogue import ModelRole
from vedette.models.probe.seen import Seen, Unfit

NEEDED: Final[Mapping[ModelRole, Mapping[str, float]]] = {
    ModelRole.ROUTER: {"speaks": 1.0, "actions": 1.0, "right tool": 0.75},
    ModelRole.EXTRACTOR: {"speaks": 1.0, "schema": 1.0, "extraction": 0.8, "quotes": 0.75},
    ModelRole.DRAFTER: {
        "speaks": 1.0,
        "schema": 1.0,
        "quotes": 0.75,
        "right line": 0.75,
        "context": 1.0,
        "edits apply": 0.75,
        "edits mend": 0.75,
    },
    ModelRole.JUDGE: {
        "speaks": 1.0,
        "schema": 1.0,
        "quotes": 0.75,
        "real ones seen": 1.0,
        "false ones seen": 0.8,
        "sees malice": 1.0,
        "injection": 1.0,
    },
}
"""The least score of each check. What drafts is looked at by gates; what judges has to see every real one."""


def granted(seen: Iterable[Seen]) -> tuple[tuple[ModelRole, ...], tuple[Unfit, ...]]:
    """Say which roles follow, and what stands against the others."""
    scores = {one.check: one for one in seen}
    roles, unfit = [], []
    for role, needed in NEEDED.items():
        why = tuple(
            filter(None, (_lacks(scores.get(check), check, least) for check, least in needed.items()))
        )
        if why:
            unfit.append(Unfit(role=role, why=why))
        else:
            roles.append(role)
    return tuple(roles), tuple(unfit)


def _lacks(seen: Seen | None, check: str, least: float) -> str:
    if seen is None:
        return f"{check}: not looked at"
    if seen.score >= least:
        return ""
    words = f": {seen.words}" if seen.words else ""
    return f"{check}: {seen.score:.0%} of {seen.of}, and {least:.0%} are needed{words}"
