"""Traffic Light Protocol 2.0: how far what carries a marking may travel, and what carries a narrower one."""

from __future__ import annotations

import re
from typing import Final

from vedette.core.errors import Refused
from vedette.core.incidents import Tlp
from vedette.export.incidents.asked import Reach

_FARTHEST: Final = {
    Tlp.RED: Reach.NAMED,
    Tlp.AMBER_STRICT: Reach.ORGANISATION,
    Tlp.AMBER: Reach.CLIENTS,
    Tlp.GREEN: Reach.COMMUNITY,
    Tlp.CLEAR: Reach.PUBLIC,
}
_ORDER: Final = tuple(Reach)
_MARK: Final = re.compile(r"TLP\s*:\s*(RED|AMBER\s*\+\s*STRICT|AMBER|GREEN|CLEAR|WHITE)", re.IGNORECASE)
_WAS: Final = {"WHITE": "CLEAR"}
"""TLP 1 called it so."""


def farthest(marking: Tlp) -> Reach:
    """Return how far it may go at most."""
    return _FARTHEST[marking]


def allows(marking: Tlp, reach: Reach) -> bool:
    """Say whether what is marked so may go that far."""
    return _ORDER.index(reach) <= _ORDER.index(_FARTHEST[marking])


def check(marking: Tlp, reach: Reach) -> None:
    """Stop what would travel farther than its marking lets it.

    Raises:
        Refused: it would.

    """
    if not allows(marking, reach):
        raise Refused(
            f"{marking.value} does not allow a report that reaches: {reach}",
            hint=f"write it for {_FARTHEST[marking]}, or ask whoever marked it for a wider marking",
        )


def narrower(text: str, reach: Reach) -> bool:
    """Say whether text carries a marking of its own that does not let it go that far."""
    found = (re.sub(r"\s", "", match[1]).upper() for match in _MARK.finditer(text))
    return any(not allows(Tlp(f"TLP:{_WAS.get(one, one)}"), reach) for one in found)
