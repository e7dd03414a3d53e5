"""Mutated catalogues: whoever reads them says what is wrong, or reads on. Long under `-m slow`."""

import json
import os
import random
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

import pytest

from tests.fuzz.test_archives import mutated
from tests.unit.knowledge.catalogues.published import (
    CWE,
    CWE_CSV,
    EPSS,
    EPSS_GZ,
    KEV,
    KEV_CSV,
    OSV,
    attack,
    zipped,
)
from vedette.core.errors import VedetteError
from vedette.knowledge.catalogues import attack as bundle
from vedette.knowledge.catalogues import cwe, epss, kev, osv

SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))
LONGEST = 2.0
READERS: dict[str, tuple[Callable[[bytes], Iterable[object]], tuple[bytes, ...]]] = {
    "attack": (lambda data: bundle.read(data).entries, (attack(), zipped({"a.json": attack()}))),
    "cwe": (lambda data: cwe.read(data).entries, (CWE, CWE_CSV, zipped({"a.xml": CWE}))),
    "epss": (lambda data: epss.read(data).entries, (EPSS, EPSS_GZ)),
    "kev": (lambda data: kev.read(data).entries, (KEV, KEV_CSV)),
    "osv": (osv.advisories, (json.dumps(OSV).encode(),)),
}


def through(name: str, rounds: int, until: float) -> int:
    chance = random.Random(name)  # noqa: S311 - the same ones each time
    read, whole = READERS[name]
    done = 0
    while done < rounds and time.monotonic() < until:
        data = mutated(chance.choice(whole), chance)
        began = time.process_time()
        with suppress(VedetteError):
            for _ in read(data):
                pass
        assert time.process_time() - began < LONGEST, data
        done += 1
    return done


@pytest.mark.parametrize("name", READERS)
def test_some_mutations_of_each_catalogue(name: str) -> None:
    assert through(name, 150, time.monotonic() + 20) > 0


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", READERS)
def test_many_mutations_of_each_catalogue(name: str) -> None:
    assert through(name, 10**9, time.monotonic() + SECONDS / len(READERS)) > 0
