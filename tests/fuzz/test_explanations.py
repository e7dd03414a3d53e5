"""Mutated reports and explanations for a long time: `make soak`."""

import json
import os
import random
import time
from typing import Any

import pytest

from tests.unit.explain.subjects import EVERY
from vedette.core import codec
from vedette.core.errors import BadInput
from vedette.core.explanations import Audience, Explanation
from vedette.core.incidents import Incident
from vedette.core.nouns import Report
from vedette.explain.checking.whole import check
from vedette.explain.explaining import explain

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
SLOWEST = 5.0
ODD = (
    "", "\0", "\u202e", "{host}", "{{", "“", "E1", "E" * 5000, "2026-99-99T99:99:99Z",
    "T1486", "CWE-78", "-1", "en",
       "situation.ransomware.beat/0", "sha256:", "203.0.113.9", "a b\nc", "٣", "not", "/" * 300,
)  # fmt: skip
NUMBERS = (0, -1, 1, 10**18, 10**400, 1e308, 0.5)


def mutated(data: Any, chance: random.Random) -> Any:  # noqa: ANN401 - JSON
    """Change a few values somewhere, double or drop a few items."""
    made = json.loads(json.dumps(data))
    for _ in range(chance.randint(1, 6)):
        _change(made, chance)
    return made


def _change(node: Any, chance: random.Random) -> None:  # noqa: ANN401 - JSON
    for _ in range(12):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(node[key], dict | list) and chance.random() < 0.85:
            node = node[key]
            continue
        node[key] = _other(node[key], chance)
        return


def _other(value: Any, chance: random.Random) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        at = chance.randrange(len(value) + 1)
        return chance.choice([chance.choice(ODD), value[:at] + chance.choice(ODD) + value[at:], value * 2])
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return chance.choice(NUMBERS)
    if isinstance(value, list):
        return chance.choice([[], value * 3, value[::-1], value[:1]])
    return value


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_no_mutation_crashes_hangs_or_is_believed() -> None:
    seed, end = time.time_ns(), time.monotonic() + SECONDS / 10
    chance, slowest = random.Random(seed), 0.0  # noqa: S311  not a secret
    while time.monotonic() < end:
        subject = EVERY[chance.choice(sorted(EVERY))]
        kind: type[Report | Incident] = type(subject)
        raw = json.dumps(mutated(json.loads(codec.dump(subject)), chance)).encode()
        began = time.monotonic()
        try:
            changed = codec.load(raw, kind)
            made = explain(changed, chance.choice(list(Audience)), chance.choice(("en", "de", "es")))
            assert check(made, changed) == (), seed
            odd = json.dumps(mutated(json.loads(codec.dump(made)), chance)).encode()
            check(codec.load(odd, Explanation), changed)
        except BadInput:
            continue
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < SLOWEST, seed
