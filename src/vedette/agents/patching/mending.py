"""Mends one finding: what codemods propose first, in order, then a model; the first that passes is taken."""

from __future__ import annotations

from collections.abc import Sequence

from vedette.agents.effects import Steps
from vedette.agents.patching.gates import try_patch
from vedette.agents.patching.ground import Ground
from vedette.agents.patching.patcher import ask_model
from vedette.core.patches import Patch, Tried


def mend(ground: Ground, proposals: Sequence[Patch], *, ask: bool) -> Steps[tuple[Tried, ...]]:
    """Try proposals, then a model's where one may be asked; the last one returned may be accepted."""
    tried: list[Tried] = []
    for patch in proposals:
        tried.append((yield from try_patch(patch, ground)))
        if tried[-1].accepted:
            return tuple(tried)
    if ask:
        tried += yield from ask_model(ground, tried)
    return tuple(tried)
