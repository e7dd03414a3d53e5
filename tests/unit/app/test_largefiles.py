"""Large files: padding and holes cost nothing, and what is not read is said once."""

import hashlib
import os
import tarfile
from pathlib import Path

import msgspec
import pytest

from vedette.app import largefiles, triagework
from vedette.triage.allowance import Bounds
from vedette.triage.examination import Examination

MIB = 1 << 20


def sparse(path: Path, head: bytes, size: int, tail: bytes = b"") -> Path:
    with path.open("wb") as stream:
        stream.write(head)
        stream.truncate(size)
        stream.seek(size - len(tail))
        stream.write(tail)
    return path


def read(path: Path) -> largefiles.Read:
    with path.open("rb") as stream:
        return largefiles.read(stream, path.name)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have little count as much."""
    monkeypatch.setattr(largefiles, "FILE_BYTES", 2 * MIB)
    monkeypatch.setattr(largefiles, "ARCHIVE_BYTES", 4 * MIB)


def test_a_file_of_holes_is_what_stands_before_them(tmp_path: Path) -> None:
    data, left_out = read(sparse(tmp_path / "a.exe", b"MZ" + b"x" * 3 * MIB, 1 << 28))
    assert data.rstrip(b"\0") == b"MZ" + b"x" * 3 * MIB
    assert len(data) < 4 * MIB
    assert "the rest is padding" in left_out
    assert f"of {1 << 28:,}" in left_out


@pytest.mark.parametrize("byte", [b"\0", b" ", b"A"])
@pytest.mark.usefixtures("small")
def test_padding_of_any_byte_is_left_out(byte: bytes, tmp_path: Path) -> None:
    program = b"MZ" + os.urandom(1000) + byte * 2000 + b"end."
    path = tmp_path / "a.exe"
    path.write_bytes(program + byte * 5 * MIB)
    data, left_out = read(path)
    assert data == program + byte * 4096
    assert "padding" in left_out


@pytest.mark.usefixtures("small")
def test_padding_that_fills_all_that_is_read_is_left_out_too(tmp_path: Path) -> None:
    data, left_out = read(sparse(tmp_path / "a.bin", b"", 9 * MIB))
    assert data == bytes(4096)
    assert "padding" in left_out


@pytest.mark.usefixtures("small")
def test_of_a_large_file_the_beginning_is_read(tmp_path: Path) -> None:
    data, left_out = read(sparse(tmp_path / "a.exe", b"MZ", 9 * MIB, b"end"))
    assert len(data) == 2 * MIB
    assert left_out.startswith(f"only its first {2 * MIB:,} bytes of {9 * MIB:,};")


@pytest.mark.usefixtures("small")
def test_the_digest_of_the_whole_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sparse(tmp_path / "a.exe", b"MZ", 9 * MIB, b"end")
    whole = hashlib.sha256(path.read_bytes()).hexdigest()
    assert read(path).left_out.endswith(
        f"its digest in this report is of that part, and that of the whole file is sha256:{whole}"
    )
    monkeypatch.setattr(largefiles, "_WHOLE_BYTES", 9 * MIB - 1)
    assert read(path).left_out.endswith("its digest in this report is of that part")


@pytest.mark.usefixtures("small")
def test_an_archive_that_is_really_there_is_read_further(tmp_path: Path) -> None:
    whole = tmp_path / "a.gz"
    whole.write_bytes(b"\x1f\x8b\x08\0" + os.urandom(3 * MIB))
    assert read(whole) == (whole.read_bytes(), "")
    assert (
        len(read(sparse(tmp_path / "b.gz", b"\x1f\x8b\x08\0" + bytes(20), 9 * MIB, b"end")).data) == 2 * MIB
    )


@pytest.mark.usefixtures("small")
def test_an_ordinary_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"hello" + bytes(9000))
    assert read(path) == (path.read_bytes(), "")


def test_all_that_was_left_out_of_a_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(largefiles, "FILE_BYTES", MIB)
    path = sparse(tmp_path / "a.bin", b"\1\2\3" * 99, 3 * MIB, b"end")
    monkeypatch.setattr(triagework, "BOUNDS", Bounds(fuel=10))
    answer = triagework.work(msgspec.json.encode(triagework.Thing(path=os.fsencode(path), name="a.bin")))
    skipped = msgspec.json.decode(answer, type=Examination).skipped
    assert [one.what for one in skipped] == ["a.bin"]
    assert "only its first" in skipped[0].why
    assert "too much work" in skipped[0].why


def test_what_follows_from_a_file_read_in_part_is_one_line_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(largefiles, "FILE_BYTES", MIB)
    member = tarfile.TarInfo("huge")
    member.size = 1 << 40
    path = sparse(tmp_path / "a.tar", member.tobuf() + b"words", 3 * MIB, b"end")
    answer = triagework.work(msgspec.json.encode(triagework.Thing(path=os.fsencode(path), name="a.tar")))
    (skipped,) = msgspec.json.decode(answer, type=Examination).skipped
    assert skipped.what == "a.tar"
    assert "huge in it could not be read: larger than" in skipped.why
