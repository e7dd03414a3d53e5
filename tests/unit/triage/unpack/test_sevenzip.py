import io
import struct

import py7zr
import pytest

from tests.unit.triage.unpack.packed import FILES, files, opened, skips
from vedette.triage.allowance import Bounds
from vedette.triage.unpack import Member


def sevenzipped(files: dict[str, bytes], password: str | None = None, *, hide: bool = False) -> bytes:
    held = io.BytesIO()
    with py7zr.SevenZipFile(held, "w", password=password, header_encryption=hide) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return held.getvalue()


def test_files_come_out_as_they_went_in() -> None:
    found = opened(sevenzipped(FILES))
    assert files(found) == FILES
    assert not skips(found)


@pytest.mark.parametrize("hide", [False, True])
def test_customary_and_given_passwords_open_it_and_are_told(hide: bool) -> None:  # noqa: FBT001
    found = opened(sevenzipped({"a": b"1"}, "virus", hide=hide))
    assert found == [Member("a", b"1", "opened with the password 'virus'")]
    found = opened(sevenzipped({"a": b"1"}, "qwe", hide=hide), passwords=["no", "qwe"])
    assert found == [Member("a", b"1", "opened with the password 'qwe'")]


def test_another_password_leaves_it_locked() -> None:
    assert "password" in skips(opened(sevenzipped({"a": b"1"}, "qwe")))["a.bin"]


def test_a_bomb_is_one_skip_and_what_is_packed_with_it_comes_out() -> None:
    found = opened(sevenzipped({"bomb": bytes(3 << 20), "rest": b"fine"}))
    assert files(found) == {"rest": b"fine"}
    assert "200-fold" in skips(found)["a.bin!/bomb"]


def test_what_is_far_too_large_ends_what_is_packed_with_it() -> None:
    found = opened(sevenzipped({"big": b"x" * 9000, "rest": b"fine"}), bounds=Bounds(sample_bytes=5000))
    assert not files(found)
    assert "larger" in skips(found)["a.bin!/big"]
    assert "too large" in skips(found)["a.bin"]


def test_a_directory_that_is_cut_off_or_huge_is_refused_before_it_is_read() -> None:
    data = sevenzipped(FILES)
    assert "cut off" in skips(opened(data[:-10]))["a.bin"]
    huge = data[:20] + struct.pack("<Q", 1 << 40) + data[28:]
    assert "beyond its end" in skips(opened(huge))["a.bin"]
