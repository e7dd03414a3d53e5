"""Ours against pySigma's own SQLite backend, event by event, where both define what is right.

Left out, because the two differ by design (docs/sigma.md, "Where others answer otherwise"): letters beyond
ASCII (LIKE folds only ASCII), fields that hold several values (a column holds one), truth values (SQLite has
none), an empty text compared by null, keywords (the backend has none), hexadecimal numbers.
"""

import re
import sqlite3
from contextlib import closing
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sigma.backends.sqlite.sqlite import sqliteBackend
from sigma.collection import SigmaCollection

from tests.examples import FEW
from tests.unit.hunt.sigma.probe import event, loaded, rule
from vedette.hunt.sigma.matcher import Matcher

FIELDS = ("A", "B", "C", "D")
KINDS = ("equals", "contains", "startswith", "endswith", "all", "number", "compare", "null", "windash", "re")
words = st.text(alphabet="abAB1 -_./\\%'\"", min_size=1, max_size=5).filter(lambda word: word.strip() == word)
patterns = st.lists(
    st.text(alphabet="abAB1 -.", min_size=1, max_size=3) | st.sampled_from(["*", "?", "\\*", "\\?"]),
    min_size=1,
    max_size=4,
).map("".join)
numbers = st.integers(-3, 200)
values = st.none() | words | numbers.map(str) | numbers
events = st.dictionaries(st.sampled_from(FIELDS), values, max_size=4)


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    field = draw(st.sampled_from(FIELDS))
    kind = draw(st.sampled_from(KINDS))
    made: dict[str, Any] = {
        "number": {field: draw(st.lists(numbers, min_size=1, max_size=3))},
        "compare": {f"{field}|{draw(st.sampled_from(['gt', 'gte', 'lt', 'lte']))}": draw(numbers)},
        "null": {field: None},
        "all": {f"{field}|contains|all": draw(st.lists(words, min_size=2, max_size=3, unique=True))},
        "windash": {f"{field}|windash|contains": "-" + draw(st.sampled_from(["a", "b1"]))},
        "re": {f"{field}|re": draw(st.sampled_from(["a+b", "^[ab]+$", "1|2", "a.b", "(?i)AB", "-{2,}"]))},
    }
    name = field if kind == "equals" else f"{field}|{kind}"
    return made.get(kind) or {name: draw(st.lists(words | patterns, min_size=1, max_size=3))}


@st.composite
def detections(draw: st.DrawFn) -> dict[str, Any]:
    parts: dict[str, Any] = {f"sel_{number}": draw(items()) for number in range(draw(st.integers(1, 4)))}
    if len(parts) > 1 and draw(st.booleans()):
        parts["sel_0"] = [parts["sel_0"], draw(items())]
    shapes = ["1 of sel_*", "all of sel_*", "not 1 of them", "sel_0", "not sel_0"]
    if len(parts) > 1:
        shapes += ["sel_0 and not sel_1", "sel_0 or sel_1", "not (sel_0 and sel_1)", "not sel_0 or sel_1"]
    return parts | {"condition": draw(st.sampled_from(shapes))}


def by_sqlite(text: str, fields: dict[str, Any]) -> bool:
    """Ask pySigma's backend about one event in a table with every column."""
    backend: Any = sqliteBackend
    (query,) = backend().convert(SigmaCollection.from_yaml(text))
    with closing(sqlite3.connect(":memory:")) as base:
        base.create_function(
            "REGEXP", 2, lambda pattern, text: text is not None and re.search(pattern, str(text)) is not None
        )
        base.execute(f"CREATE TABLE logs ({', '.join(f'{name} TEXT COLLATE NOCASE' for name in FIELDS)})")
        base.execute(
            f"INSERT INTO logs VALUES ({', '.join('?' * len(FIELDS))})",  # noqa: S608
            [fields.get(name) for name in FIELDS],
        )
        return bool(base.execute(str(query).replace("<TABLE_NAME>", "logs")).fetchall())


def compares_text(asked: Any, fields: dict[str, Any]) -> bool:  # noqa: ANN401
    """Whether a number would be compared with a text: SQLite orders every text after every number."""
    parts = [one for part in asked.values() for one in (part if isinstance(part, list) else [part])]
    names = {
        key.partition("|")[0]
        for one in parts
        if isinstance(one, dict)
        for key in one
        if key.endswith(("|gt", "|gte", "|lt", "|lte"))
    }
    return bool(names & {name for name, value in fields.items() if value is not None})


@settings(max_examples=FEW)
@given(detections(), st.lists(events, min_size=1, max_size=4))
def test_pysigmas_backend_agrees(asked: dict[str, Any], seen: list[dict[str, Any]]) -> None:
    text = rule(asked)
    matcher = Matcher(loaded(text))
    for fields in seen:
        if not compares_text(asked, fields):
            assert (matcher.match(event(fields)) == [0]) is by_sqlite(text, fields), fields
