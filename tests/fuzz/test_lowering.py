"""Mutated Python files for a long time, lowered and scanned: `make soak`.

A failure prints its seed; `SOAK_SEED=…` begins with it.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.fuzz.mutations import mutated, originals
from vedette.code import load_knowledge, scan
from vedette.code.result import FAULT
from vedette.core.errors import VedetteError
from vedette.core.sources import SourceFile
from vedette.core.text import decode
from vedette.lang.python import lower

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
SEED = os.environ.get("SOAK_SEED", "")
CPU_MAX = 5.0
"""For one group of files of 50 kB: a hundred times what real ones take."""
FILES_MAX = 3
KNOWLEDGE = load_knowledge()


class TooLong(BaseException):
    """Work on one input did not end in time: nothing in the engine may take it for a fault of one file."""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Stop what takes more of the processor than this."""

    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def group(seed: str) -> list[SourceFile]:
    """Return a few mutated files; equal seeds give equal files."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    files = originals()
    count = chance.randint(1, FILES_MAX)
    texts = [mutated(chance.choice(files), chance.choice(files), chance) for _ in range(count)]
    return [
        _source(name, text)
        for name, text in zip(("case.py", "other.py", "pkg/__init__.py"), texts, strict=False)
    ]


def _source(path: str, data: bytes) -> SourceFile:
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return SourceFile(path=path, digest=digest, size=len(data), read=lambda: data)


def check(seed: str) -> None:
    """Lower and scan one group."""
    files = group(seed)
    with bounded(CPU_MAX * len(files)):
        for file in files:
            with suppress(VedetteError):
                lower(decode(file.read()).encode("utf-8", "replace"))
        result = scan(files, KNOWLEDGE)
    assert not [note.why for note in result.coverage.skipped if note.why.startswith(FAULT)]


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_no_mutation_is_a_fault_or_a_hang() -> None:
    first, end, done = time.time_ns(), time.monotonic() + SECONDS, 0
    seeds = iter([SEED] if SEED else (f"{first}-{number}" for number in range(1 << 62)))
    for seed in seeds:
        try:
            check(seed)
        except BaseException as error:
            error.add_note(f"SOAK_SEED={seed}")
            raise
        done += 1
        if time.monotonic() > end:
            break
    print(f"{done} groups from SOAK_SEED={first}-0")  # noqa: T201 - so that it can be done again
    assert done
