"""A log that was rotated is read on where it was left, whatever it is called now."""

import shutil
from pathlib import Path

import pytest

from vedette.app.live.known import Known
from vedette.app.live.tails import HEAD, Cursor, new_lines


def taken(known: Known, folder: Path) -> bytes:
    """Take what is new in every file of a folder, as a follower does."""
    found = b""
    for path in sorted(folder.iterdir()):
        name = path.name
        cursor: Cursor | None = known.same(name, path) or known.begun(name, path)
        while cursor is not None and (chunk := new_lines(cursor, path)) is not None:
            found += chunk.data
            cursor = chunk.after
            known.keep(name, cursor)
    return found


def after_a_kill(known: Known, written: dict[str, Cursor]) -> Known:
    """Begin again with what was written down."""
    written.update(known.pending)
    return Known(written)


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


@pytest.mark.parametrize("killed", [False, True])
@pytest.mark.parametrize("rotated", ["a.log.1", "a-20260301.log", "0.log"])
def test_a_renamed_log_is_read_on(tmp_path: Path, rotated: str, *, killed: bool) -> None:
    known, log = Known(), tmp_path / "a.log"
    append(log, b"one\ntwo\n")
    assert taken(known, tmp_path) == b"one\ntwo\n"
    append(log, b"three\n")
    log.rename(tmp_path / rotated)
    append(log, b"four\n")
    if killed:
        known = after_a_kill(known, {})
    assert sorted(taken(known, tmp_path).split()) == [b"four", b"three"]
    assert taken(known, tmp_path) == b""


def test_a_chain_of_rotations_is_read_once(tmp_path: Path) -> None:
    known, log, seen = Known(), tmp_path / "a.log", b""
    written: dict[str, Cursor] = {}
    for day in range(6):
        for older in range(day, 0, -1):
            place = log if older == 1 else tmp_path / f"a.log.{older - 1}"
            place.rename(tmp_path / f"a.log.{older}")
        append(log, b"day %d\n" % day)
        seen += taken(known, tmp_path)
        known = after_a_kill(known, written)
        append(log, b"night %d\n" % day)
    seen += taken(known, tmp_path)
    assert sorted(seen.splitlines()) == sorted(
        b"%s %d" % (when, day) for when in (b"day", b"night") for day in range(6)
    )


@pytest.mark.parametrize("killed", [False, True])
@pytest.mark.parametrize("rotated", ["a.log.1", "0.log"])
@pytest.mark.parametrize("lines", [3, 500])
def test_a_log_that_was_copied_and_cut_is_read_on(
    tmp_path: Path, lines: int, rotated: str, *, killed: bool
) -> None:
    known, log = Known(), tmp_path / "a.log"
    first = b"".join(b"line %d\n" % number for number in range(lines))
    append(log, first)
    assert taken(known, tmp_path) == first
    if killed:
        known = after_a_kill(known, {})
    shutil.copy(log, tmp_path / rotated)
    log.write_bytes(b"new\n")
    assert taken(known, tmp_path) == b"new\n"
    assert taken(known, tmp_path) == b""


def test_a_place_on_the_disk_that_is_used_again_is_another_log(tmp_path: Path) -> None:
    known, log = Known(), tmp_path / "a.log"
    append(log, b"one\n")
    taken(known, tmp_path)
    with log.open("r+b") as file:
        file.write(b"two\nthree\n")
    log.rename(tmp_path / "b.log")
    assert taken(known, tmp_path) == b"two\nthree\n"


def test_logs_that_begin_alike_are_two(tmp_path: Path) -> None:
    known, same = Known(), b"#" * HEAD + b"\n"
    append(tmp_path / "a.log", same + b"one\n")
    append(tmp_path / "b.log", same + b"two\n")
    append(tmp_path / "c.log", b"x\n")
    append(tmp_path / "d.log", b"x\n")
    assert taken(known, tmp_path) == same + b"one\n" + same + b"two\nx\nx\n"


def test_a_new_log_that_is_still_empty_is_no_news_every_time(tmp_path: Path) -> None:
    known, log = Known(), tmp_path / "a.log"
    append(log, b"one\n")
    taken(known, tmp_path)
    log.rename(tmp_path / "a.log.1")
    log.touch()
    taken(known, tmp_path)
    known.pending = {}
    taken(known, tmp_path)
    assert known.pending == {}


def lost(known: Known, folder: Path) -> list[tuple[str, int]]:
    listed = {path.name for path in folder.iterdir()}
    return [(Path(one.path).name, one.offset) for one in known.lost(listed, ())]


@pytest.mark.parametrize("killed", [False, True])
@pytest.mark.parametrize("cut", [False, True])
def test_what_is_gone_or_cut_is_said_once(tmp_path: Path, *, cut: bool, killed: bool) -> None:
    logs, written = tmp_path / "logs", dict[str, Cursor]()
    logs.mkdir()
    known, log = Known(), logs / "a.log"
    append(log, b"one\ntwo\n")
    taken(known, logs)
    assert lost(known, logs) == []
    if cut:
        log.write_bytes(b"")
    else:
        log.rename(tmp_path / "away")
        log.touch()
    found = []
    for line in (b"", b"", b"three\n", b"four\n"):
        if killed:
            known = after_a_kill(known, written)
        append(log, line)
        assert taken(known, logs) == line
        found += lost(known, logs)
    assert found == [("a.log", 8)]


def test_what_was_rotated_beside_itself_may_go_one_day(tmp_path: Path) -> None:
    known, written, log = Known(), dict[str, Cursor](), tmp_path / "a.log"
    for day in range(5):
        (tmp_path / "a.log.2").unlink(missing_ok=True)
        for older in (1, 0):
            place = tmp_path / f"a.log.{older}" if older else log
            if place.exists():
                place.rename(tmp_path / f"a.log.{older + 1}")
        append(log, b"day %d\n" % day)
        known = after_a_kill(known, written)
        taken(known, tmp_path)
        assert lost(known, tmp_path) == []


def test_what_was_copied_and_cut_beside_itself_is_not_lost(tmp_path: Path) -> None:
    known, log = Known(), tmp_path / "a.log"
    append(log, b"one\n")
    taken(known, tmp_path)
    shutil.copy(log, tmp_path / "a.log.1")
    log.write_bytes(b"new\n")
    taken(known, tmp_path)
    assert lost(known, tmp_path) == []


def test_two_rotations_between_two_looks(tmp_path: Path) -> None:
    known, log = Known(), tmp_path / "a.log"
    append(log, b"one\n")
    taken(known, tmp_path)
    append(log, b"two\n")
    log.rename(tmp_path / "a.log.2")
    append(log, b"three\n")
    log.rename(tmp_path / "a.log.1")
    append(log, b"four\n")
    assert sorted(taken(known, tmp_path).split()) == [b"four", b"three", b"two"]
    assert lost(known, tmp_path) == []


def test_what_is_only_not_followed_any_more_is_not_lost(tmp_path: Path) -> None:
    known = Known()
    append(tmp_path / "a.log", b"one\n")
    taken(known, tmp_path)
    assert list(known.lost((), ())) == []
    assert known.same("a.log", tmp_path / "a.log") is not None
