"""Digests of numbers that take no time: a real one is slow on purpose, which its own tests look at."""

from collections.abc import Iterator

import pytest

from vedette.core import guessable


@pytest.fixture(scope="module", autouse=True)
def guesses_cost_nothing() -> Iterator[None]:
    """Let digests cost nothing, for every test of a file that imports this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guessable, "_COST", 2)
        yield
