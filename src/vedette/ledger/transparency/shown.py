"""Numbers as they are published: what is below five is not told, nor what would give it away."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

FEWEST: Final = 5
"""A count of people or of what they did is told from here on (k-anonymity of five)."""
Shown: TypeAlias = int | str


def shown(count: int) -> Shown:
    """Return a count as it is published; 0 says that there was none."""
    return count if count == 0 or count >= FEWEST else f"<{FEWEST}"


def table(counts: Mapping[str, int]) -> dict[str, Shown]:
    """Return counts by name with their total, unless the total would give the one that is hidden away."""
    hidden = sum(0 < count < FEWEST for count in counts.values())
    total = sum(counts.values())
    told: dict[str, Shown] = {name: shown(counts[name]) for name in sorted(counts)}
    return told | {"total": shown(total) if hidden != 1 else f">={sum(_told(counts))}"}


def share(part: int, whole: int) -> str:
    """Return a share in whole percent; nothing of too few."""
    if whole < FEWEST or 0 < part < FEWEST:
        return f"of fewer than {FEWEST}"
    return f"{100 * part / whole:.0f}%"


def days(seconds: Sequence[float]) -> dict[str, str]:
    """Return median and 90th percentile (nearest rank) of times in days, to a tenth; nothing of too few."""
    if len(seconds) < FEWEST:
        few = f"of fewer than {FEWEST}"
        return {"median_days": few, "p90_days": few}
    found = sorted(seconds)
    return {"median_days": _day(found, 0.5), "p90_days": _day(found, 0.9)}


def _told(counts: Mapping[str, int]) -> list[int]:
    return [count for count in counts.values() if count == 0 or count >= FEWEST]


def _day(found: Sequence[float], part: float) -> str:
    return f"{found[math.ceil(part * len(found)) - 1] / 86_400:.1f}"
