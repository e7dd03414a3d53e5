"""Evidence is kept whole or not at all, is not overwritten, and any change of it is seen."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.store.locker import Locker

DATA = b"a memory dump"
DIGEST = f"sha256:{hashlib.sha256(DATA).hexdigest()}"


def place(folder: Path) -> Path:
    return folder / DIGEST[7:9] / DIGEST[7:]


def test_what_is_put_in_is_read_back_and_cannot_be_written_or_run(tmp_path: Path) -> None:
    locker = Locker(tmp_path / "locker")
    assert locker.put([DATA[:3], b"", DATA[3:]], 100) == (DIGEST, len(DATA))
    assert b"".join(locker.read(DIGEST)) == DATA
    assert locker.found(DIGEST) == DIGEST
    path = place(tmp_path / "locker")
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_bytes_are_kept_once_and_leave_nothing_else(tmp_path: Path) -> None:
    locker = Locker(tmp_path)
    locker.put([DATA], 100)
    before = place(tmp_path).stat().st_ino
    locker.put([DATA], 100)
    assert place(tmp_path).stat().st_ino == before
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == [place(tmp_path)]


def test_what_is_too_large_or_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield DATA
        raise Unavailable("the line is dead", hint="")

    locker = Locker(tmp_path)
    with pytest.raises(LimitHit, match="more than 5 bytes"):
        locker.put([DATA], 5)
    with pytest.raises(Unavailable, match="line is dead"):
        locker.put(broken(), 100)
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_a_changed_byte_is_seen_and_mended_when_it_is_handed_in_again(tmp_path: Path) -> None:
    locker = Locker(tmp_path)
    locker.put([DATA], 100)
    place(tmp_path).chmod(0o600)
    place(tmp_path).write_bytes(b"A" + DATA[1:])
    assert locker.found(DIGEST) not in {"", DIGEST}
    locker.put([DATA], 100)
    assert locker.found(DIGEST) == DIGEST


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    locker = Locker(tmp_path)
    assert not locker.found(DIGEST)
    with pytest.raises(BadInput, match="not in the locker"):
        locker.open(DIGEST)
    for bad in ("", "sha256:../../etc/passwd", DIGEST + "0", DIGEST.upper()):
        with pytest.raises(BadInput, match="no digest"):
            locker.open(bad)


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    place(tmp_path).parent.mkdir()
    (tmp_path / "elsewhere").write_bytes(DATA)
    place(tmp_path).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unavailable):
        Locker(tmp_path).open(DIGEST)


def test_what_a_dead_writer_left_is_forgotten_after_a_day(tmp_path: Path) -> None:
    old, young = tmp_path / "arriving-0", tmp_path / "arriving-1"
    for one in (old, young):
        one.write_bytes(DATA)
    os.utime(old, (0, 0))
    Locker(tmp_path).put([DATA], 100)
    assert not old.exists()
    assert young.exists()


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="No space left"):
        Locker(tmp_path).put([DATA], 100)
    assert not list(tmp_path.iterdir())
