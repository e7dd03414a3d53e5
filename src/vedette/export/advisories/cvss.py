"""CVSS 3.0 and 3.1 base scores by FIRST's formula; what is not exactly the eight base metrics is refused."""

from __future__ import annotations

import math
import re
from typing import Final

from msgspec import Struct

from vedette.core.errors import BadInput

_SHAPE: Final = re.compile(r"CVSS:3\.([01])/(.{1,80})")
_METRICS: Final[dict[str, dict[str, float]]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "UI": {"N": 0.85, "R": 0.62},
    "S": {"U": 0.0, "C": 1.0},
    "C": {"N": 0.0, "L": 0.22, "H": 0.56},
    "I": {"N": 0.0, "L": 0.22, "H": 0.56},
    "A": {"N": 0.0, "L": 0.22, "H": 0.56},
}
_PRIVILEGES_ACROSS: Final = {"N": 0.85, "L": 0.68, "H": 0.5}
"""Of PR, where the scope changes."""
_RATINGS: Final = ((9.0, "CRITICAL"), (7.0, "HIGH"), (4.0, "MEDIUM"), (0.1, "LOW"), (0.0, "NONE"))


class Score(Struct, frozen=True, kw_only=True):
    """A vector and what follows from it."""

    version: str
    vector: str
    base: float
    rating: str


def scored(vector: str) -> Score:
    """Return the score of a vector.

    Raises:
        BadInput: it is not a CVSS 3 base vector.

    """
    shape = _SHAPE.fullmatch(vector)
    given = dict(part.partition(":")[::2] for part in shape[2].split("/")) if shape is not None else {}
    right = given.keys() == _METRICS.keys() and all(given[name] in _METRICS[name] for name in _METRICS)
    if shape is None or not right or shape[2].count("/") != len(_METRICS) - 1:
        raise BadInput(
            f"not a CVSS 3 base vector: {vector[:80]!r}",
            hint="such as CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H, with these eight metrics only",
        )
    base = _base(given, version=shape[1])
    rating = next(name for least, name in _RATINGS if base >= least)
    return Score(version=f"3.{shape[1]}", vector=vector, base=base, rating=rating)


def _base(given: dict[str, str], *, version: str) -> float:
    weight = {name: _METRICS[name][value] for name, value in given.items()}
    across = given["S"] == "C"
    if across:
        weight["PR"] = _PRIVILEGES_ACROSS[given["PR"]]
    hurt = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    impact = 7.52 * (hurt - 0.029) - 3.25 * (hurt - 0.02) ** 15 if across else 6.42 * hurt
    ease = 8.22 * weight["AV"] * weight["AC"] * weight["PR"] * weight["UI"]
    if impact <= 0:
        return 0.0
    whole = min(1.08 * (impact + ease) if across else impact + ease, 10.0)
    return _up(whole) if version == "1" else math.ceil(whole * 10) / 10


def _up(value: float) -> float:
    """Round up to one decimal as CVSS 3.1 does it, so that no machine's arithmetic shows."""
    hundred_thousandths = round(value * 100_000)
    if hundred_thousandths % 10_000 == 0:
        return hundred_thousandths / 100_000
    return (hundred_thousandths // 10_000 + 1) / 10
