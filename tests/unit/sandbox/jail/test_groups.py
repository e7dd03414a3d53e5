import os
import subprocess  # noqa: TID251  a process that is gone
from pathlib import Path

import pytest

from vedette.sandbox.jail import groups
from vedette.sandbox.jail.groups import group, group_name, sweep


@pytest.fixture(autouse=True)
def plain_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain folder is not empty like a kernel's group: its files are taken away first."""

    def remove(folder: Path) -> None:
        for one in folder.iterdir():
            one.unlink()
        folder.rmdir()

    monkeypatch.setattr(groups, "_remove", remove)


def test_version_one_has_a_group_for_each_resource(tmp_path: Path) -> None:
    (tmp_path / "memory").mkdir()
    (tmp_path / "pids").mkdir()
    with group("run", 1000, 7, tmp_path) as joined:
        assert joined == (tmp_path / "memory/run/cgroup.procs", tmp_path / "pids/run/cgroup.procs")
        assert (tmp_path / "memory/run/memory.limit_in_bytes").read_text() == "1000"
        assert (tmp_path / "pids/run/pids.max").read_text() == "7"
    assert not (tmp_path / "memory/run").exists()
    assert not (tmp_path / "pids/run").exists()


def test_version_two_has_one_where_both_are_shared_out(tmp_path: Path) -> None:
    (tmp_path / "cgroup.controllers").write_text("cpu memory pids")
    (tmp_path / "cgroup.subtree_control").write_text("memory pids")
    with group("run", 1000, 7, tmp_path) as joined:
        assert joined == (tmp_path / "run/cgroup.procs",)
        assert (tmp_path / "run/memory.max").read_text() == "1000"
        assert (tmp_path / "run/pids.max").read_text() == "7"
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("shared", ["", "memory", "cpu pids"])
def test_without_both_there_is_none(tmp_path: Path, shared: str) -> None:
    (tmp_path / "cgroup.controllers").write_text("memory pids")
    (tmp_path / "cgroup.subtree_control").write_text(shared)
    with group("run", 1000, 7, tmp_path) as joined:
        assert joined == ()


def test_where_nothing_is_mounted_there_is_none(tmp_path: Path) -> None:
    with group("run", 1000, 7, tmp_path / "nothing") as joined:
        assert joined == ()


def test_groups_of_the_dead_are_swept_away_and_no_others(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as gone:  # noqa: S607
        gone.wait()
    ours = group_name("x")
    assert ours.endswith("-x")
    assert str(os.getpid()) in ours
    dead = ours.replace(str(os.getpid()), str(gone.pid))
    for name in (ours, dead, "somebody-else", "memory/" + ours, "memory/" + dead):
        (tmp_path / name).mkdir(parents=True)
    sweep(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["memory", "somebody-else", ours]
    assert [one.name for one in (tmp_path / "memory").iterdir()] == [ours]
