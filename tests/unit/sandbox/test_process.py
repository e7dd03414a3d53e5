import os
import sys
import time

import pytest

from vedette.core.errors import LimitHit, Unavailable
from vedette.sandbox.process import Bounds, Ran, run

HERE = {"PATH": os.environ.get("PATH", os.defpath)}


def python(code: str, seconds: int = 20, file_bytes: int = 1 << 20, stdin: bytes = b"") -> Ran:
    return run(
        [sys.executable, "-I", "-c", code], Bounds(seconds=seconds, file_bytes=file_bytes), HERE, stdin=stdin
    )


def test_what_goes_in_and_what_comes_out() -> None:
    ran = python(
        "import sys; print(sys.stdin.read()[::-1]); print('words', file=sys.stderr); sys.exit(3)",
        stdin=b"abc",
    )
    assert (ran.code, ran.out, ran.words) == (3, b"cba\n", "words")


def test_it_sees_no_environment_but_what_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    assert python("import os; print('SECRET' in os.environ)").out == b"False\n"


def test_what_takes_too_long_is_killed_with_all_it_started() -> None:
    began = time.monotonic()
    with pytest.raises(LimitHit, match="stopped after 1 s"):
        python("import os, time; os.fork(); time.sleep(60)", seconds=1)
    assert time.monotonic() - began < 20


def test_what_writes_too_much_is_stopped() -> None:
    code = "import signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
    code += "while True: sys.stdout.write('x' * 9999)"
    with pytest.raises(LimitHit, match="wrote more"):
        python("import time; time.sleep(0.3)\n" + code, file_bytes=100_000)


def test_a_program_that_is_not_there_is_said() -> None:
    with pytest.raises(Unavailable, match="no such program"):
        run(["no-such-program-here"], Bounds(seconds=1), HERE)
