"""How many examples and cases are tried of what takes long for each."""

from collections.abc import Iterable
from typing import Any, Final

import pytest
from _pytest.mark import ParameterSet
from hypothesis import settings

FEW: Final = max(5, (settings.default or settings()).max_examples // 3)
"""A third of what the run tries of other things."""


def few(cases: Iterable[Any], of: int = 3, *, several: bool = False) -> list[ParameterSet]:
    """Leave all cases but one in so many to the long run; `several`: each is some values, not one."""
    made = [_case(one, several=several) for one in cases]
    return [one if number % of == 0 else _slow(one) for number, one in enumerate(made)]


def _case(one: Any, *, several: bool) -> ParameterSet:  # noqa: ANN401 - whatever a test is given
    if isinstance(one, ParameterSet):
        return one
    return pytest.param(*one) if several else pytest.param(one)


def _slow(one: ParameterSet) -> ParameterSet:
    return pytest.param(*one.values, marks=[*one.marks, pytest.mark.slow], id=one.id)
