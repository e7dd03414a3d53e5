"""What an analyst may ask, and what is no question."""

import pytest

from vedette.agents.analyst.asking import COLUMNS, Look, Source, Test, Where, query_of
from vedette.agents.effects import Query
from vedette.hunt.sources import kept


def test_a_look_becomes_a_question() -> None:
    look = Look(
        source=Source.EVENTS, where=(Where("user", Test.IS, "lab"),), columns=("host",), count=True, limit=5
    )
    made = query_of(look)
    assert isinstance(made, Query)
    assert (made.source, made.columns, made.count, made.limit) == ("events", ("host",), True, 5)
    assert (made.where[0].column, made.where[0].is_, made.where[0].value) == ("user", "is", "lab")


def test_without_columns_the_first_are_shown() -> None:
    made = query_of(Look(source=Source.FINDINGS))
    assert isinstance(made, Query)
    assert made.columns == COLUMNS[Source.FINDINGS][:6]


@pytest.mark.parametrize(
    "look",
    [
        Look(source=Source.EVENTS, columns=("isolated",)),
        Look(source=Source.EVENTS, where=(Where("password", Test.IS, "x"),)),
        Look(source=Source.FINDINGS, columns=("command_line",)),
        Look(source=Source.EVENTS, order="-nothing"),
        Look(source=Source.EVENTS, columns=("user", "user")),
    ],
)
def test_what_there_is_not_cannot_be_asked(look: Look) -> None:
    assert isinstance(query_of(look), str)


def test_a_count_needs_no_order_and_no_column_of_its_own() -> None:
    made = query_of(Look(source=Source.FINDINGS, columns=("severity", "count"), count=True, order="severity"))
    assert isinstance(made, Query)
    assert (made.columns, made.order, made.count) == (("severity",), "", True)


def test_every_column_of_events_is_kept() -> None:
    assert set(COLUMNS[Source.EVENTS]) <= {*kept.types(), "source_name"}
