import gc
import os
import subprocess  # noqa: TID251 - somebody has to be killed
import sys
import time

import pytest

from vedette.core.errors import Unavailable
from vedette.core.limits import MIB
from vedette.sandbox.companion import Companion, module

ECHO = "import sys; print(sys.stdin.readline()[::-1].strip(), flush=True); sys.stdin.read()"


def companion(code: str, *, seconds: float = 20, memory: int = 2048 * MIB) -> Companion:
    return Companion((sys.executable, "-I", "-c", code), "abc", seconds=seconds, memory=memory, files=1024)


def gone(pid: int) -> bool:
    for _ in range(400):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_it_is_told_a_line_says_one_and_stays_until_it_is_stopped() -> None:
    made = companion(ECHO)
    assert (made.said, made.alive()) == (b"cba", True)
    made.stop()
    assert not made.alive()
    assert gone(made.pid)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("pass", "ended before it was ready"),
        ("input(); x = bytearray(3 << 30); print('ready')", "ended before it was ready"),  # bound by then
        ("import time; time.sleep(60)", "was not ready in time"),
    ],
)
def test_one_that_does_not_get_ready_is_stopped_and_said(code: str, words: str) -> None:
    with pytest.raises(Unavailable, match=words):
        companion(code, seconds=1 if "sleep" in code else 20)


def test_it_sees_nothing_of_our_environment_and_writes_nothing_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted")
    code = (
        "import os, sys, tempfile\n"
        "f = tempfile.TemporaryFile()\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try: f.write(b'x' * 5000); f.flush(); big = True\n"
        "except OSError: big = False\n"
        "print('planted' in str(os.environ), big, flush=True); os._exit(0)"
    )
    made = companion(code)
    assert made.said == b"False False"
    made.stop()


def test_where_nobody_knows_it_any_more_it_ends() -> None:
    made = companion(ECHO)
    pid = made.pid
    del made
    gc.collect()
    assert gone(pid)


def test_what_is_killed_takes_it_along() -> None:
    code = (
        "import sys, time; from vedette.sandbox.companion import *\n"
        f"made = Companion((sys.executable, '-I', '-c', {ECHO!r}), 'x', seconds=9, memory=1 << 31, files=9)\n"
        "print(made.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:  # noqa: S603
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    assert gone(pid)


def test_a_module_of_ours_is_run_apart_from_the_environment() -> None:
    assert module("vedette.x") == (sys.executable, "-I", "-m", "vedette.x")
