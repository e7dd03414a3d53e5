import sys
from pathlib import Path

import pytest

from vedette.core.errors import BadInput
from vedette.sandbox.jail.layout import BOX, layout, readable_paths
from vedette.sandbox.jail.toolchain import interpreter


def test_little_is_shown_and_only_three_places_can_be_written() -> None:
    mounts = layout("/stage", ["/opt/python/3"])
    assert {mount.target for mount in mounts if mount.kind == "rw"} == {BOX, "/tmp", "/dev/shm"}  # noqa: S108
    assert ("ro", "/stage/tools/0", "/opt/python/3") in mounts
    assert {mount.source for mount in mounts if mount.kind == "ro"} >= {"/usr", "/stage/etc"}
    assert not {"/etc", "/home", "/var", "/run", "/sys", "/"} & {mount.source for mount in mounts}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/etc",
        "/etc/ssl",
        "/proc/self",
        "/home",
        "/tmp",  # noqa: S108
        "/var/lib",
        "/sys",
        "/dev",
        "/run",
        "/root",
        "/var/run",
    ],
)
def test_what_would_show_too_much_is_refused(path: str) -> None:
    if Path(path).exists():
        with pytest.raises(BadInput, match="too much"):
            readable_paths([path])


def test_a_home_is_refused_and_so_is_a_link_to_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "somebody"
    (home / "venv").mkdir(parents=True)
    (tmp_path / "link").symlink_to(home)
    monkeypatch.setenv("HOME", str(home))
    for path in (home, tmp_path / "link", tmp_path):
        with pytest.raises(BadInput):
            readable_paths([str(path)])
    assert readable_paths([str(home / "venv")]) == (str(home / "venv"),)


@pytest.mark.parametrize("path", ["relative", "/no/such/folder"])
def test_what_is_not_there_is_said(path: str) -> None:
    with pytest.raises(BadInput, match="cannot be shown"):
        readable_paths([path])


def test_what_is_seen_anyway_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    asked = [str(tmp_path / "a/b"), "/usr/lib", str(tmp_path / "a")]
    assert readable_paths(asked) == (str(tmp_path / "a"),)


def test_our_own_interpreter_can_be_shown() -> None:
    tools = interpreter()
    assert tools.python == sys.executable
    assert "/usr" not in tools.readable
    readable_paths(tools.readable)
