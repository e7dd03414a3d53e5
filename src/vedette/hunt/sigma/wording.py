"""What pySigma would misread: a part of a rule called `notepad` ("not epad"), a threshold of 2.5 (2)."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any, Final

THRESHOLD: Final = "exact-threshold"
"""Key of ours in a correlation: what its condition really asks for."""
_RELATIONS: Final = ("gt", "gte", "lt", "lte", "eq", "neq")
_MARK: Final = "x_"
_MISREAD: Final = re.compile(r"not[\w*-]")
_WORD: Final = re.compile(r"[\w*-]+")


def renamed_parts(detection: Any) -> Any:  # noqa: ANN401 - whatever stands in a rule
    """Return a detection in which no name of a part begins with "not", in its condition neither."""
    if not isinstance(detection, dict):
        return detection
    odd = {name: _MARK + name for name in detection if isinstance(name, str) and _MISREAD.match(name)}
    if not odd:
        return detection
    made = {odd.get(name, name): value for name, value in detection.items()}
    condition = made.get("condition")
    if isinstance(condition, str):
        made["condition"] = _reworded(condition)
    elif isinstance(condition, list):
        made["condition"] = [_reworded(one) if isinstance(one, str) else one for one in condition]
    return made


def _reworded(condition: str) -> str:
    return _WORD.sub(
        lambda found: _MARK + found.group() if _MISREAD.match(found.group()) else found.group(), condition
    )


def threshold_of(document: dict[Any, Any]) -> float | None:
    """Return what a correlation compares with, where that is no whole number."""
    correlation = document.get("correlation")
    condition = correlation.get("condition") if isinstance(correlation, dict) else None
    if not isinstance(condition, dict):
        return None
    numbers = (condition.get(name) for name in _RELATIONS)
    return next((one for one in numbers if isinstance(one, float) and isfinite(one)), None)
