import os
from pathlib import Path

import pytest

from vedette.sandbox.jail.users import nobody


@pytest.mark.parametrize(
    ("mapped", "first", "last"),
    [
        ("         0          0 4294967295\n", 1_879_048_192, 1_880_096_767),
        ("0 100000 65536\n", 61_184, 65_518),
        ("0 1000 1\n1 100000 1000\n", 65_534, 65_534),
    ],
)
def test_root_becomes_somebody_who_is_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mapped: str, first: int, last: int
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    (tmp_path / "map").write_text(mapped)
    assert first <= int(nobody(tmp_path / "map")) <= last


def test_everybody_else_stays_who_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert nobody() == ""
