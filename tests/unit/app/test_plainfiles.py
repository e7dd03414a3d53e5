"""What there is to hunt through: plain files of any kind, each under a name of its own."""

import os
from pathlib import Path

import pytest

from vedette.app.acquire.opened import Selection
from vedette.app.plainfiles import Gathered, digest_of, gather
from vedette.core.digest import sha256
from vedette.core.errors import BadInput
from vedette.core.limits import Limits

ANY = Selection(defaults=False, any_kind=True)


def gathered(*targets: Path, selection: Selection = ANY, limits: Limits | None = None) -> Gathered:
    return gather(tuple(map(str, targets)), selection, limits or Limits())


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def test_a_folder_is_all_plain_files_below_it_whatever_they_are_called(tmp_path: Path) -> None:
    found = gathered(fill(tmp_path / "logs", "b.evtx", "a/auth.log", "build/x", ".git/y", "a.pcap"))
    assert [one.name for one in found.files] == ["a.pcap", "b.evtx", ".git/y", "a/auth.log", "build/x"]


def test_patterns_choose(tmp_path: Path) -> None:
    folder = fill(tmp_path / "logs", "a.evtx", "b.log", "old/c.log")
    chosen = Selection(include=("*.log",), exclude=("old/",), defaults=False, any_kind=True)
    found = gathered(folder, selection=chosen)
    assert [one.name for one in found.files] == ["b.log"]
    assert found.excluded == 2


def test_links_and_pipes_are_no_logs_and_it_is_said(tmp_path: Path) -> None:
    folder = fill(tmp_path / "logs", "a.log")
    (folder / "link").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    found = gathered(folder)
    assert [one.name for one in found.files] == ["a.log"]
    assert {one.what for one in found.skipped} == {"link", "pipe"}
    with pytest.raises(BadInput, match="not a plain file"):
        gathered(folder / "pipe")
    with pytest.raises(BadInput, match=r"no such file or folder \(looked for /"):
        gathered(tmp_path / "nothing")


def test_several_places_keep_their_names_apart(tmp_path: Path) -> None:
    one, other = fill(tmp_path / "ws01", "a.log"), fill(tmp_path / "ws02", "a.log")
    found = gathered(one, other, fill(tmp_path, "b.log") / "b.log")
    assert [file.name for file in found.files] == ["ws01/a.log", "ws02/a.log", "b.log"]
    assert found.name == "3 places"


def test_more_files_than_the_limit_are_counted_as_not_read(tmp_path: Path) -> None:
    found = gathered(fill(tmp_path / "logs", "a", "b", "c"), limits=Limits(files=2))
    assert len(found.files) == 2
    assert found.skipped[0].why == "more than 2 files"


def test_a_lone_log_is_a_log_and_a_folder_a_tree(tmp_path: Path) -> None:
    folder = fill(tmp_path / "logs", "a.log")
    assert gathered(folder).artefact().kind.value == "tree"
    assert gathered(folder / "a.log").artefact().kind.value == "log"


def test_a_stream_is_named_by_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"x" * 3_000_000)
    (file,) = gathered(path).files
    with file.open() as stream:
        assert digest_of(stream) == (sha256(b"x" * 3_000_000), 3_000_000)


def test_nothing_is_not_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match="nothing was given"):
        gather(("",), Selection(), Limits())


def test_what_is_away_for_a_moment_is_left_out_if_asked(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"x\n")
    targets = tuple(str(tmp_path / name) for name in ("a.log", "b.log"))
    with pytest.raises(BadInput, match=r"b\.log: no such file"):
        gather(targets, ANY, Limits())
    assert [one.name for one in gather(targets, ANY, Limits(), absent=True).files] == ["a.log"]
