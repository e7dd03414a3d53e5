"""Sentences made of rows: what the rows say, and nothing where they do not."""

import pytest

from vedette.agents.analyst.asking import Claim, Says
from vedette.agents.analyst.telling import Told, told
from vedette.agents.effects import Condition, Query, Rows

WHERE = (
    Condition(column="outcome", is_="is", value="failure"),
    Condition(column="target_user", is_="contains", value="a b"),
)
ALL = Query(source="events", where=WHERE, count=True)
BY = Query(source="events", columns=("user",), count=True)
LIST = Query(source="events", columns=("time", "source_ip"), order="time")
BACK = Query(source="timeline", columns=("time", "text"), order="-time")
TWO = Rows(columns=("user", "count"), rows=(("lab", 60), ("ben", 3)))
LINES = Rows(
    columns=("time", "source_ip"),
    rows=(("2026-04-14T10:00:00Z", "203.0.113.77"), ("2026-04-14T11:00:00Z", None)),
)
TRUE = [
    (Claim("Q1", Says.COUNT), ALL, Rows(columns=("count",), rows=((1234,),)),
     "1,234 events where outcome is failure and target user contains “a b”."),
    (Claim("Q1", Says.COUNT, number=7), Query(source="findings", count=True),
     Rows(columns=("count",), rows=((7,),)), "7 findings."),
    (Claim("Q1", Says.COUNT), Query(source="timeline", count=True),
     Rows(columns=("count",), rows=((1,),)), "1 line of the timeline."),
    (Claim("Q1", Says.COUNT), ALL, Rows(columns=("count",), rows=((0,),)),
     "No event where outcome is failure and target user contains “a b” in what is known here."),
    (Claim("Q1", Says.NONE), LIST, Rows(columns=LIST.columns, rows=()), "No event in what is known here."),
    (Claim("Q1", Says.COUNT), BY, TWO, "63 events."),
    (Claim("Q1", Says.MOST), BY, TWO, "The most frequent user lab: 60 events."),
    (Claim("Q1", Says.DIFFERENT, number=2), BY, TWO, "2 different values of user among events."),
    (Claim("Q1", Says.FIRST), LIST, LINES,
     "The first event: time 2026-04-14T10:00:00Z, source ip 203.0.113.77."),
    (Claim("Q1", Says.LAST), BACK, Rows(columns=BACK.columns, rows=(("t9", "it rang, and\nrang"),)),
     "The last line of the timeline: time t9, text “it rang, and rang”."),
    (Claim("Q1", Says.ROW, row=1), LIST, LINES, "One event: time 2026-04-14T11:00:00Z."),
]  # fmt: skip
LIES = [
    (Claim("Q1", Says.COUNT, number=8), ALL, Rows(columns=("count",), rows=((7,),))),
    (Claim("Q1", Says.COUNT, number=60), BY, TWO),
    (Claim("Q1", Says.COUNT), BY, Rows(columns=("user", "count"), rows=(("lab", 6),), cut=True)),
    (Claim("Q1", Says.COUNT), LIST, LINES),
    (Claim("Q1", Says.NONE), LIST, LINES),
    (Claim("Q1", Says.NONE), ALL, Rows(columns=("count",), rows=((2,),))),
    (Claim("Q1", Says.NONE, number=3), LIST, Rows(columns=LIST.columns, rows=())),
    (Claim("Q1", Says.MOST), ALL, Rows(columns=("count",), rows=((7,),))),
    (Claim("Q1", Says.MOST), LIST, LINES),
    (Claim("Q1", Says.MOST), BY, Rows(columns=("user", "count"), rows=(("lab", 6), ("ben", 6)))),
    (Claim("Q1", Says.MOST), BY, Rows(columns=("user", "count"), rows=(("lab", 6),), cut=True)),
    (Claim("Q1", Says.MOST), BY, Rows(columns=("user", "count"), rows=((None, 6),))),
    (Claim("Q1", Says.MOST), BY, Rows(columns=("user", "count"), rows=())),
    (Claim("Q1", Says.MOST, number=61), BY, TWO),
    (Claim("Q1", Says.DIFFERENT), BY, Rows(columns=("user", "count"), rows=(("lab", 6),), cut=True)),
    (Claim("Q1", Says.DIFFERENT, number=3), BY, TWO),
    (Claim("Q1", Says.DIFFERENT), LIST, LINES),
    (Claim("Q1", Says.FIRST, row=1), LIST, LINES),
    (Claim("Q1", Says.LAST), LIST, LINES),
    (Claim("Q1", Says.FIRST), BACK, Rows(columns=BACK.columns, rows=(("t9", "x"),))),
    (
        Claim("Q1", Says.FIRST),
        Query(source="events", columns=("user",), order="user"),
        Rows(columns=("user",), rows=(("a",),)),
    ),
    (Claim("Q1", Says.FIRST), LIST, Rows(columns=LIST.columns, rows=())),
    (Claim("Q1", Says.ROW, row=2), LIST, LINES),
    (Claim("Q1", Says.ROW), BY, TWO),
    (Claim("Q1", Says.ROW), LIST, Rows(columns=LIST.columns, rows=((None, None),))),
]


@pytest.mark.parametrize(("claim", "query", "rows", "text"), TRUE, ids=lambda one: str(one)[:40])
def test_what_the_rows_say_is_said(claim: Claim, query: Query, rows: Rows, text: str) -> None:
    assert told(claim, query, rows) == Told(text=text, query="Q1")


@pytest.mark.parametrize(("claim", "query", "rows"), LIES, ids=lambda one: str(one)[:40])
def test_what_they_do_not_say_is_not(claim: Claim, query: Query, rows: Rows) -> None:
    assert isinstance(told(claim, query, rows), str)
