"""Tables end and say how much they leave out; a column that says nothing is no column."""

from __future__ import annotations

from vedette.export.incidents.labels import labels
from vedette.export.incidents.pieces import Listing, Table, plain, text_of
from vedette.export.incidents.tables import LONGEST, facts, names, points, table

SAY = labels("en")
COLUMNS = (("time", 20), ("what", 80))


def test_more_rows_than_anybody_reads_are_counted() -> None:
    (made,) = table(SAY, "c", COLUMNS, [(plain(str(at)), plain("x")) for at in range(LONGEST + 1_234)])
    assert isinstance(made, Table)
    assert len(made.rows) == LONGEST
    assert made.more == "and 1,234 more"


def test_an_empty_column_goes_and_an_empty_table_too() -> None:
    (made,) = table(SAY, "c", COLUMNS, [((), plain("x")), ((), plain("y"))])
    assert isinstance(made, Table)
    assert made.head == ("What",)
    assert made.widths == (80,)
    assert not list(table(SAY, "c", COLUMNS, []))
    assert not list(table(SAY, "c", COLUMNS, [((), ())]))


def test_lists_and_names_end_too() -> None:
    (made,) = points(SAY, [plain(str(at)) for at in range(50)], most=3)
    assert isinstance(made, Listing)
    assert [text_of(one) for one in made.items] == ["0", "1", "2"]
    assert made.more == "and 47 more"
    assert names(SAY, ["a", "b", "a", "c"], most=2) == "a, b and 1 more"
    assert names(SAY, []) == ""


def test_what_is_not_known_has_no_row() -> None:
    assert not list(facts([("a", ())]))
