import random
from collections.abc import Callable
from itertools import pairwise
from math import log

import pytest

from vedette.hunt.patterns.draws import evenly_drawn

SEEDS = range(20)
Law = Callable[[random.Random], float]


def told(law: Law, number: int = 100, disturbed: float = 0.03) -> int:
    """Count in how many of twenty series of pauses even draws are seen; some pauses are cut short."""
    found = 0
    for seed in SEEDS:
        chance = random.Random(seed)  # noqa: S311  not a secret
        pauses = [
            law(chance) * (0.3 if chance.random() < disturbed else 1) + chance.expovariate(20)
            for _ in range(number)
        ]
        found += evenly_drawn(sorted(pauses))
    return found


@pytest.mark.parametrize("jitter", [0.1, 0.3, 0.5])
def test_even_draws_are_seen_though_some_are_disturbed(jitter: float) -> None:
    assert told(lambda chance: 60 * chance.uniform(1 - jitter, 1 + jitter)) >= 18


def test_whole_seconds_of_few_lengths_are_even_draws_too() -> None:
    assert told(lambda chance: chance.randint(8, 11)) >= 18


@pytest.mark.parametrize(
    "law",
    [
        lambda chance: chance.gauss(60, 10),
        lambda chance: 60 * chance.lognormvariate(0, 0.25),
        lambda chance: 60 + 6 * log((share := chance.uniform(0.001, 0.999)) / (1 - share)),
        lambda chance: 50 + chance.expovariate(0.1),
        lambda chance: chance.choice((45, 60, 75)) + chance.gauss(0, 0.3),
        lambda chance: 45 if chance.random() < 0.5 else 75,
        lambda _: 60,
    ],
    ids=["normal", "log-normal", "logistic", "late", "three in turn", "two in turn", "a clock"],
)
def test_what_scatters_by_itself_is_not(law: Law) -> None:
    assert told(law) <= 2


@pytest.mark.parametrize("period", [2.5, 3.3, 10.5])
def test_a_clock_that_is_known_in_seconds_only_is_not(period: float) -> None:
    chance, at, moments = random.Random(1), 0.0, []  # noqa: S311  not a secret
    for _ in range(200):
        at += period + chance.gauss(0, 0.3)
        moments.append(int(at))
    assert not evenly_drawn(sorted(b - a for a, b in pairwise(moments)))


@pytest.mark.parametrize("pauses", [[], [5.0], [5.0, 5.0, 5.0], [0.0, 0.0], [1e-9, 1e9]])
def test_few_pauses_or_none_say_nothing(pauses: list[float]) -> None:
    assert not evenly_drawn(pauses)
