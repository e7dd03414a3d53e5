import os
from pathlib import Path

from tests.toys import still
from vedette.app.stamps import Known, Stamps
from vedette.core.digest import sha256
from vedette.store.cache import Memory

KNOWN = Known(sha256(b"x"), marked=True)


def test_a_file_that_is_the_same_is_known(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x")
    kept = Memory()
    Stamps(kept, still().wall_ns).learn(b"a", file.stat(), KNOWN)
    assert Stamps(kept, still().wall_ns).known(b"a", file.stat()) == KNOWN


def test_a_file_that_was_touched_is_not_known(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x")
    stamps = Stamps(Memory(), still().wall_ns)
    before = file.stat()
    stamps.learn(b"a", before, KNOWN)
    file.write_text("y")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert stamps.known(b"a", file.stat()) is None, (
        "whoever sets the time back cannot set the change time back"
    )


def test_a_young_file_is_not_trusted(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x")
    stamps = Stamps(Memory(), still(file.stat().st_mtime_ns + 1_000_000_000).wall_ns)
    stamps.learn(b"a", file.stat(), KNOWN)
    assert stamps.known(b"a", file.stat()) is None


def test_rubbish_in_the_cache_is_not_believed(tmp_path: Path) -> None:
    kept = Memory()
    kept.put(b"stamp1\0a", b"rubbish")
    assert Stamps(kept, still().wall_ns).known(b"a", tmp_path.stat()) is None


def test_without_a_cache_nothing_is_known(tmp_path: Path) -> None:
    stamps = Stamps(None, still().wall_ns)
    stamps.learn(b"a", tmp_path.stat(), KNOWN)
    assert stamps.known(b"a", tmp_path.stat()) is None


def test_what_is_expected_is_known_as_if_each_were_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x")
    kept = Memory()
    Stamps(kept, still().wall_ns).learn(b"a", file.stat(), KNOWN)
    stamps = Stamps(kept, still().wall_ns)
    stamps.expect([b"a", b"b"])
    assert stamps.known(b"a", file.stat()) == KNOWN
    assert stamps.known(b"b", file.stat()) is None
    stamps.learn(b"b", file.stat(), KNOWN)
    assert stamps.known(b"b", file.stat()) == KNOWN
    stamps.expect([b"c"])
    assert stamps.known(b"a", file.stat()) == KNOWN
    Stamps(None, still().wall_ns).expect([b"a"])
