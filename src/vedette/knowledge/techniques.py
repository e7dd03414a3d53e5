"""ATT&CK techniques by id: their names, the tactics they serve and the matrix they stand in.

Names and tactics are facts of MITRE ATT&CK v18.1 (enterprise, ICS, mobile), © The MITRE Corporation, used
with its permission; `attack.tsv` and `NOTICE` say so too. `mitigations` has what goes with them. Nothing is
ever fetched.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msgspec import Struct

from vedette.knowledge.tables import listed, rows

TACTICS: Final[tuple[str, ...]] = (
    "reconnaissance",
    "resource-development",
    "initial-access",
    "execution",
    "persistence",
    "privilege-escalation",
    "defense-evasion",
    "credential-access",
    "discovery",
    "lateral-movement",
    "collection",
    "command-and-control",
    "exfiltration",
    "impact",
)
"""Of the enterprise matrix, in the order an attack tends to go through them."""
VERSION: Final = "18"
VERSION_WHOLE: Final = "18.1"
DATE: Final = "2025-11-13"
"""Of the data."""
LATER: Final = {
    "T1684.001": "T1656",
    "T1684.002": "T1672",
    "T1685": "T1562.001",
    "T1685.001": "T1562.002",
    "T1685.002": "T1562.008",
    "T1685.003": "T1562.011",
    "T1685.004": "T1562.012",
    "T1685.005": "T1070.001",
    "T1685.006": "T1070.002",
    "T1686": "T1562.004",
    "T1686.001": "T1562.007",
    "T1686.002": "T1562.013",
    "T1686.003": "T1562.004",
    "T1688": "T1562.009",
    "T1689": "T1562.010",
    "T1690": "T1562.003",
}
"""What version 19 calls techniques that had another id before -> theirs in this table."""
EARLIER: Final = {ours: later for later, ours in LATER.items() if later != "T1686.003"}
"""Our ids -> what version 19 calls the same; where it has two, the one that is not a sub-technique."""
LATER_TACTICS: Final = {"stealth": "defense-evasion", "defense-impairment": "defense-evasion"}
"""Version 19 splits one tactic in two."""


class Technique(Struct, frozen=True):
    """One way attackers do something."""

    id: str
    name: str
    tactics: tuple[str, ...]
    matrix: str = "enterprise"
    """enterprise, ics or mobile."""


def technique(ident: str) -> Technique | None:
    """Look one up; a sub-technique nobody knows is answered with its parent."""
    known = _table()
    wanted = ident.upper()
    return known.get(wanted) or known.get(wanted.partition(".")[0])


def settled(ident: str) -> str:
    """Return the id this table has for a technique, whichever version names it."""
    wanted = LATER.get(ident.upper(), ident.upper())
    return wanted if wanted in _table() else _retired().get(wanted, wanted)


def later(ident: str) -> str:
    """Return the id version 19 has for a technique, whichever version names it."""
    ours = settled(ident)
    return EARLIER.get(ours, ours)


def techniques() -> tuple[Technique, ...]:
    """Return all of them, by id."""
    return tuple(_table().values())


def tactics_of(ident: str) -> tuple[str, ...]:
    """Return the tactics a technique serves; nothing for one nobody knows."""
    found = technique(ident)
    return found.tactics if found is not None else ()


@lru_cache(maxsize=1)
def _table() -> dict[str, Technique]:
    return {
        ident: Technique(ident, name, listed(tactics), matrix)
        for ident, name, tactics, matrix in rows("attack.tsv")
    }


@lru_cache(maxsize=1)
def _retired() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("attack_retired.tsv")}
