import gzip
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.unit.app.acquire.archives import make_tar, make_zip, special
from vedette.app.acquire.archive import open_archive
from vedette.app.acquire.opened import Opened, Selection
from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import DEFAULTS, Limits

MAKERS = [
    ("a.zip", make_zip),
    ("a.whl", make_zip),
    ("a.tar", make_tar),
    ("a.tar.gz", make_tar),
    ("a.tar.bz2", make_tar),
    ("a.tar.xz", make_tar),
    ("a.tgz", make_tar),
]
HOSTILE = [
    "/etc/a.py",
    "../a.py",
    "x/../../a.py",
    "C:\\a.py",
    "x\\..\\a.py",
    "\\\\host\\a.py",
    "a\\b.py",
    "x/" * 100 + "a.py",
    "n" * 2000 + ".py",
]


def unpack(path: Path, limits: Limits = DEFAULTS, selection: Selection = Selection()) -> Opened:  # noqa: B008
    return open_archive(path, selection, limits, lambda _: None)


def names(opened: Opened) -> list[str]:
    return [one.path for one in opened.files]


def why(opened: Opened) -> str:
    return "\n".join(f"{one.what}: {one.why}" for one in opened.skipped)


@pytest.mark.parametrize(("name", "make"), MAKERS)
def test_source_comes_out_of_every_kind(name: str, make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    path = make(
        tmp_path / name,
        {"p/a.py": b"x", "p/b.txt": b"y", "p/run": b"#!/usr/bin/python\n", "p/other": b"\x7fELF"},
    )
    opened = unpack(path)
    assert names(opened) == ["p/a.py", "p/run"]
    assert opened.files[0].read() == b"x"
    assert opened.excluded == 2
    assert not opened.skipped


@pytest.mark.parametrize(("name", "make"), MAKERS)
@pytest.mark.parametrize("entry", HOSTILE)
def test_a_name_that_is_no_honest_path_is_refused(entry: str, name: str, make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    opened = unpack(make(tmp_path / name, {entry: b"x", "good.py": b"y"}))
    assert names(opened) == ["good.py"]
    assert len(opened.skipped) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / name], "nothing was written anywhere"


def test_links_and_devices_of_a_tar_are_refused(tmp_path: Path) -> None:
    kinds = {
        "s.py": tarfile.SYMTYPE,
        "h.py": tarfile.LNKTYPE,
        "c.py": tarfile.CHRTYPE,
        "b.py": tarfile.BLKTYPE,
        "p.py": tarfile.FIFOTYPE,
    }
    entries = [(special(name, kind, "/etc/passwd"), b"") for name, kind in kinds.items()]
    opened = unpack(make_tar(tmp_path / "a.tar", [*entries, ("good.py", b"x")]))
    assert names(opened) == ["good.py"]
    assert {one.what for one in opened.skipped} == set(kinds)


def test_links_and_pipes_of_a_zip_are_refused(tmp_path: Path) -> None:
    link, pipe = zipfile.ZipInfo("link.py"), zipfile.ZipInfo("pipe.py")
    link.external_attr, pipe.external_attr = 0o120777 << 16, 0o010666 << 16
    opened = unpack(
        make_zip(
            tmp_path / "a.zip", [(link, b"/etc/passwd"), (pipe, b""), ("folder/", b""), ("good.py", b"x")]
        )
    )
    assert names(opened) == ["good.py"]
    assert "a link" in why(opened)
    assert "pipe" in why(opened)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("name", "make"), [("a.zip", make_zip), ("a.tar", make_tar)])
def test_of_two_entries_with_one_name_the_second_is_refused(name: str, make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    opened = unpack(make(tmp_path / name, [("a.py", b"first"), ("./a.py", b"second"), ("A.py", b"third")]))
    assert {one.path: one.read() for one in opened.files} == {"a.py": b"first", "A.py": b"third"}
    assert "came before" in why(opened)
    assert any("ignore case" in note for note in opened.notes)


@pytest.mark.parametrize(("name", "make"), [("a.zip", make_zip), ("a.tar", make_tar)])
def test_what_is_too_large_or_binary_is_skipped(name: str, make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    opened = unpack(
        make(tmp_path / name, {"large.py": b"x" * 101, "nul.py": b"\0", "good.py": b"y"}),
        Limits(file_bytes=100),
    )
    assert names(opened) == ["good.py"]
    assert "101 bytes" in why(opened)
    assert "NUL" in why(opened)


@pytest.mark.parametrize(("name", "make"), MAKERS[:3])
def test_what_is_odd_is_read_and_told(name: str, make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    entries = {"p/a.py": b"x = '\xff'\n", "p/b.py": b"x = 1 + 2 + 3\n", "p/c.py": b"x = 1\n"}
    opened = unpack(make(tmp_path / name, entries), Limits(tokens=6))
    assert names(opened) == ["p/a.py", "p/c.py"]
    assert sorted((one.what, one.partial) for one in opened.skipped) == [("p/a.py", True), ("p/b.py", False)]


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    opened = unpack(make_zip(tmp_path / "a.zip", {"bomb.py": bytes(7 << 20), "good.py": b"x"}))
    assert names(opened) == ["good.py"]
    assert "times its size" in why(opened)


def test_a_tar_bomb_is_stopped_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    make_tar(path, {"good.py": b"x", "zeros.bin": bytes(64 << 20), "late.py": b"x"})
    opened = unpack(path, Limits(ratio=10))
    assert names(opened) == ["good.py"]
    assert "unpacks to more" in why(opened)
    assert opened.skipped[-1].partial


@pytest.mark.parametrize(("name", "make"), [("a.zip", make_zip), ("a.tar", make_tar)])
def test_there_is_an_end_to_entries_and_to_what_is_kept(name: str, make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    path = make(tmp_path / name, {f"{number}.py": b"x" * 50 for number in range(10)})
    few = unpack(path, Limits(archive_entries=3))
    assert len(few.files) == 3
    assert "more than 3 entries" in why(few)
    little = unpack(path, Limits(kept_bytes=120))
    assert len(little.files) == 2
    assert "more than 120 bytes" in why(little)


def test_a_zip_with_a_huge_directory_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {f"{number}.py": b"" for number in range(100)})
    with pytest.raises(LimitHit, match="directory alone"):
        unpack(path, Limits(archive_entries=1))


def test_a_name_of_a_gigabyte_is_not_read_into_memory(tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 30
    path = tmp_path / "a.tar"
    path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(4096))
    assert "not an honest archive" in why(unpack(path)) or "a name of" in why(unpack(path))


def test_an_archive_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.py": b"x"})
    with pytest.raises(LimitHit):
        unpack(path, Limits(archive_bytes=10))


def test_a_broken_compression_gives_what_was_whole(tmp_path: Path) -> None:
    path = make_tar(tmp_path / "a.tar", {"a.py": b"x", "b.bin": os.urandom(100_000), "c.py": b"z"})
    whole = path.read_bytes()
    packed = tmp_path / "b.tar.gz"
    packed.write_bytes(gzip.compress(whole)[:-30_000])
    opened = unpack(packed)
    assert "a.py" in names(opened)
    assert "breaks off" in why(opened)
    path.write_bytes(whole[:2500])
    cut = unpack(path)
    assert names(cut) == ["a.py"]
    assert "breaks off" in why(cut)


def test_a_zip_entry_that_rotted_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("bad.py", b"x = 'some words'")
        archive.writestr("good.py", b"y = 1")
    path.write_bytes(path.read_bytes().replace(b"some words", b"SOME words"))
    opened = unpack(path)
    assert names(opened) == ["good.py"]
    assert "cannot be unpacked" in why(opened)


def test_an_encrypted_entry_is_skipped(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.py": b"x"})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(bytes(data))
    assert "encrypted" in why(unpack(path))


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.xz", "a.tar.bz2", "a.whl"])
@pytest.mark.parametrize(
    "data", [b"", b"rubbish", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0", b"x" * 2000]
)
def test_what_is_no_archive_is_the_callers_mistake(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput):
        unpack(tmp_path / name)


def test_the_folder_a_source_archive_wraps_itself_in_is_taken_off(tmp_path: Path) -> None:
    wrapped = {"Shop-1.0/shop/a.py": b"x", "Shop-1.0/setup.py": b"y"}
    assert names(unpack(make_tar(tmp_path / "shop-1.0.tar.gz", wrapped))) == ["setup.py", "shop/a.py"]
    assert names(unpack(make_tar(tmp_path / "other.tar.gz", wrapped))) == [
        "Shop-1.0/setup.py",
        "Shop-1.0/shop/a.py",
    ]
    package = {"shop/__init__.py": b"x", "shop/a.py": b"x"}
    assert names(unpack(make_zip(tmp_path / "shop.zip", package))) == ["shop/__init__.py", "shop/a.py"]


def test_patterns_and_comments_count_in_archives_too(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.py": b"x  # vedette: ignore[r] w", "tests/b.py": b"x"})
    opened = unpack(path, selection=Selection(exclude=("tests",)))
    assert names(opened) == ["a.py"]
    assert opened.marked == {"a.py"}


def test_an_entry_without_a_name_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"Z.py": b"x", "good.py": b"y"})
    path.write_bytes(path.read_bytes().replace(b"Z.py", b"\0.py"))
    opened = unpack(path)
    assert names(opened) == ["good.py"]
    assert "NUL" in why(opened)


def test_a_name_that_is_no_utf8_is_spelt_without_a_backslash_and_its_code_is_looked_at(
    tmp_path: Path,
) -> None:
    path = make_tar(tmp_path / "a.tar", {"p/\udc80.py": b"x", "p/b.py": b"y"})
    assert sorted(names(unpack(path))) == ["p/%80.py", "p/b.py"]


def test_the_wrapping_folder_stays_when_a_name_below_it_would_read_as_a_drive(tmp_path: Path) -> None:
    path = make_tar(tmp_path / "p-1.tar", {"p-1/C:/a.py": b"x"})
    assert names(unpack(path)) == ["p-1/C:/a.py"]
