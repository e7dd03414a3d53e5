from collections.abc import Iterator
from pathlib import Path

import pytest

from vedette.access.documents import Memory
from vedette.app.job_answers import Missing, TooMany
from vedette.app.uploads import UploadFolder, UploadLimits
from vedette.core.errors import BadInput, LimitHit, Unavailable

SMALL = UploadLimits(file_bytes=10, person_bytes=15, person_files=3, keep_seconds=100)


class Uploads:
    """An upload folder whose clock is set by hand."""

    def __init__(self, folder: Path, limits: UploadLimits = SMALL) -> None:
        self.time = 1000.0
        self.folder = folder / "uploads"
        self.them = UploadFolder(Memory(), self.folder, limits, lambda: self.time)


def test_what_is_handed_in_can_be_had_by_its_owner_alone(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path).them
    made = uploads.keep("ana", "shop.py", [b"x =", b" 1\n"])
    assert (made.name, made.size, made.expires) == ("shop.py", 6, 1100.0)
    name, path = uploads.path("ana", made.id)
    assert (name, path.read_bytes()) == ("shop.py", b"x = 1\n")
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    with pytest.raises(Missing):
        uploads.path("bob", made.id)
    assert uploads.owned("ana") == (made,)
    assert uploads.owned("bob") == ()


@pytest.mark.parametrize("name", ["", "../x.py", "a/b", ".hidden", "a\0", "x" * 129, "-rf", "ü.py", "a\n"])
def test_a_name_that_is_none_for_a_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="plain name"):
        Uploads(tmp_path).them.keep("ana", name, [b"x"])


def test_too_large_a_file_stops_half_way_and_leaves_nothing(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    taken: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"1234"

    with pytest.raises(LimitHit, match="10 bytes"):
        uploads.them.keep("ana", "a.zip", endless())
    assert len(taken) == 3
    assert list(uploads.folder.iterdir()) == []
    assert uploads.them.owned("ana") == ()


def test_a_person_has_room_for_so_much(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path).them
    uploads.keep("ana", "a.zip", [b"1234567890"])
    with pytest.raises(LimitHit, match="5 bytes"):
        uploads.keep("ana", "b.zip", [b"123456"])
    uploads.keep("ana", "b.zip", [b"12345"])
    with pytest.raises(TooMany):
        uploads.keep("ana", "c.zip", [b"1"])
    uploads.keep("bob", "c.zip", [b"1"])


def test_only_so_many_arrive_at_once(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path).them

    def nested() -> Iterator[bytes]:
        yield b"1"
        uploads.keep("ana", "b.zip", deeper())

    def deeper() -> Iterator[bytes]:
        yield b"1"
        with pytest.raises(TooMany, match="on their way"):
            uploads.keep("ana", "c.zip", [b"1"])

    uploads.keep("ana", "a.zip", nested())
    assert {one.name for one in uploads.owned("ana")} == {"a.zip", "b.zip"}


def test_nothing_is_no_upload(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nothing arrived"):
        Uploads(tmp_path).them.keep("ana", "a.zip", [])


def test_an_upload_can_be_dropped_by_its_owner(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    made = uploads.them.keep("ana", "a.zip", [b"1"])
    with pytest.raises(Missing):
        uploads.them.drop("bob", made.id)
    assert uploads.them.drop("ana", made.id) == made
    assert list(uploads.folder.iterdir()) == []


def test_old_uploads_go_unless_somebody_waits_for_them(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    old = uploads.them.keep("ana", "old.zip", [b"1"])
    needed = uploads.them.keep("ana", "needed.zip", [b"1"])
    uploads.time += 101
    new = uploads.them.keep("ana", "new.zip", [b"1"])
    assert uploads.them.sweep(lambda path: path.name == "needed.zip") == 1
    assert {one.id for one in uploads.them.owned("ana")} == {needed.id, new.id}
    with pytest.raises(Missing):
        uploads.them.path("ana", old.id)


def test_a_disk_that_takes_nothing_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("a file in the way")
    with pytest.raises(Unavailable, match="cannot be kept"):
        Uploads(tmp_path).them.keep("ana", "a.zip", [b"1"])
