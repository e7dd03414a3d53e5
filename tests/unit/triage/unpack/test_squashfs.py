from tests.unit.triage.unpack.made import squashfs
from tests.unit.triage.unpack.packed import files, opened, skips
from vedette.triage.allowance import Bounds

HELD = {"init.sh": b"#!/bin/sh\n" * 30, "large": bytes(range(256)) * 77}


def test_files_come_out_as_they_went_in() -> None:
    found = opened(squashfs(HELD))
    assert files(found) == HELD
    assert not skips(found)


def test_a_hole_is_zeros_and_a_large_one_is_one_skip() -> None:
    found = opened(squashfs(HELD, hole=10_000))
    assert files(found)["hole"] == bytes(10_000)
    found = opened(squashfs(HELD, hole=1 << 20), bounds=Bounds(sample_bytes=1 << 19))
    assert files(found) == HELD
    assert "larger than" in skips(found)["a.bin!/hole"]


def test_a_folder_that_holds_itself_is_told() -> None:
    found = opened(squashfs(HELD, loop=True))
    assert files(found) == HELD
    assert "holds itself" in skips(found)["a.bin!/loop"]


def test_ways_and_versions_nothing_reads_are_named() -> None:
    data = bytearray(squashfs(HELD))
    data[20] = 3
    assert "LZO" in skips(opened(bytes(data)))["a.bin"]
    data[28] = 3
    assert "version 3" in skips(opened(bytes(data)))["a.bin"]


def test_a_damaged_file_costs_only_itself() -> None:
    data = bytearray(squashfs(HELD))
    data[100] ^= 0xFF
    found = opened(bytes(data))
    assert list(files(found)) == ["large"]
    assert "damaged" in skips(found)["a.bin!/init.sh"]
