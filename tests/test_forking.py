"""Commands that are forked for tests: they end as programs do."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.forking import Forked


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
