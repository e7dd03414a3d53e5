"""Numbers as they are published: what is below five is not told, nor what would give it away."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

FEWEST: Final = 5
"""A count of people or of what they did is told from here on (k-anonymity of five)."""
NOT_TOLD: Final = "not told"
"""In the place of a count that would give another one away."""
Shown: TypeAlias = int | str


def shown(count: int) -> Shown:
    """Return a count as it is published; 0 says that there was none."""
    return count if count == 0 or count >= FEWEST else f"<{FEWEST}"


def table(counts: Mapping[str, int]) -> dict[str, Shown]:
    """Return counts by name with their total, unless the total would give one that is hidden away."""
    told: dict[str, Shown] = {name: shown(counts[name]) for name in sorted(counts)}
    total = shown(sum(counts.values())) if _safe(counts) else f">={sum(_told(counts))}"
    return told | {"total": total}


def parts(counts: Mapping[str, int]) -> dict[str, Shown]:
    """Return counts by name whose total stands elsewhere: where it would give one away, none is told."""
    if _safe(counts):
        return {name: shown(counts[name]) for name in sorted(counts)}
    return {name: NOT_TOLD if counts[name] else 0 for name in sorted(counts)}


def share(part: int, whole: int) -> str:
    """Return a share in whole percent; nothing of too few, nor where too few are left over."""
    if whole < FEWEST or 0 < part < FEWEST or 0 < whole - part < FEWEST:
        return f"of fewer than {FEWEST}"
    return f"{100 * part / whole:.0f}%"


def days(seconds: Sequence[float]) -> dict[str, str]:
    """Return median and 90th percentile (nearest rank) of times in days, to a tenth; nothing of too few."""
    if len(seconds) < FEWEST:
        few = f"of fewer than {FEWEST}"
        return {"median_days": few, "p90_days": few}
    found = sorted(seconds)
    return {"median_days": _day(found, 0.5), "p90_days": _day(found, 0.9)}


def _safe(counts: Mapping[str, int]) -> bool:
    """Tell whether a total leaves each hidden count open: it gives a single one, all ones and all fours."""
    hidden = [count for count in counts.values() if 0 < count < FEWEST]
    return not hidden or (len(hidden) > 1 and len(hidden) < sum(hidden) < (FEWEST - 1) * len(hidden))


def _told(counts: Mapping[str, int]) -> list[int]:
    return [count for count in counts.values() if count == 0 or count >= FEWEST]


def _day(found: Sequence[float], part: float) -> str:
    return f"{found[math.ceil(part * len(found)) - 1] / 86_400:.1f}"
