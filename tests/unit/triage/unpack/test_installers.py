import lzma
import struct
import zlib

import pytest

from tests.unit.triage.unpack.made import nsis
from tests.unit.triage.unpack.packed import files, opened, skips
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind

HELD = {"tool.exe": b"MZ" * 400, "dir/read me.txt": b"text " * 90}


@pytest.mark.parametrize("joined", [True, False])
def test_nsis_gives_its_files_under_their_names_and_its_texts(joined: bool) -> None:  # noqa: FBT001
    data = nsis(HELD, joined=joined)
    assert identify(data) is Kind.NSIS
    found = files(opened(data))
    assert b"cmd /c calc" in found.pop("texts.txt")
    assert found == HELD


def test_nsis_in_bzip2_is_told() -> None:
    data = nsis(HELD, joined=True)[:28] + b"1AY" + bytes(range(255)) * 4
    assert "bzip2" in skips(opened(data))["a.bin"]


def inno() -> bytes:
    packed = lzma.compress(b"setup says run.exe" * 9, lzma.FORMAT_ALONE)
    body = packed[:5] + packed[13:]
    block = struct.pack("<I", zlib.crc32(body)) + body
    about = struct.pack("<IB", len(block), 1)
    head = struct.pack("<I", zlib.crc32(about)) + about + block
    chunk = lzma.compress(b"one file" * 99, lzma.FORMAT_ALONE)
    return (
        b"Inno Setup Setup Data (6.2.0)".ljust(64, b"\0") + head + head + b"zlb\x1a" + chunk[:5] + chunk[13:]
    )


def test_inno_gives_its_setup_data_and_its_files_joined() -> None:
    assert identify(inno()) is Kind.INNO
    found = opened(inno())
    held = files(found)
    assert held["setup-data.bin"] == b"setup says run.exe" * 9
    assert held["files-1.bin"] == b"one file" * 99
    assert "without their names" in skips(found)["a.bin"]
