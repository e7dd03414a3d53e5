from __future__ import annotations

import pytest

from tests.unit.agents.hunter.ground import KNOWLEDGE
from vedette.agents.hunter.grounding import Row
from vedette.agents.hunter.proposals import Harm, Origin, Part
from vedette.agents.hunter.rows import offer, table
from vedette.code import load_knowledge, run_cases
from vedette.code.tables import read_table


def row(part: Part, harm: Harm = Harm.SQL, **more: object) -> Row:
    return Row(part=part, harm=harm, origin=Origin.REMOTE, **more)  # type: ignore[arg-type]


ROWS = [
    row(Part.SINK, path="acme.db.raw", args=(0,)),
    row(Part.SINK, path="acme.Runner.shell", args=("text",)),
    row(Part.SINK, method="look_up", args=(2,)),
    row(Part.SOURCE, path="acme.queue.fetch"),
    row(Part.SOURCE, method="fetch_one"),
    row(Part.ENTRY, path="acme.handler"),
    row(Part.ENTRY, path="acme.Base", method="on_message"),
]
HARMS = [row(Part.SINK, one, path="acme.db.raw", args=(1,)) for one in Harm]
TRIED = [
    *ROWS,
    # All the knowledge is made ready anew for each.
    *(pytest.param(one, marks=[pytest.mark.slow] if number % 4 else []) for number, one in enumerate(HARMS)),
]


@pytest.mark.parametrize("one", TRIED, ids=lambda one: f"{one.part}-{one.harm}-{one.shown}")
def test_an_offer_holds_an_example_that_is_found_and_one_that_is_not(one: Row) -> None:
    made = offer(one, KNOWLEDGE)
    assert made.tested
    read = read_table(made.name, made.text)
    assert len(read.case) == 2
    assert "finding:" in read.case[0].code
    assert "finding:" not in read.case[1].code


def test_without_its_row_the_example_is_not_found() -> None:
    made = offer(ROWS[0], KNOWLEDGE)
    cases = made.text[made.text.index("[[case]]") :]
    bare = f'library = "alone"\nimports = ["acme"]\n{cases}'
    runs = list(run_cases(load_knowledge([("alone.toml", bare)]), ["alone"]))
    assert [one.passed for one in runs] == [False, True]


def test_a_type_has_no_example_of_its_own() -> None:
    made = offer(row(Part.TYPE, path="acme.connect", returns="sqlite3.Connection"), KNOWLEDGE)
    assert not made.tested
    assert "sqlite3.Connection" in made.text


def test_names_differ_where_rows_do() -> None:
    names = [offer(one, KNOWLEDGE).name for one in ROWS[:6]]
    assert len(set(names)) == 6
    assert table(ROWS[0]).count("[[") == 1
