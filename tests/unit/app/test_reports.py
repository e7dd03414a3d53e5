import os
import stat
from pathlib import Path

import pytest

from tests.toys import app, plant
from vedette.app.reports import LastReport, write_whole
from vedette.app.requests import Scan
from vedette.core.errors import BadInput, Unavailable


def test_a_file_is_replaced_whole_and_keeps_to_the_users_mask(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("before")
    write_whole(path, b"after")
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_the_mask_is_never_touched_for_all_threads_share_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "umask", None)
    write_whole(tmp_path / "r.json", b"x")
    assert (tmp_path / "r.json").read_bytes() == b"x"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real").write_text("before")
    write_whole(tmp_path / "link", b"after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"after"


def test_a_device_is_written_to() -> None:
    write_whole(Path(os.devnull), b"x")
    assert Path(os.devnull).is_char_device()


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot write"):
        write_whole(tmp_path / "no" / "r.json", b"x")
    with pytest.raises(BadInput, match="cannot write"):
        write_whole(tmp_path, b"x")
    with pytest.raises(Unavailable, match="cannot write"):
        write_whole(Path("/dev/full"), b"x")


@pytest.mark.parametrize("name", ["loop", "x" * 300])
def test_a_place_that_is_none_is_the_callers_to_mend(name: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(BadInput, match="cannot write"):
        write_whole(tmp_path / name, b"new")
    assert (tmp_path / "loop").is_symlink()


def test_the_last_report_is_for_the_user_alone(tmp_path: Path) -> None:
    report = (
        app(tmp_path / "data")
        .run("code.scan", Scan(target=str(plant(tmp_path / "a", {"a.py": "x"}))))
        .value.report
    )
    assert LastReport(tmp_path / "data").load() == report
    assert stat.S_IMODE((tmp_path / "data" / "last-report.json").stat().st_mode) == 0o600
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unavailable):
        LastReport(tmp_path / "file").keep(report)
