"""Kept events: what goes in comes out, once; questions read and nothing else; old ones go."""

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import pytest

from vedette.core.errors import BadInput, LimitHit
from vedette.store.events import Bounds, Kept, checked, read_part

TYPES = {"time": "BIGINT", "record": "BIGINT", "host": "VARCHAR", "fields": "JSON"}
DAY = 86_400_000_000


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "events", TYPES)


def put(kept: Kept, source: str, times: list[int | None], **more: object) -> None:
    writer = kept.writer(source, source)
    assert writer is not None
    for number, time in enumerate(times, 1):
        row = {"time": time, "record": number, "host": "ws01", "fields": {"a": "é'\n"}} | more
        writer.add(msgspec.json.encode(row), time)
    writer.close()


def test_what_was_kept_can_be_asked_for(kept: Kept) -> None:
    put(kept, "o'hara.log", [1, None, 3])
    answer = kept.query("select source_name, time, fields->>'a' from events order by record", Bounds())
    assert answer.rows == (("o'hara.log", 1, "é'\n"), ("o'hara.log", None, "é'\n"), ("o'hara.log", 3, "é'\n"))
    assert not answer.cut


def test_the_next_question_knows_what_was_kept_since_the_last_and_other_bounds(kept: Kept) -> None:
    put(kept, "a.log", [1])
    assert kept.query("select count(*) from events", Bounds()).rows == ((1,),)
    assert kept.query("select count(*) from events", Bounds()).rows == ((1,),)
    put(kept, "b.log", [2, 3])
    assert kept.query("select count(*) from events", Bounds()).rows == ((3,),)
    memory = "select value from duckdb_settings() where name = 'memory_limit'"
    few, many = (kept.query(memory, Bounds(memory_mb=size)).rows for size in (64, 512))
    assert few != many


def test_a_fork_asks_and_keeps_with_bases_of_its_own(kept: Kept) -> None:
    put(kept, "a.log", [1])
    kept.query("select 1", Bounds())
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=asked_in_a_fork, args=(kept, theirs))
    child.start()
    theirs.close()
    assert ours.poll(60), "it waits for threads it does not have"
    assert ours.recv() == [((1,),), ((3,),)]
    child.join(60)
    assert child.exitcode == 0
    assert kept.query("select count(*) from events", Bounds()).rows == ((3,),)


def asked_in_a_fork(kept: Kept, answers: Connection) -> None:
    count = "select count(*) from events"
    before = kept.query(count, Bounds()).rows
    put(kept, "b.log", [2, 3])
    answers.send([before, kept.query(count, Bounds()).rows])


def test_a_source_is_kept_once(kept: Kept) -> None:
    put(kept, "a.log", [1])
    assert kept.writer("a.log", "a.log") is None
    assert len(kept.parts()) == 1


def test_half_a_source_is_not_kept(kept: Kept) -> None:
    writer = kept.writer("a.log", "a.log")
    assert writer is not None
    writer.add(b'{"time": 1}', 1)
    writer.drop()
    assert kept.parts() == ()
    assert list(kept.folder.iterdir()) == []


def test_an_empty_folder_has_no_events_and_no_error(kept: Kept) -> None:
    assert kept.query("select count(*) from events", Bounds()).rows == ((0,),)


def test_what_is_older_than_a_moment_goes(kept: Kept) -> None:
    put(kept, "old.log", [1 * DAY, 2 * DAY])
    put(kept, "both.log", [2 * DAY, 9 * DAY])
    gone = kept.prune(before=5 * DAY)
    assert [one.last for one in gone] == [2 * DAY]
    assert kept.query("select distinct source_name from events", Bounds()).rows == (("both.log",),)


@pytest.mark.parametrize(
    "sql",
    [
        "delete from events",
        "copy (select 1) to '{folder}/x.csv'",
        "select 1; select 2",
        "create table x (a int)",
        "attach '{folder}/x.db'",
        "set memory_limit='9GB'",
        "install httpfs",
        "select * from read_text('{outside}')",
        "select * from read_csv('{outside}')",
        "select * from '{outside}'",
        "select * from glob('/etc/*')",
        "pragma database_list",
        "export database '{folder}/y'",
        "select nonsense from events",
        "this is no SQL",
        "",
    ],
)
def test_a_question_reads_events_and_nothing_else(kept: Kept, tmp_path: Path, sql: str) -> None:
    put(kept, "a.log", [1])
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    before = sorted(kept.folder.iterdir())
    with pytest.raises(BadInput):
        kept.query(sql.format(folder=kept.folder, outside=outside), Bounds())
    assert sorted(kept.folder.iterdir()) == before


def test_a_question_that_takes_too_long_is_stopped(kept: Kept) -> None:
    put(kept, "a.log", [1])
    endless = "select count(*) from range(10000000) a, range(10000000) b where a.range + b.range = 7"
    with pytest.raises(LimitHit, match="longer than"):
        kept.query(endless, Bounds(seconds=0.2))


def test_rows_beyond_the_bound_are_cut_and_said_so(kept: Kept) -> None:
    put(kept, "a.log", [1, 2, 3])
    answer = kept.query("select time from events order by time", Bounds(rows=2))
    assert answer.rows == ((1,), (2,))
    assert answer.cut


def test_a_file_of_events_can_be_read_again(kept: Kept) -> None:
    put(kept, "a.log", [1, 2])
    (part,) = kept.parts()
    ((columns, rows),) = read_part(part.path)
    assert columns == ("source_name", *TYPES)
    assert [row[1] for row in rows] == [1, 2]
    broken = kept.folder / "broken.parquet"
    broken.write_bytes(b"PAR1 no")
    with pytest.raises(BadInput):
        list(read_part(broken))


def test_names_of_columns_are_plain() -> None:
    with pytest.raises(ValueError, match="drop"):
        checked({'x" drop': "BIGINT"})
