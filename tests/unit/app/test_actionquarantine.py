import hashlib
import os
import stat
from pathlib import Path

import pytest

from vedette.app.actionquarantine import Words, give_back, is_away, look, take
from vedette.core.errors import BadInput, Unavailable

EVIL = b"<?php system($_GET['c']);"
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


def planted(folder: Path, data: bytes = EVIL, name: str = "a b.php") -> Words:
    path = folder / "www" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    path.chmod(0o4751)
    os.utime(path, ns=(1_600_000_000_123_456_789, 1_500_000_000_987_654_321))
    return Words(str(path), hashlib.sha256(data).hexdigest(), str(folder / "quarantine"))


def like(path: str) -> tuple[object, ...]:
    found = Path(path).stat()
    return (
        Path(path).read_bytes(),
        stat.S_IMODE(found.st_mode),
        (found.st_uid, found.st_gid),
        found.st_mtime_ns,
        found.st_nlink,
    )


def test_a_file_is_locked_away_and_comes_back_as_it_was(tmp_path: Path) -> None:
    words = planted(tmp_path)
    accessed = Path(words.path).stat().st_atime_ns
    before = like(words.path)
    os.utime(words.path, ns=(accessed, Path(words.path).stat().st_mtime_ns))
    assert take(words).ok
    assert not os.path.lexists(words.path)
    assert is_away(words)
    assert stat.S_IMODE(words.kept.stat().st_mode) == 0
    assert words.kept.name == words.digest
    assert give_back(words).ok
    assert Path(words.path).stat().st_atime_ns == accessed, "not even read"
    assert like(words.path) == before
    assert not list(Path(words.folder).iterdir())
    assert list(Path(words.path).parent.iterdir()) == [Path(words.path)]


@AS_ROOT
def test_an_owner_and_marks_come_back(tmp_path: Path) -> None:
    words = planted(tmp_path)
    os.chown(words.path, 4242, 4343)
    Path(words.path).chmod(0o6755)
    before = like(words.path)
    try:
        os.setxattr(words.path, "user.origin", b"\x00mail")
    except OSError:
        pytest.skip("no marks on this file system")
    take(words)
    give_back(words)
    assert like(words.path) == before
    assert os.getxattr(words.path, "user.origin") == b"\x00mail"


def test_the_same_bytes_at_two_places_are_kept_once_and_both_come_back(tmp_path: Path) -> None:
    one, two = planted(tmp_path), planted(tmp_path, name="b.php")
    take(one)
    take(two)
    assert len(list(Path(one.folder).glob(one.digest))) == 1
    give_back(one)
    assert is_away(two)
    give_back(two)
    assert Path(one.path).read_bytes() == Path(two.path).read_bytes() == EVIL


def test_what_was_swapped_since_it_was_looked_at_is_left_alone(tmp_path: Path) -> None:
    words = planted(tmp_path)
    Path(words.path).write_bytes(b"something else")
    with pytest.raises(BadInput, match="other content"):
        take(words)
    assert Path(words.path).read_bytes() == b"something else"
    assert not is_away(words)


@pytest.mark.parametrize("deep", [False, True])
def test_a_link_leads_nowhere(tmp_path: Path, deep: bool) -> None:  # noqa: FBT001 - two rows
    words = planted(tmp_path)
    if deep:
        (tmp_path / "link").symlink_to(tmp_path / "www")
        path = tmp_path / "link" / "a b.php"
    else:
        path = tmp_path / "link"
        path.symlink_to(words.path)
    assert look(str(path)) is None
    with pytest.raises(BadInput):
        take(words._replace(path=str(path)))
    assert Path(words.path).exists()


def test_nothing_is_put_over_what_lies_there_now(tmp_path: Path) -> None:
    words = planted(tmp_path)
    take(words)
    Path(words.path).write_bytes(b"a new one")
    with pytest.raises(BadInput, match="something else"):
        give_back(words)
    assert Path(words.path).read_bytes() == b"a new one"
    assert words.kept.exists()
    Path(words.path).unlink()
    assert give_back(words).ok


def test_after_a_break_it_is_finished_from_wherever_it_stood(tmp_path: Path) -> None:
    words = planted(tmp_path)
    before = like(words.path)
    take(words)
    kept, note = words.kept, words.note.read_bytes()
    give_back(words)
    kept.write_bytes(EVIL)  # killed after it was kept, before it was taken away
    words.note.write_bytes(note)
    assert not is_away(words)
    assert take(words).ok
    give_back(words)
    kept.write_bytes(EVIL)  # killed after it was back, before the note was taken away
    words.note.write_bytes(note)
    assert give_back(words).ok
    assert like(words.path) == before
    assert not list(Path(words.folder).iterdir())


def test_what_was_kept_and_changed_does_not_come_back(tmp_path: Path) -> None:
    words = planted(tmp_path)
    take(words)
    words.kept.chmod(0o600)
    words.kept.write_bytes(b"not it")
    with pytest.raises(BadInput, match="not what was locked away"):
        give_back(words)
    assert not list(Path(words.path).parent.iterdir())


def test_what_is_no_plain_file_is_not_looked_at(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert look(str(tmp_path / "pipe")) is None
    assert look(str(tmp_path)) is None
    assert look(str(tmp_path / "nothing")) is None
    with pytest.raises(BadInput):
        take(Words(str(tmp_path / "nothing"), "a" * 64, str(tmp_path / "q")))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may move everything")
def test_a_folder_that_may_not_be_changed_is_said_plainly(tmp_path: Path) -> None:
    words = planted(tmp_path)
    Path(words.path).parent.chmod(0o500)
    with pytest.raises(Unavailable):
        take(words)
    Path(words.path).parent.chmod(0o700)
    assert Path(words.path).read_bytes() == EVIL
