"""All signals of a hunt in, attacks out: the one call others make."""

from __future__ import annotations

from collections.abc import Iterable

from vedette.core.attacks import Attack
from vedette.core.nouns import Severity
from vedette.hunt.signal import Signal
from vedette.hunt.story.grouping import groups
from vedette.hunt.story.identities import Identities
from vedette.hunt.story.telling import told
from vedette.hunt.story.ties import SEVERITIES, resolve


def stories(signals: Iterable[Signal], who: Identities, kinds: frozenset[str]) -> tuple[Attack, ...]:
    """Tell what belongs together as attacks, the worst first.

    Args:
        signals: of rules and detectors, in any order; such without a place are nobody's evidence.
        who: which host has which address.
        kinds: the actions that occurred in the logs at all.

    """
    resolved = [resolve(one, who) for one in signals if one.places]
    aliases = who.addresses()
    attacks = [told(group, aliases, kinds) for group in groups(resolved)]
    return tuple(sorted(attacks, key=lambda one: (-_rank(one.severity), one.first, one.id)))


def _rank(severity: Severity) -> int:
    return SEVERITIES.index(severity)
