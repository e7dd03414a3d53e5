import io
import os
import time
import zipfile

import pytest

from tests.unit.triage.unpack.made import locked_zip
from tests.unit.triage.unpack.packed import FILES, files, opened, skips, zipped
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Bounds
from vedette.triage.unpack import Member

METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


@pytest.mark.parametrize("method", METHODS)
def test_files_come_out_as_they_went_in(method: int) -> None:
    found = opened(zipped(method=method), "a.zip")
    assert files(found) == FILES
    assert not skips(found)


def test_what_stands_before_and_after_an_archive_is_a_member_too() -> None:
    found = files(opened(b"\x01\x02\x03 before" + zipped() + b" after"))
    assert found["before-the-archive"] == b"\x01\x02\x03 before"
    assert found["after-the-archive"] == b" after"
    assert {name: found[name] for name in FILES} == FILES


def test_a_member_the_directory_does_not_list_is_found_and_said_to_be() -> None:
    listed = zipped({"one": b"1", "two": b"2"}, zipfile.ZIP_STORED)
    first = listed.index(b"PK\x01\x02")
    second = listed.index(b"PK\x01\x02", first + 1)
    end = bytearray(listed[listed.index(b"PK\x05\x06") :])
    end[12:16] = (second - first).to_bytes(4, "little")
    short = listed[:second] + end
    by_name = {one.name: one for one in opened(short) if isinstance(one, Member)}
    assert by_name["two"].data == b"2"
    assert "not in the directory" in by_name["two"].note
    assert not by_name["one"].note


def test_two_heads_that_disagree_are_told() -> None:
    data = bytearray(zipped({"invoice.pdf": b"x" * 100}, zipfile.ZIP_STORED))
    data[30:41] = b"invoice.exe"
    [member] = opened(bytes(data))
    assert isinstance(member, Member)
    assert member.name == "invoice.pdf"
    assert "invoice.exe" in member.note


def test_a_bomb_is_one_skip_and_the_rest_comes_out() -> None:
    data = zipped({"bomb": bytes(3 << 20), "rest.txt": b"fine"})
    found = opened(data)
    assert files(found) == {"rest.txt": b"fine"}
    assert "200-fold" in skips(found)["a.bin!/bomb"]


def test_what_is_larger_than_one_may_be_is_one_skip() -> None:
    found = opened(zipped({"a": b"x" * 2000, "b": b"y"}, 0), bounds=Bounds(sample_bytes=1000))
    assert files(found) == {"b": b"y"}
    assert len(skips(found)) == 1


def test_members_that_share_their_bytes_are_read_once() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("first", b"x" * 1000)
        twin = zipfile.ZipInfo("second")
        info = archive.infolist()[0]
        for name in ("header_offset", "file_size", "compress_size", "CRC"):
            setattr(twin, name, getattr(info, name))
        archive.filelist.append(twin)
    found = opened(held.getvalue())
    assert list(files(found)) == ["first"]
    assert "overlaps" in skips(found)["a.bin!/second"]


def test_many_members_that_share_their_bytes_are_one_skip() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("first", b"x" * 1000)
        info = archive.infolist()[0]
        for number in range(300):
            twin = zipfile.ZipInfo(f"twin {number}")
            for name in ("header_offset", "file_size", "compress_size", "CRC"):
                setattr(twin, name, getattr(info, name))
            archive.filelist.append(twin)
    found = opened(held.getvalue())
    assert list(files(found)) == ["first"]
    assert skips(found) == {
        "a.bin!/twin 0": "its data overlaps that of another member, as does that of 299 more members"
    }


def test_a_cut_archive_is_one_skip_with_its_cut_member() -> None:
    whole = zipped({f"{number}": os.urandom(900) for number in range(4)})
    found = opened(whole[: 2 * 900])
    assert list(files(found)) == ["0"]
    words = "it has no directory: members were found by their heads; 1 in it could not be read: "
    assert skips(found) == {"a.bin": f"{words}its packed data ends early"}


def test_a_cut_member_that_is_not_packed_is_said_to_be_cut() -> None:
    whole = zipped({"a": bytes(900), "b": b"x" * 900}, method=zipfile.ZIP_STORED)
    (_, cut) = [one for one in opened(whole[:1200]) if isinstance(one, Member)]
    assert (cut.name, "it is cut off" in cut.note) == ("b", True)


def test_many_bombs_are_one_skip() -> None:
    found = opened(zipped({f"bomb{number}": bytes(3 << 20) for number in range(4)} | {"rest": b"fine"}))
    assert files(found) == {"rest": b"fine"}
    assert list(skips(found)) == ["a.bin!/bomb0"]
    assert "3 more members" in skips(found)["a.bin!/bomb0"]


def test_names_that_climb_or_hide_are_made_safe_and_told() -> None:
    found = opened(zipped({"../../etc/passwd": b"1", "C:\\x\\y": b"2", "fdp\u202eexe.scr": b"3"}))
    members = [one for one in found if isinstance(one, Member)]
    assert [one.name for one in members] == ["etc/passwd", "x/y", "fdp%E2%80%AEexe.scr"]
    assert all(one.note for one in members)


def test_two_members_of_one_name_get_two_names() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"2")
    assert files(opened(held.getvalue())) == {"a": b"1", "a (2)": b"2"}


@pytest.mark.parametrize("aes", [True, False])
@pytest.mark.parametrize("password", ["infected", "geheim"])
def test_a_locked_member_is_opened_and_it_is_told_with_what(password: str, aes: bool) -> None:  # noqa: FBT001
    data = locked_zip("a.exe", b"MZ" * 100, password, aes=aes)
    assert opened(data, passwords=["geheim"]) == [
        Member("a.exe", b"MZ" * 100, f"opened with the password {password!r}")
    ]


@pytest.mark.parametrize("aes", [True, False])
def test_a_member_nobody_can_open_is_one_skip(aes: bool) -> None:  # noqa: FBT001
    assert "password" in skips(opened(locked_zip("a", b"x", "other", aes=aes)))["a.bin!/a"]


def test_an_archive_without_a_directory_is_read_by_the_heads_of_its_members() -> None:
    whole = zipped()
    found = opened(whole[: whole.index(b"PK\x01\x02")], "a.zip")
    assert {name: files(found)[name] for name in ("a/b.txt", "run.js")} == {
        name: FILES[name] for name in ("a/b.txt", "run.js")
    }
    assert "no directory" in skips(found)["a.zip"]


def test_sizes_in_sixty_four_bits_and_sizes_told_afterwards_are_read() -> None:
    class Unseekable(io.BytesIO):
        def seek(self, *_: object) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    for held in (io.BytesIO(), Unseekable()):
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in FILES.items():
                with archive.open(name, "w", force_zip64=True) as file:
                    file.write(data)
        found = opened(held.getvalue())
        assert files(found) == FILES
        assert not any(one.note for one in found if isinstance(one, Member))


def test_an_entry_beyond_the_end_is_told_and_the_rest_comes_out() -> None:
    data = bytearray(zipped({"a": b"1", "b": b"2"}, 0))
    at = data.index(b"PK\x01\x02") + 42
    data[at : at + 4] = b"\xff\xff\xff\x7e"
    found = opened(bytes(data))
    assert files(found)["b"] == b"2"
    assert "not there" in skips(found)["a.bin!/a"]


@pytest.mark.parametrize("method", METHODS[:2])
def test_a_hundred_megabytes_take_no_more_than_a_second(method: int) -> None:
    data = zipped({f"{number}": b"some line of text %d\n" % number * 40_000 for number in range(20)}, method)
    began = time.process_time()
    found = files(opened(data, bounds=Bounds(ratio=10_000)))
    size = sum(map(len, found.values()))
    assert size > 16_000_000
    assert size / (time.process_time() - began) > 100_000_000


def test_many_members_skipped_for_one_reason_are_counted_not_told_one_by_one() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(300):
            archive.writestr(f"{number}.txt", b"x" * number)
    made = bytearray(packed.getvalue())
    at = 0
    while (at := made.find(b"PK\x01\x02", at + 1)) >= 0:
        made[at + 42 : at + 46] = b"\1\0\0\0"  # where none of them lies
    told = [one for one in opened(bytes(made)) if isinstance(one, Skipped)]
    assert len(told) < 60
    assert any(" more: " in one.why for one in told)
