"""A claim and the rows it rests on in, a sentence of ours out; nothing where the rows do not say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from vedette.agents.analyst.asking import TIMES, Claim, Says
from vedette.agents.effects import Condition, Query, Rows
from vedette.explain.facts.item import tame

_MANY: Final = 2
_TESTS: Final = {
    "is": "is",
    "not": "is not",
    "contains": "contains",
    "at-least": "is at least",
    "at-most": "is at most",
}
_NAMES: Final = {
    "events": "event",
    "findings": "finding",
    "attacks": "attack",
    "timeline": "line of the timeline",
}


class Told(Struct, frozen=True, kw_only=True):
    """One sentence of an answer."""

    text: str
    query: str
    """Id of the question it rests on."""


def told(claim: Claim, query: Query, rows: Rows) -> Told | str:
    """Say what a claim claims, or why its rows do not have it."""
    made = _SAYS[claim.says](claim, query, rows)
    if isinstance(made, _Wrong):
        return made.why
    return Told(text=made, query=claim.query)


class _Wrong(Struct, frozen=True):
    why: str


_Saying = Callable[[Claim, Query, Rows], "str | _Wrong"]


def _count(claim: Claim, query: Query, rows: Rows) -> str | _Wrong:
    number = _counted(query, rows)
    if number is None:
        return _Wrong("its question does not count all together")
    if claim.number is not None and claim.number != number:
        return _Wrong(f"the answer is {number}, not {claim.number}")
    if number == 0:
        return _none_of(query)
    return f"{number:,} {_things(query, number)}{_conditions(query)}."


def _none(claim: Claim, query: Query, rows: Rows) -> str | _Wrong:
    number = _counted(query, rows)
    if (number is None and rows.rows) or number:
        return _Wrong("there are some")
    if claim.number:
        return _Wrong("none is not a number of them")
    return _none_of(query)


def _most(claim: Claim, query: Query, rows: Rows) -> str | _Wrong:
    if not query.count or not query.columns or not rows.rows:
        return _Wrong("its question does not count by anything")
    first = rows.rows[0]
    said, number = _pairs(rows.columns[:-1], first[:-1]), first[-1]
    alone = len(rows.rows) > 1 or not rows.cut
    tied = not alone or (len(rows.rows) > 1 and rows.rows[1][-1] == number)
    if not said or tied or (claim.number is not None and claim.number != number):
        return _Wrong("two may be as frequent, it has no name, or it is another number")
    return f"The most frequent {said}: {number:,} {_things(query, _MANY)}{_conditions(query)}."


def _different(claim: Claim, query: Query, rows: Rows) -> str | _Wrong:
    if not query.count or len(query.columns) != 1 or rows.cut:
        return _Wrong("its question does not count by one thing, or the answer is not whole")
    number = sum(row[0] is not None for row in rows.rows)
    if claim.number is not None and claim.number != number:
        return _Wrong(f"there are {number}, not {claim.number}")
    values = f"{number:,} different value{'' if number == 1 else 's'} of {_name(query.columns[0])}"
    return f"{values} among {_things(query, _MANY)}{_conditions(query)}."


def _first(claim: Claim, query: Query, rows: Rows) -> str | _Wrong:
    last = claim.says is Says.LAST
    if query.count or query.order.lstrip("-") not in TIMES or query.order.startswith("-") is not last:
        return _Wrong("its question is not in that order of time")
    if not rows.rows or claim.row != 0:
        return _Wrong("that row is not the first of them")
    which = "last" if last else "first"
    return f"The {which} {_things(query, 1)}{_conditions(query)}: {_pairs(rows.columns, rows.rows[0])}."


def _row(claim: Claim, query: Query, rows: Rows) -> str | _Wrong:
    if claim.row >= len(rows.rows):
        return _Wrong("there is no such row")
    if query.count:
        return _Wrong("its rows are counts: say count, most or different")
    said = _pairs(rows.columns, rows.rows[claim.row])
    return f"One {_things(query, 1)}{_conditions(query)}: {said}." if said else _Wrong("the row is empty")


_SAYS: Final[Mapping[Says, _Saying]] = {
    Says.COUNT: _count,
    Says.NONE: _none,
    Says.MOST: _most,
    Says.DIFFERENT: _different,
    Says.FIRST: _first,
    Says.LAST: _first,
    Says.ROW: _row,
}


def _counted(query: Query, rows: Rows) -> int | None:
    """Return how many there are, of an answer that counts: all together, or by something and is whole."""
    numbers = [row[-1] for row in rows.rows]
    if not query.count or rows.cut or not all(isinstance(one, int) for one in numbers):
        return None
    return sum(one for one in numbers if isinstance(one, int))


def _none_of(query: Query) -> str:
    return f"No {_things(query, 1)}{_conditions(query)} in what is known here."


def _things(query: Query, number: int) -> str:
    name = _NAMES[query.source]
    if number == 1:
        return name
    return name.replace("line of", "lines of") if name.startswith("line") else f"{name}s"


def _conditions(query: Query) -> str:
    said = " and ".join(_condition(one) for one in query.where)
    return f" where {said}" if said else ""


def _condition(one: Condition) -> str:
    return f"{_name(one.column)} {_TESTS[one.is_]} {tame(str(one.value))}"


def _pairs(columns: tuple[str, ...], values: tuple[str | int | float | None, ...]) -> str:
    held = ((name, value) for name, value in zip(columns, values, strict=True) if value not in (None, ""))
    return ", ".join(f"{_name(name)} {tame(str(value))}" for name, value in held)


def _name(column: str) -> str:
    return column.replace("_", " ")
