import os
import stat
import subprocess  # noqa: TID251 - a file of a container needs one
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.app.actionfiles import add, deny_lines, has, hosts_lines, remove, stood
from vedette.core.errors import BadInput, Unavailable

NAME = hosts_lines("evil.example")
USUAL = b"127.0.0.1 localhost\n"


@pytest.mark.parametrize("before", [USUAL, b"127.0.0.1 localhost", b"", b"\n", b"\xff\xfe odd \n", b"a\r\n"])
def test_a_file_nobody_else_touched_is_as_it_was_byte_for_byte(tmp_path: Path, before: bytes) -> None:
    path = tmp_path / "hosts"
    path.write_bytes(before)
    path.chmod(0o640)
    kept = stood(path)
    assert add(path, NAME).ok
    assert has(path, NAME)
    assert b"0.0.0.0 evil.example\n:: evil.example\n" in path.read_bytes()
    assert remove(path, NAME, kept).ok
    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_was_not_there_is_gone_again(tmp_path: Path) -> None:
    path = tmp_path / "deny"
    kept = stood(path)
    add(path, deny_lines("a" * 64))
    remove(path, deny_lines("a" * 64), kept)
    assert not path.exists()


def test_what_others_wrote_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_bytes(b"last line without an end")
    kept = stood(path)
    add(path, NAME)
    with path.open("ab") as file:
        file.write(b"10.0.0.1 printer\n")
    remove(path, NAME, kept)
    assert path.read_bytes() == b"last line without an end\n10.0.0.1 printer\n"


def test_two_blocks_do_not_take_each_other_away(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_bytes(USUAL)
    other = hosts_lines("more.evil.example")
    for lines in (NAME, other):
        add(path, lines)
    remove(path, NAME, "whole")
    assert not has(path, NAME)
    assert has(path, other)
    remove(path, other, "whole")
    assert path.read_bytes() == USUAL


def test_what_is_there_is_not_added_twice_nor_taken_away_when_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_bytes(USUAL)
    assert remove(path, NAME, "whole").ok
    add(path, NAME)
    once = path.read_bytes()
    assert add(path, NAME).ok
    assert path.read_bytes() == once


def test_lines_within_another_line_are_none(tmp_path: Path) -> None:
    path = tmp_path / "deny"
    path.write_bytes(b"x" + b"a" * 64 + b"\n")
    assert not has(path, deny_lines("a" * 64))


def test_a_link_or_device_is_no_file(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_bytes(USUAL)
    link = tmp_path / "hosts"
    link.symlink_to(real)
    with pytest.raises(BadInput, match="link"):
        add(link, NAME)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadInput, match="no plain file"):
        add(tmp_path / "pipe", NAME)
    assert real.read_bytes() == USUAL


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="No such file"):
        add(tmp_path / "nowhere" / "hosts", NAME)


_MOUNTED = """
import sys
from pathlib import Path
from vedette.app.actionfiles import add, hosts_lines, remove, stood

path, lines = Path(sys.argv[1]), hosts_lines("evil.example")
kept = stood(path)
print(add(path, lines).ok, b"evil" in path.read_bytes(), remove(path, lines, kept).ok)
"""


@pytest.mark.slow
def test_a_containers_own_file_that_cannot_be_replaced_is_written_into(tmp_path: Path) -> None:
    path, source = tmp_path / "hosts", tmp_path / "source"
    path.touch()
    source.write_bytes(USUAL)
    mounted = f'mount --bind "{source}" "{path}" && exec "{sys.executable}" -c "$0" "{path}"'
    command = ["unshare", "-rm", "sh", "-c", mounted, _MOUNTED]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"no mount namespaces: {done.stderr}")
    assert done.stdout == "True True True\n", done.stderr
    assert source.read_bytes() == USUAL
    assert sorted(one.name for one in tmp_path.iterdir()) == ["hosts", "source"]


@given(st.binary(max_size=60))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "hosts"
    path.write_bytes(data)
    kept = stood(path)
    add(path, NAME)
    remove(path, NAME, kept)
    assert path.read_bytes() == data
