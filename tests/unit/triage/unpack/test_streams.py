import bz2
import gzip
import io
import lzma
import zlib

import pytest
import zstandard

from tests.unit.triage.unpack.packed import files, opened, skips
from vedette.triage.allowance import Bounds
from vedette.triage.unpack import Member

TEXT = b"some text " * 300
WAYS = [gzip.compress, bz2.compress, lzma.compress, zstandard.compress, zlib.compress]


@pytest.mark.parametrize("pack", WAYS, ids=["gzip", "bzip2", "xz", "zstd", "zlib"])
def test_what_was_packed_comes_out_and_what_follows_it_too(pack: object) -> None:
    assert callable(pack)
    assert files(opened(pack(TEXT), "a.txt.gz")) == {"a.txt": TEXT}
    assert files(opened(pack(TEXT) + b"rest", "a.txt.gz")) == {"a.txt": TEXT, "after-its-end": b"rest"}


@pytest.mark.parametrize("pack", WAYS[:4], ids=["gzip", "bzip2", "xz", "zstd"])
def test_several_streams_one_after_another_are_one(pack: object) -> None:
    assert callable(pack)
    assert files(opened(pack(TEXT) * 3, "a.gz")) == {"a": TEXT * 3}


@pytest.mark.parametrize("pack", WAYS, ids=["gzip", "bzip2", "xz", "zstd", "zlib"])
def test_a_bomb_is_one_skip(pack: object) -> None:
    assert callable(pack)
    found = opened(pack(bytes(3 << 20)), "a.gz")
    assert not files(found)
    assert "200-fold" in skips(found)["a.gz!/a"]


def test_one_that_breaks_off_gives_what_came_before() -> None:
    held = gzip.compress(bytes(range(256)) * 4000)
    [member] = opened(held[:-20])
    assert isinstance(member, Member)
    assert member.note.startswith("only its first part")


def test_the_name_in_a_gzip_head_is_taken() -> None:
    held = io.BytesIO()
    with gzip.GzipFile("invoice.js", "wb", fileobj=held) as file:
        file.write(TEXT)
    assert files(opened(held.getvalue(), "x.bin")) == {"invoice.js": TEXT}


def test_what_is_larger_than_one_may_be_is_one_skip() -> None:
    assert (
        "larger"
        in skips(opened(gzip.compress(TEXT), bounds=Bounds(sample_bytes=2000)))["a.bin!/a.bin.unpacked"]
    )
