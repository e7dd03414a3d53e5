"""The corpus is peeled and judged where the kernel kills whoever starts a program or asks for a socket."""

from __future__ import annotations

import platform
import subprocess  # noqa: TID251  the sealed process is one
import sys
from pathlib import Path

import pytest

from tests.sealing import NUMBERS

WORK = """
from tests.sealing import seal
from tests.unit.triage.layers.corpus import samples, steps
from vedette.triage.allowance import Allowance
from vedette.triage.examine import Extras, examine
seal()
count = 0
for one in list(samples())[::EACH]:
    for outer, kind, inner in steps(one):
        made = examine(f"a.{kind.name.lower()}", outer.encode(), Extras(), Allowance())
        count += 1
print(count)
"""


def sealed(work: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", work],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


pytestmark = pytest.mark.skipif(platform.machine() not in NUMBERS, reason="numbers of calls are not known")


@pytest.mark.parametrize("each", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_nothing_of_the_corpus_starts_a_program_or_asks_for_a_socket(each: int) -> None:
    ran = sealed(WORK.replace("EACH", str(each)))
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert int(ran.stdout) > 100 // each


@pytest.mark.parametrize(
    "work", ["import os; os.execv('/bin/true', ['true'])", "import socket; socket.socket()"]
)
def test_the_seal_holds(work: str) -> None:
    ran = sealed(f"from tests.sealing import seal\nseal()\n{work}\n")
    assert ran.returncode < 0
