import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.sandbox.jail.copying import Copy, TooMuch, give_to, stays_inside


def copied(source: Path, target: Path, most_bytes: int = 1 << 20, files: int = 100, depth: int = 8) -> Copy:
    target.mkdir()
    copy = Copy(most_bytes, files, depth)
    copy.tree(str(source), str(target))
    return copy


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    made = tmp_path / "tree"
    (made / "below").mkdir(parents=True)
    (made / "run").write_bytes(b"#!/bin/sh\n")
    (made / "run").chmod(0o4755)
    (made / "below" / "data").write_bytes(b"x" * 3000)
    return made


def test_files_folders_and_whether_they_may_be_run(tree: Path, tmp_path: Path) -> None:
    copy = copied(tree, tmp_path / "copy")
    assert (tmp_path / "copy/below/data").read_bytes() == b"x" * 3000
    assert (tmp_path / "copy/run").stat().st_mode & 0o7777 == 0o755, "and never as somebody else"
    assert (copy.taken, copy.counted) == (3010, 3)


def test_links_that_stay_inside_stay_and_others_are_left_out(tree: Path, tmp_path: Path) -> None:
    links = {
        "in": "below/data",
        "below/up": "..",
        "below/side": "../run",
        "out": "/etc/passwd",
        "climb": "../secret",
        "below/climb": "../../secret",
        "winding": "below/up/../secret",
    }
    for name, points in links.items():
        (tree / name).symlink_to(points)
    copied(tree, tmp_path / "copy")
    kept = {name for name in links if (tmp_path / "copy" / name).is_symlink()}
    assert kept == {"in", "below/up", "below/side"}


def test_devices_pipes_sockets_and_history_are_left_out(tree: Path, tmp_path: Path) -> None:
    os.mkfifo(tree / "pipe")
    (tree / ".git").mkdir()
    (tree / ".git/config").write_text("url = https://user:word@example.org/x")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tree / "socket"))
        copied(tree, tmp_path / "copy")
    assert sorted(one.name for one in (tmp_path / "copy").iterdir()) == ["below", "run"]


def test_what_is_shown_elsewhere_is_not_copied(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    copy = Copy(1 << 20, 10, 8)
    copy.without = frozenset({str(tree.resolve() / "below")})
    copy.tree(str(tree), str(tmp_path / "copy"))
    assert not (tmp_path / "copy/below").exists()


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"most_bytes": 2999}, "2999 bytes"),
        ({"files": 2}, "2 files"),
        ({"depth": 0}, "folders within folders"),
    ],
)
def test_each_bound_is_one(tree: Path, tmp_path: Path, bounds: dict[str, int], words: str) -> None:
    (tree / "below/deeper").mkdir()
    with pytest.raises(TooMuch, match=words):
        copied(tree, tmp_path / "copy", **bounds)


def test_what_the_caller_gives_lies_over_the_copy_and_follows_no_link(tree: Path, tmp_path: Path) -> None:
    (tree / "folder").symlink_to("below")
    copy = copied(tree, target := tmp_path / "copy")
    copy.lay("run", b"new", str(target))
    copy.lay("folder/data", b"mine", str(target))
    copy.lay("a/b/c", b"deep", str(target))
    assert (target / "run").read_bytes() == b"new"
    assert (target / "run").stat().st_mode & 0o111, "what could be run can be run"
    assert (target / "below/data").read_bytes() == b"x" * 3000
    assert (target / "folder/data").read_bytes() == b"mine"
    assert (target / "a/b/c").read_bytes() == b"deep"


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "."])
def test_a_path_that_leads_out_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(TooMuch, match="no path inside"):
        Copy(10, 10, 10).lay(name, b"", str(tmp_path))


@given(
    st.lists(st.sampled_from(["a", "b"]), max_size=3),
    st.lists(st.sampled_from(["a", "b", "..", "."]), min_size=1, max_size=6),
)
def test_a_link_that_is_kept_leads_inside(folders: list[str], parts: list[str]) -> None:
    below = "".join(f"{one}/" for one in folders)
    if stays_inside(below, "/".join(parts)):
        assert not os.path.relpath(os.path.join("/t", below, *parts), "/t").startswith("..")  # noqa: PTH118


def test_all_of_a_folder_can_be_given_to_somebody(tree: Path) -> None:
    (tree / "link").symlink_to("/etc/passwd")
    give_to(str(tree), os.getuid())
    assert (tree / "below/data").stat().st_uid == os.getuid()
