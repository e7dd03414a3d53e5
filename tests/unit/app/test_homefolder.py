from pathlib import Path

import pytest

from vedette.app.homefolder import home_folder
from vedette.core.errors import BadInput


def nowhere() -> Path:
    raise RuntimeError


def test_it_is_the_one_the_system_knows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home_folder({}) == tmp_path


def test_nobody_has_to_know_it_where_both_folders_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", nowhere)
    assert home_folder({"VEDETTE_DATA_DIR": "/data", "VEDETTE_CACHE_DIR": "/cache"}).is_absolute()
    with pytest.raises(BadInput, match="home") as told:
        home_folder({"VEDETTE_DATA_DIR": "/data"})
    assert "VEDETTE_CACHE_DIR" in told.value.hint
