import os
from pathlib import Path

import pytest

from vedette.app.acquire.opened import check_open
from vedette.core.errors import BadInput


def denied(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_what_can_be_opened_is_let_through(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    check_open(tmp_path, "folder")
    check_open(tmp_path / "a", "a")


@pytest.mark.parametrize("name", ["", "a"])
def test_what_cannot_be_opened_is_no_clean_bill(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Denied by hand, for whoever runs the tests may be let in everywhere."""
    (tmp_path / "a").touch()
    monkeypatch.setattr(os, "open", denied)
    monkeypatch.setattr(os, "scandir", denied)
    with pytest.raises(BadInput, match="given: Permission denied"):
        check_open(tmp_path / name, "given")
