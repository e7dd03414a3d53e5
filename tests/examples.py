"""How many examples and cases are tried of what takes long for each."""

from collections.abc import Iterable
from typing import Any, Final

import pytest
from hypothesis import settings

FEW: Final = max(5, (settings.default or settings()).max_examples // 3)
"""A third of what the run tries of other things."""


def few(cases: Iterable[Any], of: int = 3) -> list[Any]:
    """Leave to the long run all cases but one in so many, the first among them."""
    return [
        one if number % of == 0 else pytest.param(one, marks=pytest.mark.slow)
        for number, one in enumerate(cases)
    ]
