import gzip
import lzma
import random

from tests.unit.triage.unpack.made import boot_image, cpio, squashfs
from tests.unit.triage.unpack.packed import FILES, files, opened, tarred, zipped
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind

NOISE = random.Random(1).randbytes(5000)  # noqa: S311  not a secret


def test_a_boot_image_gives_what_it_carries() -> None:
    held = gzip.compress(b"kernel" * 100)
    assert identify(boot_image(held)) is Kind.FIRMWARE
    assert files(opened(boot_image(held) + b"more")) == {"kernel": held, "after-its-end": b"more"}


def test_what_lies_in_unknown_bytes_is_found_at_its_place() -> None:
    image = squashfs({"a": b"x" * 9000})
    packed = gzip.compress(b"some text that is long enough to be believed " * 9)
    data = b"\xff\0" * 50 + image + NOISE + boot_image(b"k" * 99) + NOISE + cpio() + NOISE + zipped() + packed
    found = files(opened(data, kind=Kind.UNKNOWN))
    assert {name.rpartition(".")[2] for name in found} == {"squashfs", "uimage", "cpio", "zip", "gz"}
    assert found["at-0x64.squashfs"] == image


def test_a_tar_in_the_middle_is_found() -> None:
    found = files(opened(b"\xff\0\x01" * 700 + tarred(), kind=Kind.UNKNOWN))
    [name] = found
    assert name.endswith(".tar")
    assert files(opened(found[name])) == FILES


def test_marks_by_chance_are_not_believed() -> None:
    chance = random.Random(2)  # noqa: S311  not a secret
    marks = [
        b"hsqs",
        b"\x1f\x8b\x08",
        b"MZ",
        b"PK\x03\x04",
        b"7z\xbc\xaf\x27\x1c",
        b"MSCF\0\0\0\0",
        b"070701",
    ]
    data = b"".join(chance.randbytes(50) + mark for mark in marks * 20)
    assert not files(opened(data, kind=Kind.UNKNOWN))


def test_packed_streams_end_where_they_end() -> None:
    one, two = gzip.compress(NOISE), lzma.compress(NOISE * 2)
    data = b"\xff\0" * 40 + one + b"\xff\0" * 40 + two + b"\xff" * 90
    assert list(files(opened(data, kind=Kind.UNKNOWN)).values()) == [one, two]
