import bz2
import gzip
import io
import lzma
import tarfile

import pytest
import zstandard

from tests.unit.triage.unpack.packed import FILES, files, opened, skips, tarred
from vedette.triage.allowance import Bounds

FORMS = [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]


@pytest.mark.parametrize("form", FORMS)
def test_files_come_out_as_they_went_in(form: int) -> None:
    long = {f"{'n' * 90}/{'m' * 90}.txt": b"long", **FILES}
    found = opened(tarred(long, form), "a.tar")
    assert files(found) == long
    assert not skips(found)


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress], ids=["gz", "bz2", "xz", "zst"]
)
def test_a_packed_tar_is_opened_in_one_step(pack: object) -> None:
    assert callable(pack)
    assert files(opened(pack(tarred()))) == FILES


def test_links_and_devices_are_told_and_not_followed() -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("pipe", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    found = skips(opened(held.getvalue()))
    assert "link" in found["a.bin!/link"]
    assert "device" in found["a.bin!/pipe"]


def test_one_that_breaks_off_gives_what_came_before() -> None:
    data = tarred({"a": b"1" * 600, "b": b"2" * 5000})
    found = opened(data[:3000])
    assert files(found) == {"a": b"1" * 600}
    assert any("breaks off" in why for why in skips(found).values())


def test_a_member_that_is_too_large_is_one_skip() -> None:
    found = opened(tarred({"big": b"x" * 5000, "rest": b"y"}), bounds=Bounds(sample_bytes=1000))
    assert files(found) == {"rest": b"y"}
    assert list(skips(found)) == ["a.bin!/big"]
