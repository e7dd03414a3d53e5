"""Mutated playbooks and rubbish conditions, followed to wherever they lead: `make soak`."""

import os
import random
import time

import msgspec
import pytest

from vedette.core.errors import BadInput
from vedette.respond.playbooks.authored import names, ours
from vedette.respond.playbooks.reading import read
from vedette.respond.playbooks.running import Outcome, StepState, standing

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))


def followed(data: bytes, chance: random.Random) -> None:
    """Read it and, if that can be done, walk through it at random."""
    try:
        playbook = read(data)
    except BadInput:
        return
    outcomes: list[Outcome] = []
    for _ in range(60):
        stands = standing(playbook, outcomes, {})
        if not stands.ready:
            return
        key = chance.choice(stands.ready).step
        outcomes.append(Outcome(key, chance.choice(list(StepState)), chance.choice(("true", "false"))))


@pytest.mark.parametrize(
    "seconds", [0.5, pytest.param(SECONDS, marks=[pytest.mark.slow, pytest.mark.timeout(0)])]
)
def test_no_playbook_makes_us_fail_or_hang(seconds: float) -> None:
    chance = random.Random(11)  # noqa: S311  a seed, so that it can be done again
    originals = [msgspec.json.encode(ours(name)) for name in names()]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        data, other = bytearray(chance.choice(originals)), chance.choice(originals)
        for _ in range(chance.randint(1, 4)):
            at, from_ = chance.randrange(len(data)), chance.randrange(len(other) - 200)
            data[at : at + chance.randrange(80)] = other[from_ : from_ + chance.randrange(120)]
        began = time.monotonic()
        followed(bytes(data), chance)
        assert time.monotonic() - began < 10
