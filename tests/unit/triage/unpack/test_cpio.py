import gzip
import stat

from tests.unit.triage.unpack.made import FILES, cpio
from tests.unit.triage.unpack.packed import files, opened, skips


def test_files_come_out_as_they_went_in() -> None:
    assert files(opened(cpio())) == FILES


def test_a_packed_one_is_opened_in_one_step() -> None:
    assert files(opened(gzip.compress(cpio()))) == FILES


def test_links_and_devices_are_told() -> None:
    modes = {"link": stat.S_IFLNK | 0o777, "null": stat.S_IFCHR | 0o666, "dir": stat.S_IFDIR | 0o755}
    found = opened(cpio({"link": b"/etc/passwd", "null": b"", "dir": b"", "x": b"1"}, modes))
    assert files(found) == {"x": b"1"}
    assert set(skips(found)) == {"a.bin!/link", "a.bin!/null"}


def test_what_stands_after_its_end_is_a_member() -> None:
    found = files(opened(cpio() + bytes(512) + b"\x1f\x8b more"))
    assert found["after-its-end"] == b"\x1f\x8b more"


def test_one_that_breaks_off_gives_what_came_before() -> None:
    found = opened(cpio({"a": b"1" * 100, "b": b"2" * 5000})[:1000])
    assert files(found) == {"a": b"1" * 100}
    assert list(skips(found)) == ["a.bin"]
    assert "b in it could not be read: it breaks off" in skips(found)["a.bin"]
