"""Events kept by an earlier hunt are the same events again."""

from pathlib import Path

import pytest

from vedette.hunt.event import Event, Logsource
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources import kept
from vedette.hunt.sources.formats import recognise
from vedette.store.events import Kept, checked

EVENT = Event(
    source=3,
    record=9,
    time=1_772_352_000_000_000,
    logsource=Logsource(product="windows", service="security"),
    fields={"EventID": 4624, "Image": "C:\\x.exe", "ok": True, "list": ["a", 1, None], "nothing": None},
    action="login",
    user="anna",
    answers=("192.0.2.1", "192.0.2.2"),
    latitude=48.2,
    bytes_out=1 << 40,
)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    held = Kept(tmp_path / "events", checked(kept.types()))
    writer = held.writer("a.log", "a.log")
    assert writer is not None
    for _ in range(3):
        writer.add(kept.row(EVENT), EVENT.time)
    (path,) = writer.close()
    return Source(number=5, name=path.name, size=1, open=lambda: path.open("rb"), path=path)


def test_every_column_and_field_comes_back(source: Source) -> None:
    skips = Skips()
    form = recognise(source, None, skips)
    assert form is not None
    assert form.name == "kept"
    events = list(form.read(source, skips))
    assert [one.record for one in events] == [1, 2, 3]
    assert skips.total == 0
    (first, *_) = events
    first.source, first.record = EVENT.source, EVENT.record
    assert first == EVENT


def test_parquet_of_somebody_else_is_one_skip(tmp_path: Path) -> None:
    import duckdb  # noqa: PLC0415  only here

    path = tmp_path / "other.parquet"
    duckdb.sql(f"copy (select 1 as a) to '{path}' (format parquet)")
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1" + b"\0" * 100)
    for one, why in ((path, kept.NOT_OURS), (broken, "cannot be read")):
        skips = Skips()
        other = Source(number=0, name=one.name, size=1, open=lambda one=one: one.open("rb"), path=one)  # type: ignore[misc]
        assert list(kept.read(other, skips)) == []
        (said,) = skips.skipped()
        assert why in said.why


def test_inside_an_archive_they_are_not_read(source: Source) -> None:
    skips = Skips()
    inside = Source(number=0, name="a.zip!/x.parquet", size=1, open=source.open)
    assert list(kept.read(inside, skips)) == []
    assert skips.total == 1
