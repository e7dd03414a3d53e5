import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from vedette.core.packaged import beside


def test_a_file_of_a_package_is_read_where_it_lies() -> None:
    assert beside("vedette.triage.lines", "model.bin").startswith(b"\x86")


def test_so_it_is_out_of_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ZipFile(tmp_path / "made.zip", "w") as archive:
        archive.writestr("packed_up/__init__.py", "")
        archive.writestr("packed_up/words.txt", "here")
    monkeypatch.syspath_prepend(tmp_path / "made.zip")
    assert beside("packed_up", "words.txt") == b"here"
    del sys.modules["packed_up"]
