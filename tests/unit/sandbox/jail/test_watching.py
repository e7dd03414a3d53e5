import io
import os
import subprocess  # noqa: TID251  a process to look at
import sys
import time
from pathlib import Path

import pytest

from vedette.sandbox.jail.watching import Stream, Watch, proportional, resident

SLEEPER = """
import os, sys, time
held = bytearray(b"x") * (40 << 20)
children = [os.fork() for _ in range(2)] if len(sys.argv) > 1 else []
if 0 not in children:
    print("ready", flush=True)
time.sleep(30)
"""


def watch(said: bytes = b"", err: bytes = b"") -> Watch:
    with subprocess.Popen(["true"]) as process:  # noqa: S607
        process.wait()
        made = Watch(process, io.BytesIO(), Stream(10), Stream(100), said=bytearray(said))
    made.err.take(err)
    return made


def test_a_stream_keeps_its_beginning_and_counts_the_rest() -> None:
    stream = Stream(5)
    for piece in (b"abc", b"defg", b"h"):
        stream.take(piece)
    assert (bytes(stream.kept), stream.size) == (b"abcde", 8)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b'{ "child-pid": 7 }\n{ "exit-code": 3 }', 3),
        (b'{ "child-pid": 7 }\n{ "exit-code": 137 }', -9),
        (b'{ "exit-code": 255 }', 255),
        (b'{ "child-pid": 7 }', None),
        (b'fail x: no such program\n{ "exit-code": 127 }', None),
    ],
)
def test_what_is_reported_is_a_code(said: bytes, code: int | None) -> None:
    assert watch(said).code() == code


def test_why_a_program_never_began() -> None:
    assert watch(b"limit more than 7 bytes\n").trouble() == ("limit", "more than 7 bytes")
    assert watch(err=b"warning\nbwrap: no\n").trouble() == ("fail", "bwrap: no")
    assert watch().trouble() == ("fail", "the starter ended without a word")
    late = watch()
    late.stopped = "time"
    assert "not set up within" in late.trouble()[1]


def test_shared_pages_count_once_when_looked_at_closely() -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEPER, "fork"], stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"ready\n"
            time.sleep(0.2)
            assert resident(process.pid) > 110 << 20, "three times forty, as each process counts it"
            assert 38 << 20 < proportional(process.pid) < 100 << 20
        finally:
            for row in Path(f"/proc/{process.pid}/task").glob("*/children"):
                for child in row.read_text(encoding="ascii").split():
                    os.kill(int(child), 9)
            process.kill()


def test_a_process_that_is_gone_holds_nothing() -> None:
    with subprocess.Popen(["true"]) as process:  # noqa: S607
        process.wait()
    assert resident(process.pid) == 0
    assert proportional(process.pid) == 0
