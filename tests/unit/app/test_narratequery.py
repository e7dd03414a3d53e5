"""Questions of an analyst, answered from events a real hunt kept and from a report: only ever read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.explain.gallery import cases
from benchmarks.models.worlds import everything, hunted, sealed
from tests.examples import few
from vedette.agents.analyst.asking import COLUMNS, Source
from vedette.agents.effects import Condition, NoAnswer, Query, Rows
from vedette.app.narratequery import Known, sql_of

REPORT = dict(cases())["hunt-incident"]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return Known(hunted(tmp_path_factory.mktemp("hunt")), REPORT)


def where(column: str, test: str, value: str) -> Condition:
    return Condition(column=column, is_=test, value=value)


def rows(known: Known, asked: Query) -> Rows:
    found = known.query(asked)
    assert isinstance(found, Rows)
    return found


def test_events_are_counted_listed_and_sorted(known: Known) -> None:
    assert known.events is not None
    every = everything(known.events)
    failed = [one for one in every if one["outcome"] == "failure" and one["host"] == "gw1"]
    on = (where("outcome", "is", "failure"), where("host", "is", "gw1"))
    assert rows(known, Query(source="events", where=on, count=True)).rows == ((len(failed),),)
    by = rows(known, Query(source="events", where=on, columns=("user",), count=True, limit=3))
    assert by.columns == ("user", "count")
    assert by.cut
    assert [row[1] for row in by.rows] == sorted((row[1] for row in by.rows), reverse=True)  # type: ignore[type-var]
    last = rows(
        known,
        Query(
            source="events",
            where=(where("user", "is", "lab"),),
            columns=("time", "host"),
            order="-time",
            limit=1,
        ),
    )
    assert last.rows == (("2026-04-14T10:14:20.000Z", "gw1"),) or str(last.rows[0][0]).startswith(
        "2026-04-14T10"
    )
    assert rows(known, Query(source="events", columns=("time",), limit=1)).cut


@pytest.mark.parametrize(
    ("condition", "holds"),
    few(
        [
            (where("user", "is", "lab"), lambda one: one["user"] == "lab"),
            (where("user", "not", "lab"), lambda one: one["user"] != "lab"),
            (where("url", "contains", "PING"), lambda one: "ping" in (one["url"] or "")),
            (where("status", "at-least", "400"), lambda one: (one["status"] or 0) >= 400),
            (
                where("status", "at-most", "200"),
                lambda one: one["status"] is not None and one["status"] <= 200,
            ),
            (where("time", "at-least", "2026-04-14T10:00:00Z"), lambda one: one["time"] >= 1776160800000000),
            (where("time", "at-most", "2026-04-14T10:00:00"), lambda one: one["time"] <= 1776160800000000),
            (where("url", "contains", "'; drop table events; --"), lambda _: False),
            (where("user", "is", "' or '1'='1"), lambda _: False),
        ],
        several=True,
    ),
    ids=lambda one: "holds" if callable(one) else str(one),
)
def test_conditions_hold_as_they_say(known: Known, condition: Condition, holds: object) -> None:
    assert callable(holds)
    assert known.events is not None
    wanted = sum(bool(holds(one)) for one in everything(known.events))
    assert rows(known, Query(source="events", where=(condition,), count=True)).rows == ((wanted,),)


@pytest.mark.parametrize(
    "asked",
    [
        Query(source="passwords"),
        Query(source="events", columns=("nothing",)),
        Query(source="events", columns=('user" from events; --',)),
        Query(source="events", order="-nothing"),
        Query(source="events", where=(where("fields", "is", "x"),)),
        Query(source="events", where=(where("status", "is", "many"),)),
        Query(source="events", where=(where("time", "at-least", "yesterday"),)),
        *(
            Query(source="events", where=(where("status", "at-least", one),))
            for one in ("--5", "-", "\u0663", "9" * 100)
        ),
        Query(source="events", where=(where("user", "like", "x"),)),
        Query(source="attacks", columns=("password",)),
    ],
)
def test_what_is_no_question_gets_no_answer(known: Known, asked: Query) -> None:
    assert isinstance(known.query(asked), NoAnswer)


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert isinstance(Known(None, None).query(Query(source="events", count=True)), NoAnswer)
    assert isinstance(Known(None, None).query(Query(source="findings", count=True)), NoAnswer)


def test_a_report_is_asked_row_by_row(known: Known) -> None:
    grave = (where("severity", "is", "HIGH"),)
    count = sum(one.severity.value == "high" for one in REPORT.findings)
    assert rows(known, Query(source="findings", where=grave, count=True)).rows == ((count,),)
    by = rows(known, Query(source="findings", columns=("severity",), count=True)).rows
    assert sum(int(str(row[1])) for row in by) == len(REPORT.findings)
    first = rows(known, Query(source="findings", columns=("first", "rule"), order="first", limit=1))
    moments = [one.seen.first for one in REPORT.findings if one.seen is not None and one.seen.first]
    assert first.rows[0][0] == min(moments)
    assert rows(known, Query(source="attacks", columns=("id", "victims"))).rows[0][0] == REPORT.attacks[0].id
    lines = sum(len(one.timeline) for one in REPORT.attacks)
    assert rows(known, Query(source="timeline", count=True)).rows == ((lines,),)
    some = (
        where("count", "at-least", "2"),
        where("title", "contains", "o"),
        where("first", "at-most", "2027"),
    )
    assert rows(known, Query(source="findings", where=some, columns=("count",), limit=50)).columns == (
        "count",
    )
    for none in ("many", "--5", "-", "\u0663", "9" * 5000):
        asked = Query(source="findings", where=(where("count", "at-least", none),), columns=("count",))
        assert not rows(known, asked).rows


@given(
    st.text(max_size=60),
    st.sampled_from([*COLUMNS[Source.EVENTS]]),
    st.sampled_from(["is", "not", "contains", "at-least"]),
)
def test_no_value_does_anything_but_compare(known: Known, value: str, column: str, test: str) -> None:
    assert known.events is not None
    before = sealed(known.events.folder)
    found = known.query(Query(source="events", where=(where(column, test, value),), count=True))
    assert isinstance(found, NoAnswer) or 0 <= int(str(found.rows[0][0])) <= 400
    assert sealed(known.events.folder) == before


def test_the_sql_is_ours_and_values_are_quoted() -> None:
    asked = Query(
        source="events", where=(where("user", "is", "o'neil"),), columns=("host",), order="-time", limit=3
    )
    assert sql_of(asked) == (
        "select \"host\" from events where \"user\" = 'o''neil' "
        'order by "time" desc nulls last, "source_name", "record" limit 4'
    )
