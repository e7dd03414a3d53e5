"""Commands that are forked for tests: they end as programs do."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.forking import Forked, Script


def test_what_has_ended_takes_signals_also_before_its_end_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = Forked(("--version",), os.environ)
    try:
        assert ran.wait(30) == 0
        monkeypatch.setattr(Forked, "poll", lambda _: None)
        ran.send_signal(signal.SIGTERM)
    finally:
        ran.close()


def test_a_script_says_hears_and_ends_as_it_would_alone() -> None:
    script = Script("import sys\nprint(sys.argv[1:], input() * 2)\nraise SystemExit(3)", "a", "b")
    assert script.communicate("x\n") == "['a', 'b'] xx\n"
    assert script.returncode == 3
    broken = Script("import os\nos.close(2)\nos.open(os.devnull, os.O_WRONLY)\n1 / 0")
    assert broken.communicate() == ""
    assert broken.returncode == 1
    endless = Script("print('here', flush=True)\nimport time\ntime.sleep(600)")
    assert endless.stdout.readline() == "here\n"
    endless.kill()
    assert endless.communicate() == ""
    assert endless.returncode == -signal.SIGKILL
