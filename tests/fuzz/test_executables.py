"""Mutated and cut executables of every format: read within bounds, never an exception, never a hang."""

import os
import random
import shutil
import time
from collections.abc import Sequence
from functools import lru_cache

import pytest

from tests.unit.triage.binary import made
from tests.unit.triage.binary.compiled import compiled
from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine, facts
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
PROGRAM = """
#include <stdio.h>
#include <stdlib.h>
int main(int n, char **words) { printf(words[0]); return system("ls /srv") + n; }
"""
CODE = b"\x48\x83\xec\x28" + made.called(0, 4) + b"\x90" * 40 + b"\xc3"
NUMBERS = (
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\0\0\1\0",
    b"\1\0\0\0",
)


@lru_cache(maxsize=1)
def originals() -> Sequence[tuple[Kind, bytes]]:
    """Return one small file of each format, and ELF files where a compiler is here."""
    calls = [("Ljava/net/URL;", "openStream"), ("La;", "b")]
    found = [
        (Kind.PE, made.pe(CODE, [("KERNEL32.dll", ["WinExec", "CreateRemoteThread"])], b"calc.exe\0")),
        (Kind.JAVA_CLASS, made.java([("java/lang/Runtime", "exec")] * 4, ["http://198.51.100.7/"])),
        (Kind.DEX, made.dex(calls, ["http://198.51.100.7/"])),
        (Kind.DOTNET, made.dotnet([("System.Net", "WebClient", "DownloadFile")], ["http://198.51.100.7/"])),
        (Kind.MACHO, made.macho(CODE)),
    ]
    if shutil.which("gcc"):
        found += [(Kind.ELF, compiled(PROGRAM, *options)) for options in (("-O1",), ("-O1", "-s", "-no-pie"))]
    return found


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Flip, overwrite numbers, cut and double; headers more often than what follows."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 10)):
        if not changed:
            return b"x"
        reach = chance.choice((64, 512, 2048, len(changed)))
        at = chance.randrange(min(reach, len(changed)))
        match chance.randrange(5):
            case 0:
                changed[at] = chance.randrange(256)
            case 1 | 2:
                changed[at : at + 4] = chance.choice(NUMBERS)
            case 3:
                changed[at:at] = changed[at : at + chance.randrange(200)]
            case _:
                del changed[at : at + chance.choice((1, 4, 40, 4000))]
    return bytes(changed)


def look(kind: Kind, data: bytes) -> None:
    """Examine one file; a limit may be hit, and nothing else may happen."""
    sample, allowance = Sample(name="a", data=data, kind=kind), Allowance()
    try:
        found = examine(sample, allowance)
        if found is not None:
            for one in facts(sample, found, allowance):
                assert len(one.quote) <= 200
    except LimitHit:
        pass


def many(end: float, seed: int) -> float:
    """Look at mutated files until a time; return the longest any of them took."""
    chance, slowest = random.Random(seed), 0.0  # noqa: S311  not a secret
    while time.monotonic() < end:
        kind, data = chance.choice(originals())
        began = time.process_time()
        try:
            look(kind, mutated(data, chance))
        except Exception as error:
            raise AssertionError(f"seed {seed}, {kind.value}: {error!r}") from error
        slowest = max(slowest, time.process_time() - began)
    return slowest


def test_a_few_mutations_are_survived() -> None:
    assert many(time.monotonic() + 0.5, 20261129) < 5


SHARES = [*range(1, 20, 4), *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 20) if n % 4 != 1)]


@pytest.mark.parametrize("share", SHARES)
def test_a_part_of_a_file_is_survived(share: int) -> None:
    for kind, data in originals():
        look(kind, data[: len(data) * share // 20])


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_no_mutation_crashes_or_hangs() -> None:
    assert many(time.monotonic() + SECONDS, time.time_ns()) < 10
