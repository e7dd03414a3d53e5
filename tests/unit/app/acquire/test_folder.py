import os
import socket
from pathlib import Path

import pytest

from tests.toys import plant, still
from vedette.app.acquire import folder
from vedette.app.acquire.opened import Opened, Selection
from vedette.app.stamps import Stamps
from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS, Limits
from vedette.store.cache import Memory

EVERYTHING = Selection()


def walk(
    root: Path, selection: Selection = EVERYTHING, limits: Limits = DEFAULTS, kept: Memory | None = None
) -> Opened:
    return folder.open_folder(root, selection, limits, Stamps(kept, still().wall_ns), lambda _: None)


def names(opened: Opened) -> list[str]:
    return [one.path for one in opened.files]


def why(opened: Opened) -> dict[str, str]:
    return {one.what: one.why for one in opened.skipped}


def test_python_is_found_by_suffix_and_by_first_line(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "a.py": "x",
            "b/c.pyw": "y",
            "stub.pyi": "z",
            "README.md": "w",
            "tool": "#!/usr/bin/env python3\nx\n",
            "other": "#!/bin/sh\n",
            "empty": "",
        },
    )
    opened = walk(tmp_path)
    assert names(opened) == ["a.py", "b/c.pyw", "tool"]
    assert opened.excluded == 4
    assert opened.files[0].read() == b"x"
    assert not opened.skipped


def test_the_usual_folders_are_left_out_and_that_is_said(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "a.py": "x",
            "tests/test_a.py": "x",
            ".venv/lib/b.py": "x",
            "my-env/pyvenv.cfg": "",
            "my-env/c.py": "x",
            "build/d.py": "x",
            "x.egg-info/e.py": "x",
            "__pycache__/f.py": "x",
            "src/build/__init__.py": "",
            "dist/__init__.py": "",
        },
    )
    opened = walk(tmp_path)
    assert names(opened) == ["a.py", "dist/__init__.py", "src/build/__init__.py", "tests/test_a.py"]
    (note,) = opened.notes
    assert all(one in note for one in (".venv", "my-env", "build", "x.egg-info"))
    everything = walk(tmp_path, Selection(defaults=False))
    assert {".venv/lib/b.py", "build/d.py", "my-env/c.py"} <= set(names(everything))


def test_patterns_choose_and_an_exclusion_wins(tmp_path: Path) -> None:
    plant(tmp_path, {"src/a.py": "x", "src/b.py": "x", "tests/c.py": "x"})
    assert names(walk(tmp_path, Selection(include=("src/*.py",), exclude=("b.py",)))) == ["src/a.py"]
    assert names(walk(tmp_path, Selection(exclude=("tests/",)))) == ["src/a.py", "src/b.py"]


def test_what_is_no_plain_file_is_skipped_with_the_reason(tmp_path: Path) -> None:
    outside = plant(tmp_path / "outside", {"secret.py": "x"})
    root = plant(tmp_path / "root", {"a.py": "x", "sub/b.py": "y"})
    os.mkfifo(root / "pipe.py")
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(root)
        one.bind("socket.py")
        os.chdir(here)
    (root / "loop").symlink_to("loop")
    (root / "up").symlink_to(root)
    (root / "out").symlink_to(outside)
    (root / "out.py").symlink_to(outside / "secret.py")
    (root / "in.py").symlink_to("a.py")
    (root / "gone.py").symlink_to("nowhere")
    opened = walk(root)
    assert names(opened) == ["a.py", "sub/b.py"]
    assert "pipe" in why(opened)["pipe.py"]
    assert "socket" in why(opened)["socket.py"]
    assert "nowhere" in why(opened)["gone.py"]
    assert "nowhere" in why(opened)["loop"]
    assert "out of the folder" in why(opened)["out"]
    assert "out of the folder" in why(opened)["out.py"]
    assert opened.excluded == 2, "links within the folder: their ends are looked at where they lie"


def test_what_cannot_be_source_or_is_too_large_is_skipped(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {"binary.py": b"a\0b", "large.py": "x" * 101, "fits.py": "x" * 100, "latin.py": b"x = '\xe9'"},
    )
    opened = walk(tmp_path, limits=Limits(file_bytes=100))
    assert names(opened) == ["fits.py", "latin.py"]
    assert "NUL" in why(opened)["binary.py"]
    assert "101 bytes" in why(opened)["large.py"]


def test_what_is_odd_is_read_and_told_each_time(tmp_path: Path) -> None:
    plant(tmp_path, {"a.py": b"x = '\xff'\n", "b.py": b"x = 1 + 2 + 3\n", "c.py": b"x = 1\n"})
    kept = Memory()
    for _ in range(2):
        opened = walk(tmp_path, limits=Limits(tokens=6), kept=kept)
        assert names(opened) == ["a.py", "c.py"]
        assert [(one.what, one.partial) for one in opened.skipped] == [("a.py", True), ("b.py", False)]


def test_a_large_file_is_not_even_opened(tmp_path: Path) -> None:
    with (tmp_path / "one-line.py").open("wb") as file:
        file.truncate(50 << 20)
    assert "larger" in why(walk(tmp_path))["one-line.py"]


def test_a_name_that_is_no_utf_8_is_written_as_escapes_and_looked_at(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.py")).write_bytes(b"x")
    opened = walk(tmp_path)
    assert names(opened) == ["caf\\xe9.py"]
    assert opened.files[0].read() == b"x"


def test_there_is_an_end_to_folders_and_files_and_bytes(tmp_path: Path) -> None:
    plant(tmp_path, {"a/b/c/d.py": "x", "a/1.py": "x", "a/2.py": "x", "a/3.py": "x" * 50})
    assert "folders deep" in why(walk(tmp_path, limits=Limits(depth=2)))["a/b/c"]
    few = walk(tmp_path, limits=Limits(files=2))
    assert len(few.files) == 2
    assert "the rest" in why(few)
    assert "the rest" in why(walk(tmp_path, limits=Limits(total_bytes=40)))


@pytest.mark.skipif(os.getuid() == 0, reason="the administrator may read everything")
def test_what_may_not_be_read_is_skipped(tmp_path: Path) -> None:
    plant(tmp_path, {"a.py": "x", "b/c.py": "x"})
    (tmp_path / "a.py").chmod(0)
    (tmp_path / "b").chmod(0)
    opened = walk(tmp_path)
    (tmp_path / "b").chmod(0o700)
    assert set(why(opened)) == {"a.py", "b/"}


def test_a_folder_that_vanished_is_skipped(tmp_path: Path) -> None:
    assert why(walk(tmp_path / "gone"))


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    plant(tmp_path, {"a.py": "x  # vedette: ignore[r] why"})
    kept = Memory()
    first = walk(tmp_path, kept=kept)
    (tmp_path / "a.py").chmod(0o600)
    walk(tmp_path, kept=kept)
    second = walk(tmp_path, kept=kept)
    assert second.files[0].digest == first.files[0].digest
    assert second.marked == first.marked == {"a.py"}


def test_a_file_that_changed_since_is_not_passed_off_as_the_old_one(tmp_path: Path) -> None:
    plant(tmp_path, {"a.py": "x"})
    (file,) = walk(tmp_path).files
    plant(tmp_path, {"a.py": "y"})
    with pytest.raises(BadInput, match="changed"):
        file.read()
    (tmp_path / "a.py").unlink()
    with pytest.raises(BadInput, match="cannot be read"):
        file.read()
    os.mkfifo(tmp_path / "a.py")
    with pytest.raises(BadInput, match="not a plain file"):
        file.read()


def test_the_digest_of_a_tree_tells_names_and_contents(tmp_path: Path) -> None:
    one = walk(plant(tmp_path / "1", {"a.py": "x", "b.py": "y"}))
    same = walk(plant(tmp_path / "2", {"b.py": "y", "a.py": "x"}))
    other = walk(plant(tmp_path / "3", {"a.py": "y", "b.py": "x"}))
    assert one.digest() == same.digest() != other.digest()


def test_a_flood_of_refusals_is_counted(tmp_path: Path) -> None:
    for number in range(1005):
        os.mkfifo(tmp_path / f"{number:04}")
    opened = walk(tmp_path)
    assert len(opened.skipped) == 1001
    assert opened.skipped[-1].what == "5 more"


def test_whoever_waits_may_stop_a_walk_through_folders_without_source(tmp_path: Path) -> None:
    plant(tmp_path, {f"words/{number}/a.txt": "x" for number in range(100)})
    told: list[int] = []
    folder.open_folder(tmp_path, Selection(), DEFAULTS, Stamps(None, still().wall_ns), told.append)
    assert len(told) >= 3
