"""Tables, and what is kept of them."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from vedette.core import tables

TEXT = '[[row]]\nname = "a"\nnumbers = [1, 2]\nsure = true\n'
MADE = {"row": [{"name": "a", "numbers": [1, 2], "sure": True}]}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "rows.toml"
    made.write_text(TEXT)
    return made


def kept(place: Path) -> Path:
    return place.parent / tables.FOLDER / "rows.toml.msgpack"


def test_a_table_is_what_its_toml_says_also_where_it_was_kept(place: Path) -> None:
    assert tables.read(place) == MADE
    assert kept(place).is_file()
    assert tables.read(place) == MADE
    assert [one.name for one in kept(place).parent.iterdir()] == [kept(place).name]


def test_what_was_kept_is_what_is_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables.read(place)
    monkeypatch.setattr(tables, "_parsed", lambda _: pytest.fail("read again"))
    assert tables.read(place) == MADE


def test_each_caller_has_a_table_of_its_own(place: Path) -> None:
    tables.read(place)
    tables.read(place)["row"].clear()
    assert tables.read(place) == MADE


def test_another_text_is_read_anew_though_its_size_and_time_are_the_same(place: Path) -> None:
    tables.read(place)
    before = place.stat()
    place.write_text(TEXT.replace('"a"', '"b"'))
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert tables.read(place)["row"][0]["name"] == "b"
    assert tables.read(place)["row"][0]["name"] == "b"


@pytest.mark.parametrize(
    "rubbish", [b"", b"\xff\xff", b"\x93\x01\xa1x\x80", b"\x93\x02\xa1x\x80", b"\x90" * 90000]
)
def test_rubbish_beside_it_is_not_read(place: Path, rubbish: bytes) -> None:
    kept(place).parent.mkdir()
    kept(place).write_bytes(rubbish)
    assert tables.read(place) == MADE
    assert tables.read(place) == MADE


def test_where_nothing_can_be_written_it_is_read_each_time(place: Path) -> None:
    kept(place).parent.write_text("no folder")
    assert tables.read(place) == MADE
    assert tables.read(place) == MADE


def test_what_cannot_be_kept_is_read_each_time(place: Path) -> None:
    place.write_text(f"large = {1 << 70}\n")
    assert tables.read(place) == {"large": 1 << 70}
    assert not kept(place).exists()


def test_tables_of_packages_are_found() -> None:
    assert tables.table("vedette.triage.behaviours", "services.toml")["service"]


def test_tables_in_an_archive_are_read_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.writestr("packedtables/__init__.py", "")
        archive.writestr("packedtables/rows.toml", TEXT)
    monkeypatch.syspath_prepend(str(tmp_path / "packed.zip"))
    assert tables.table("packedtables", "rows.toml") == MADE
    assert [one.name for one in tmp_path.iterdir()] == ["packed.zip"]


def test_what_is_made_of_a_source_is_made_once_for_each(place: Path) -> None:
    made: list[str] = []

    def make(name: str) -> dict[str, str]:
        made.append(name)
        return {"made": name}

    for name in "aab":
        assert tables.derived(place, name.encode(), lambda name=name: make(name)) == {"made": name}  # type: ignore[misc]
    assert made == ["a", "b"]
