"""Questions to kept events: in a process of their own, that is bounded whatever they ask for."""

import mmap
import time
from pathlib import Path

import msgspec
import pytest

from tests import toys
from vedette.app import eventkeep
from vedette.app.eventkeep import opened, query
from vedette.app.jobs import Cancelled, Job
from vedette.app.requests import QueryEvents
from vedette.app.results import EventsAnswered
from vedette.app.tools import Tools
from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import MIB
from vedette.store.events import Kept


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    made = toys.tools(tmp_path)
    writer = opened(made).writer("a.log", "a.log")
    assert writer is not None
    for record in (1, 2):
        writer.add(msgspec.json.encode({"record": record, "host": "ws01"}), None)
    writer.close()
    return made


def asked(tools: Tools, sql: str, seconds: float = 20.0, rows: int = 10) -> EventsAnswered:
    return query(tools, QueryEvents(sql=sql, seconds=seconds, rows=rows), Job())


def test_an_answer_is_rows(tools: Tools) -> None:
    answer = asked(
        tools, "select record, host, null, 1.5::double as share from events order by record", rows=1
    )
    assert answer == EventsAnswered(
        columns=("record", "host", "NULL", "share"), rows=((1, "ws01", None, 1.5),), cut=True
    )


def test_what_no_message_holds_comes_as_text(tools: Tools) -> None:
    nested = "[1, 2], {'a': make_timestamp(0)}, 'a'::blob"
    (row,) = asked(tools, f"select make_timestamp(0), 9223372036854775807::hugeint * 4, {nested}").rows
    moment = "1970-01-01 00:00:00"
    assert row == (moment, str(9223372036854775807 * 4), [1, 2], {"a": moment}, "b'a'")


@pytest.mark.parametrize("sql", ["select list(range(1000000000))", "select repeat('x', 2000000000)"])
def test_one_value_may_not_take_all_memory(tools: Tools, sql: str) -> None:
    with pytest.raises(LimitHit, match="needs more than 512 MB"):
        asked(tools, sql)


def test_a_process_that_has_much_address_space_itself_is_answered(tools: Tools) -> None:
    with mmap.mmap(-1, 3072 * MIB, prot=mmap.PROT_READ):
        assert asked(tools, "select count(*) from events").rows == ((2,),)


def test_a_function_that_hears_nobody_is_stopped(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventkeep, "_GRACE_S", 0.0)
    monkeypatch.setattr(Kept, "query", lambda *_: time.sleep(60))
    with pytest.raises(LimitHit, match=r"longer than 0.5 s"):
        asked(tools, "select 1", seconds=0.5)


def test_a_question_that_makes_no_sense_is_told_so(tools: Tools) -> None:
    with pytest.raises(BadInput, match="makes no sense"):
        asked(tools, "select nothing from events")


def test_a_question_can_be_stopped(tools: Tools) -> None:
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        query(tools, QueryEvents(sql="select 1"), job)


def test_a_process_that_is_bounded_asks_by_itself(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventkeep, "is_bounded", lambda: True)
    monkeypatch.setattr(eventkeep, "_apart", None)
    assert asked(tools, "select count(*) from events").rows == ((2,),)
