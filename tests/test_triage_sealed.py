"""The corpus is peeled and judged where the kernel kills whoever starts a program or asks for a socket."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import subprocess  # noqa: TID251  the sealed process is one
import sys
from pathlib import Path

import pytest

NUMBERS = {"x86_64": (59, 322, 41, 42, 44, 49, 53), "aarch64": (221, 281, 198, 203, 206, 200, 199)}
"""execve, execveat, socket, connect, sendto, bind, socketpair, by processor: linux/unistd.h."""
ALLOW, KILL = 0x7FFF0000, 0x80000000
SET_NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
WORK = """
from tests.test_triage_sealed import seal
from tests.unit.triage.layers.corpus import samples, steps
from vedette.triage.allowance import Allowance
from vedette.triage.examine import Extras, examine
seal()
count = 0
for one in samples():
    for outer, kind, inner in steps(one):
        made = examine(f"a.{kind.name.lower()}", outer.encode(), Extras(), Allowance())
        count += 1
print(count)
"""


def seal() -> None:
    """Let the kernel kill this process at any of those calls from now on: seccomp(2), a filter in BPF."""
    numbers = NUMBERS[platform.machine()]
    steps = [struct.pack("<HBBI", 0x20, 0, 0, 0)]
    steps += [struct.pack("<HBBI", 0x15, len(numbers) - at, 0, one) for at, one in enumerate(numbers)]
    steps += [struct.pack("<HBBI", 0x06, 0, 0, ALLOW), struct.pack("<HBBI", 0x06, 0, 0, KILL)]
    code = ctypes.create_string_buffer(b"".join(steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    assert libc.prctl(SET_SECCOMP, FILTER, ctypes.c_char_p(program), 0, 0) == 0, os.strerror(
        ctypes.get_errno()
    )


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


def test_nothing_of_the_corpus_starts_a_program_or_asks_for_a_socket() -> None:
    ran = sealed(WORK)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert int(ran.stdout) > 100


@pytest.mark.parametrize(
    "work", ["import os; os.execv('/bin/true', ['true'])", "import socket; socket.socket()"]
)
def test_the_seal_holds(work: str) -> None:
    ran = sealed(f"from tests.test_triage_sealed import seal\nseal()\n{work}\n")
    assert ran.returncode < 0
