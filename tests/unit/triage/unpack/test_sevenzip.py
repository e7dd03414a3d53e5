import io
import lzma
import struct
import zlib

import py7zr
import pytest

from tests.unit.triage.unpack.packed import FILES, files, opened, skips
from tests.unit.triage.unpack.test_branches import PROGRAM, apart
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


def program_archive(data: bytes) -> bytes:
    """Return an archive of one program in BCJ2: main, calls and jumps in LZMA, the bits as they are."""
    main, calls, jumps, bits = apart(data)
    packed = [lzma.compress(part, lzma.FORMAT_ALONE) for part in (main, calls, jumps)]
    properties, streams = packed[0][:5], [part[13:] for part in packed]
    coder = b"\x23\x03\x01\x01\x05" + properties
    bcj2 = b"\x14\x03\x03\x01\x1b\x04\x01"
    folder = b"\x04" + bcj2 + coder * 3 + b"\0\1\1\2\2\3" + b"\x04\x05\x06\x03"
    sizes = b"".join(map(_number, (len(data), len(main), len(calls), len(jumps))))
    parts = [*streams, bits]
    header = b"\x01\x04\x06\0\x04\x09" + b"".join(_number(len(part)) for part in parts) + b"\0"
    header += b"\x07\x0b\x01\0" + folder + b"\x0c" + sizes + b"\0"
    header += b"\x08\x0a\x01" + struct.pack("<I", zlib.crc32(data)) + b"\0\0"
    name = "a.exe\0".encode("utf-16-le")
    header += b"\x05\x01\x11" + _number(len(name) + 1) + b"\0" + name + b"\0\0"
    body = b"".join(parts)
    start = struct.pack("<QQI", len(body), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + body + header


def _number(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([0x80 | value >> 8, value & 255])


def test_a_program_that_was_taken_apart_comes_out_whole() -> None:
    assert opened(program_archive(PROGRAM)) == [Member("a.exe", PROGRAM)]


def test_a_damaged_program_is_one_skip() -> None:
    data = bytearray(program_archive(PROGRAM))
    data[40] ^= 0xFF
    found = opened(bytes(data))
    assert skips(found) or all(one.note for one in found if isinstance(one, Member))
