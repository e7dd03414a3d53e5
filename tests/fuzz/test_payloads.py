"""Payloads changed at random: `make soak`."""

import os
import random
import time
from collections.abc import Iterable

import pytest

from tests.fuzz.mutations import until
from tests.unit.hunt.patterns.payloads.test_judging import ATTACKS, HARMLESS
from vedette.hunt.patterns.payloads import judge_payload
from vedette.hunt.patterns.payloads.layers import TEXT_MAX

QUICK = 100
SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
ORIGINALS = [text for texts in ATTACKS.values() for text in texts] + list(HARMLESS)
ODD = (
    "%",
    "%25",
    "\0",
    "\u202e",
    "\ud800",
    "'",
    ('"'),
    "(",
    "${",
    "{{",
    "<",
    "/*",
    "*/",
    "&#x",
    "\\u",
    "../",
    " or ",
    "select ",
    "+",
)


def mutated(chance: random.Random) -> str:
    """Join, cut, repeat and sprinkle."""
    text = chance.choice(ORIGINALS)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        match chance.randrange(4):
            case 0:
                text = text[:at] + chance.choice(ODD) * chance.choice((1, 2, 50, 2_000)) + text[at:]
            case 1:
                text = text[:at] + chance.choice(ORIGINALS) + text[at:]
            case 2:
                text = text[:at] * chance.choice((1, 2, 100)) + text[at:]
            case _:
                text = text[at:]
        text = text[:200_000]
    return text


def judged(turns: Iterable[int], seed: int) -> None:
    """Judge mutated texts, and hold each to its bounds."""
    chance = random.Random(seed)  # noqa: S311  not a secret
    for _ in turns:
        text = mutated(chance)
        began = time.process_time()
        found = judge_payload(text)
        assert time.process_time() - began < 5, f"seed {seed}: {text[:200]!r}"
        assert found is None or (found.score >= 1 and len(found.text) <= TEXT_MAX)


def test_mutated_payloads_for_a_moment() -> None:
    judged(range(QUICK), 1)


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_mutated_payloads() -> None:
    judged(until(SECONDS), time.time_ns())
