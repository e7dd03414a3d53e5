"""Containers give what is in them, and only that."""

import bz2
import gzip
import io
import itertools
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.sources.made import drained, expanded, source
from vedette.core.limits import Limits
from vedette.hunt.source import Skips
from vedette.hunt.sources import containers
from vedette.hunt.sources.containers import unpacking
from vedette.hunt.sources.streams import BROKEN

LOG = b"".join(b"line %d of a log\n" % number for number in range(2000))
NOISE = random.Random(1).randbytes(300_000)  # noqa: S311
FILES = {"auth.log": LOG, "deep/er/noise.bin": NOISE, "empty": b"", "n" * 150 + ".log": b"long name\n"}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def tarred(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=form) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            entry.mtime = 1_600_000_000
            archive.addfile(entry, io.BytesIO(data))
    return held.getvalue()


ARCHIVES = {
    "a.zip": zipped(FILES),
    "stored.zip": zipped(FILES, zipfile.ZIP_STORED),
    "bz2.zip": zipped(FILES, zipfile.ZIP_BZIP2),
    "pax.tar": tarred(FILES),
    "gnu.tar": tarred(FILES, tarfile.GNU_FORMAT),
    "ustar.tar": tarred(
        {name: data for name, data in FILES.items() if len(name) < 100}, tarfile.USTAR_FORMAT
    ),
}

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress,
    ".zst": zstandard.compress,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        pytest.param(name, packed, marks=[] if name == "pax.tar" or not packed else [pytest.mark.slow])
        for name in ARCHIVES
        for packed in PACKERS
    ],
)
def test_everything_in_an_archive_is_given(name: str, packed: str) -> None:
    found, whys = expanded(PACKERS[packed](ARCHIVES[name]), name + packed)
    inside = f"{name}{packed}!/{name}!/" if packed else f"{name}!/"
    expected = {inside + one: data for one, data in FILES.items() if len(one) < 100 or name != "ustar.tar"}
    assert dict(found) == expected
    assert not whys


def test_a_plain_file_is_itself_and_is_given_its_own_number() -> None:
    given_source = source(LOG)
    assert list(containers.expand(given_source, itertools.count(1), containers.Unpacking(), Skips())) == [
        given_source
    ]


def test_members_get_the_numbers_that_come_next_and_the_time_of_the_archive() -> None:
    sources = list(
        containers.expand(source(ARCHIVES["pax.tar"]), itertools.count(7), containers.Unpacking(), Skips())
    )
    assert [one.number for one in sources] == [7, 8, 9, 10]
    assert {one.modified for one in sources} == {1_600_000_000_000_000}


@pytest.mark.parametrize("name", ["a.zip", "pax.tar", "pax.tar.gz"])
def test_a_member_can_be_opened_again_when_the_archive_is_long_done(name: str) -> None:
    data = gzip.compress(ARCHIVES["pax.tar"]) if name.endswith(".gz") else ARCHIVES[name]
    sources = list(containers.expand(source(data), itertools.count(1), containers.Unpacking(), Skips()))
    for each, expected in zip(reversed(sources), reversed(FILES.values()), strict=True):
        with each.open() as stream:
            assert stream.read() == expected


def test_archives_in_archives() -> None:
    inner = zipped({"x.log.gz": gzip.compress(LOG)})
    found, whys = expanded(gzip.compress(tarred({"in.zip": inner})), "all.tgz")
    assert found == [("all.tgz!/all.tar!/in.zip!/x.log.gz!/x.log", LOG)]
    assert not whys


def test_too_deep_is_said() -> None:
    data = LOG
    for _ in range(8):
        data = gzip.compress(data)
    found, whys = expanded(data, "a.gz")
    assert not found
    assert "more than 5 deep" in whys[0]


def test_a_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_FREE", 4 << 20)
    bomb = zipped({"zeros.log": bytes(8 << 20)})
    skips = Skips()
    (one,) = containers.expand(source(bomb), itertools.count(), containers.Unpacking(), skips)
    assert "200 times its size" in drained(one.open())[1]
    limits = Limits(unpacked_bytes=1 << 20)
    (one,) = containers.expand(source(bomb), itertools.count(), containers.Unpacking(limits=limits), skips)
    assert "come out of the archive" in drained(one.open())[1]


def test_reading_a_member_twice_costs_its_size_once() -> None:
    limits = Limits(unpacked_bytes=len(NOISE) + 100)
    (one,) = containers.expand(
        source(zipped({"a": NOISE})), itertools.count(), containers.Unpacking(limits=limits), Skips()
    )
    for _ in range(3):
        with one.open() as stream:
            assert stream.read() == NOISE


def test_more_entries_than_allowed_are_not_read() -> None:
    many = {f"{number}.log": b"x" for number in range(20)}
    for data in (zipped(many), tarred(many)):
        found, whys = expanded(data, "a", Limits(archive_entries=5))
        assert len(found) == 5
        assert "more entries" in whys[0]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "a/./b\x1b[31m\u202ex"])
def test_names_are_labels_and_lead_nowhere(name: str) -> None:
    for data in (zipped({name: LOG}), tarred({name: LOG})):
        ((label, held),), _ = expanded(data, "a")
        assert held == LOG
        inside = label.removeprefix("a!/")
        assert not inside.startswith("/")
        assert ".." not in inside
        assert "\\" not in inside
        assert inside.isprintable()


def test_links_are_not_followed() -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        entry = tarfile.TarInfo("a.log")
        entry.size = len(LOG)
        archive.addfile(entry, io.BytesIO(LOG))
    found, whys = expanded(held.getvalue(), "a.tar")
    assert found == [("a.tar!/a.log", LOG)]
    assert whys == ["a.tar!/link: a link: not followed"]


def test_two_members_of_one_name_are_told_apart() -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for data in (b"one", b"two"):
            entry = tarfile.TarInfo("a.log")
            entry.size = 3
            archive.addfile(entry, io.BytesIO(data))
    assert expanded(held.getvalue(), "a.tar")[0] == [("a.tar!/a.log", b"one"), ("a.tar!/a.log#2", b"two")]


def test_what_came_out_before_an_archive_broke_is_given() -> None:
    data = gzip.compress(NOISE)[:-100_000]
    (one,) = containers.expand(source(data), itertools.count(), containers.Unpacking(), Skips())
    with one.open() as stream:
        assert len(stream.read(1 << 30)) > 150_000
        with pytest.raises(BROKEN):
            stream.read(1)


def test_a_broken_member_of_a_zip_costs_only_itself() -> None:
    whole = bytearray(zipped({"a.log": NOISE, "b.log": LOG}))
    whole[1000:1100] = bytes(100)
    sources = containers.expand(source(bytes(whole)), itertools.count(), containers.Unpacking(), Skips())
    assert drained(next(sources).open())[1]
    assert drained(next(sources).open()) == (LOG, "")


def test_a_tar_cut_short_gives_what_came_and_says_so() -> None:
    files = {"whole.log": b"whole", "cut.log": LOG}
    found, whys = expanded(tarred(files)[:20_000], "a.tar")
    assert found[0] == ("a.tar!/whole.log", b"whole")
    assert LOG.startswith(found[1][1])
    assert len(found[1][1]) > 10_000
    assert whys


@pytest.mark.parametrize(
    ("begins", "says"),
    [(b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07\x01", "rar")],
)
def test_what_cannot_be_unpacked_here_is_said(begins: bytes, says: str) -> None:
    found, whys = expanded(begins + bytes(600), "a")
    assert not found
    assert says in whys[0]


def test_office_documents_are_left_whole() -> None:
    document = zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    assert expanded(document, "a.docx")[0] == [("a.docx", document)]


def test_an_xz_file_that_claims_much_memory_is_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 28}]
    found, whys = expanded(lzma.compress(LOG, filters=filters), "a.xz")
    assert not found
    assert whys


def test_frames_of_zstd_behind_one_another_are_one_stream() -> None:
    found, whys = expanded(zstandard.compress(LOG) + zstandard.compress(b"and more\n"), "a.log.zst")
    assert found == [("a.log.zst!/a.log", LOG + b"and more\n")]
    assert not whys


def test_a_zstd_file_cut_short_gives_what_came_and_says_so() -> None:
    whole = source(zstandard.compress(NOISE)[:200_000], "a.zst")
    (inside,) = containers.expand(whole, itertools.count(1), containers.Unpacking(), Skips())
    data, why = drained(inside.open())
    assert NOISE.startswith(data)
    assert len(data) > 100_000
    assert why


def test_a_zstd_file_that_claims_much_memory_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=28)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    found, whys = expanded(packer.compress(LOG) + packer.flush(), "a.zst")
    assert not b"".join(data for _, data in found)
    assert whys


SMALL = [
    zipped({"a.log": LOG[:500], "b/c": b"x"}), tarred({"a.log": LOG[:500], "b/c": b"x"}),
    gzip.compress(LOG[:500]),
    lzma.compress(LOG[:500]), bz2.compress(LOG[:500]), zstandard.compress(LOG[:500]),
]  # fmt: skip


@given(
    st.sampled_from(SMALL),
    st.lists(st.tuples(st.integers(0, 3000), st.binary(min_size=1, max_size=6)), max_size=6),
)
def test_any_damage_gives_bytes_or_words(whole: bytes, damage: list[tuple[int, bytes]]) -> None:
    data = bytearray(whole)
    for at, piece in damage:
        data[at : at + len(piece)] = piece
    skips = Skips()
    for one in containers.expand(source(bytes(data)), itertools.count(), containers.Unpacking(), skips):
        try:
            with one.open() as stream:
                assert len(stream.read(1 << 20)) <= 1 << 20
        except BROKEN:
            continue
