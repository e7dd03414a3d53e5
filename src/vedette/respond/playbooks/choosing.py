"""Which playbook an incident asks for: the one that names most of what was seen, the rarer the better."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from vedette.core.incidents import Incident
from vedette.respond.playbooks.authored import names, script


@dataclass(frozen=True, slots=True)
class Fit:
    """A playbook, and what speaks for it."""

    name: str
    score: float
    """Sum over what it names and the incident shows; what few playbooks name counts more."""
    because: tuple[str, ...]


def fitting(incident: Incident) -> tuple[Fit, ...]:
    """Return our playbooks that fit, the best first; none where nothing they name was seen."""
    return by_signs(signs(incident))


def by_signs(seen: Iterable[str]) -> tuple[Fit, ...]:
    """Return our playbooks that name some of these techniques, weaknesses and kinds, the best first."""
    shown = Counter(seen)
    wanted = {name: script(name).fits for name in names()}
    spread = Counter(sign for fits in wanted.values() for sign in fits)
    found = []
    for name, fits in wanted.items():
        because = tuple(sign for sign in fits if sign in shown)
        score = sum((1 + math.log(shown[sign])) / spread[sign] for sign in because)
        if because:
            found.append(Fit(name, round(score, 3), because))
    return tuple(sorted(found, key=lambda fit: (-fit.score, fit.name)))


def signs(incident: Incident) -> Iterable[str]:
    """Return what an incident shows: techniques (themselves and what they are a kind of), weaknesses."""
    for attack in incident.attacks:
        for technique in attack.techniques:
            yield from _both(technique.id)
    for finding in incident.findings:
        yield from finding.weaknesses
        for one in finding.techniques:
            yield from _both(one)
    for line in incident.timeline:
        for one in line.techniques:
            yield from _both(one)


def _both(technique: str) -> tuple[str, ...]:
    parent = technique.partition(".")[0]
    return (technique,) if parent == technique else (technique, parent)
