"""How grave something is follows from our tables: what a model says of it is compared, and never used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vedette.agents.gates.exhibits import Ground
from vedette.agents.gates.lexicon import known, lexicon, phrases
from vedette.agents.gates.written import Phrases, clauses
from vedette.core.levels import Severity

_NEAR: Final = 8
"""Words between how grave, and what of."""
_IS: Final = frozenset(
    ("is", "was", "as", "ist", "war", "als", "es", "como", "sehr", "very", "muy", "a", "only", "just")
)


def settled(_claimed: object, computed: Severity) -> Severity:
    """Return the severity of a finding: the one our tables give, whatever was claimed."""
    return computed


def fault(text: str, ids: Iterable[str], ground: Ground) -> str:
    """Say which word for how grave it is is not the computed one."""
    computed = {one.severity.value for one in ground.cited(ids) if one.severity is not None}
    for clause in clauses(text):
        about = list(_about(ground.language).find(clause))
        for match in phrases("severities", ground.language).find(clause):
            if match.name == "about" or match.name in computed:
                continue
            near = any(abs(match.start - one.start) <= _NEAR for one in about)
            if near or (match.name == "critical" and _is_said(clause, match.start)):
                return (
                    f"it is not {' '.join(clause[match.start : match.end])!a}: our tables say how grave it is"
                )
    return ""


def _is_said(clause: list[str], at: int) -> bool:
    return at > 0 and clause[at - 1] in _IS


def _about(language: str) -> Phrases:
    spoken = dict.fromkeys((known(language), "en"))
    return Phrases((("about", [row for one in spoken for row in lexicon().severities[one]["about"]]),))
