"""What was written to a log before it was moved away is read from it: of so many, for so long."""

import os
from pathlib import Path

import pytest

from vedette.app.live import opened
from vedette.app.live.opened import REST_S, Opened
from vedette.app.live.tails import Cursor, fresh, rest
from vedette.app.plainfiles import PlainFile
from vedette.hunt.format import Format

FORM = Format(name="text", says="text", fits=lambda _, __: True, read=lambda _, __: iter(()))


def logs(folder: Path) -> list[tuple[PlainFile, Format, Cursor]]:
    found = []
    for path in sorted(folder.glob("*.log")):
        cursor, info = fresh(path), path.stat()
        assert cursor is not None
        file = PlainFile(name=path.name, path=path, size=info.st_size, modified=info.st_mtime_ns // 1000)
        found.append((file, FORM, cursor))
    return found


def handles() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def keep(opened_: Opened, folder: Path, now: float) -> list[tuple[int, int]]:
    return list(opened_.keep(logs(folder), now))


@pytest.mark.parametrize("deleted", [False, True])
def test_a_log_that_was_moved_is_read_on_for_a_while(tmp_path: Path, *, deleted: bool) -> None:
    log, held = tmp_path / "a.log", Opened()
    log.write_bytes(b"one\n")
    place = (log.stat().st_dev, log.stat().st_ino)
    assert keep(held, tmp_path, 0.0) == []
    assert list(held.moved()) == []
    with log.open("ab") as writer:
        log.unlink() if deleted else log.rename(tmp_path / "a.old")
        log.write_bytes(b"new\n")
        writer.write(b"two\n")
        writer.flush()
        (moved,) = held.moved()
        with moved.again() as stream:
            chunk = rest(moved.cursor, stream)
        assert chunk is not None
        assert chunk.data == b"one\ntwo\n"
        moved.cursor, moved.wrote = chunk.after, 5.0
        assert keep(held, tmp_path, 6.0) == []
        assert held.waited == {place}
        writer.write(b"three\n")
        writer.flush()
        (moved,) = held.moved()
        with moved.again() as stream:
            last = rest(moved.cursor, stream)
        assert last is not None
        assert last.data == b"three\n"
    assert keep(held, tmp_path, 5.0 + REST_S) == [place]
    assert list(held.moved()) == []
    assert held.waited == set()
    held.close()


def test_a_log_that_was_cut_after_it_was_moved_has_no_rest(tmp_path: Path) -> None:
    log, held = tmp_path / "a.log", Opened()
    log.write_bytes(b"one\ntwo\n")
    keep(held, tmp_path, 0.0)
    log.rename(tmp_path / "a.old")
    (moved,) = held.moved()
    with moved.again() as stream:
        chunk = rest(moved.cursor, stream)
    assert chunk is not None
    (tmp_path / "a.old").write_bytes(b"x\n")
    with moved.again() as stream:
        assert rest(chunk.after, stream) is None
    held.close()


def test_no_more_are_open_than_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "MOST", 3)
    before, held = handles(), Opened()
    for turn in range(5):
        for number in range(5):
            log = tmp_path / f"{number}.log"
            log.write_bytes(b"x\n")
            os.utime(log, (number, number))
        keep(held, tmp_path, float(turn))
        assert handles() <= before + 6
        for number in range(5):
            (tmp_path / f"{number}.log").rename(tmp_path / f"{turn}-{number}.old")
    assert {one.file.name for one in held.moved()} == {"2.log", "3.log", "4.log"}
    held.close()
    assert handles() == before
