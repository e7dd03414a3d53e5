"""Answers what an analyst asks: of kept events in SQL of ours, of a report row by row. Only reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias

from vedette.agents.analyst.asking import COLUMNS, TIMES, Source
from vedette.agents.effects import Condition, NoAnswer, Query, Rows
from vedette.core.attacks import Attack, Part
from vedette.core.errors import VedetteError
from vedette.core.incidents import Incident
from vedette.core.nouns import Finding, Lines, Report
from vedette.store.events import Bounds, Kept

Cell: TypeAlias = str | int | float | None
Row: TypeAlias = dict[str, Cell]
_SECONDS: Final = 20.0
_SIGNS: Final = {"is": "=", "not": "<>", "at-least": ">=", "at-most": "<="}
_NUMBERS: Final = frozenset(
    (
        "logon_type",
        "source_port",
        "destination_port",
        "bytes_out",
        "bytes_in",
        "status",
        "record",
        "count",
        "line",
    )
)
_LISTED: Final = 8
_LONGEST: Final = 400
_MICRO: Final = 1_000_000
_EARLY: Final = -62_000_000_000 * _MICRO
_FAR: Final = 250_000_000_000 * _MICRO
"""About the years 5 and 9900: what is said to lie outside has no date."""
_WHOLE: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """What may be asked: kept events, and one report or incident."""

    events: Kept | None
    subject: Report | Incident | None

    def query(self, asked: Query) -> Rows | NoAnswer:
        """Answer a question, or say why there is no answer."""
        known = COLUMNS.get(Source(asked.source)) if asked.source in set(Source) else None
        named = {*asked.columns, asked.order.lstrip("-"), *(one.column for one in asked.where)} - {""}
        if known is None or not named <= set(known):
            return NoAnswer(why="there is no such source or column")
        if asked.source == Source.EVENTS:
            return self._events(asked)
        if self.subject is None:
            return NoAnswer(why="there is no report")
        return _of_rows(asked, _ROWS[Source(asked.source)](self.subject))

    def _events(self, asked: Query) -> Rows | NoAnswer:
        if self.events is None or not self.events.parts():
            return NoAnswer(why="no events were kept: hunt with --keep")
        sql = sql_of(asked)
        if sql is None:
            return NoAnswer(why="a value does not fit its column: a number, or a time as 2026-04-14T10:00")
        try:
            answer = self.events.query(sql, Bounds(seconds=_SECONDS, rows=asked.limit))
        except VedetteError as error:
            return NoAnswer(why=str(error))
        columns = (*asked.columns, "count") if asked.count else asked.columns
        rows = tuple(tuple(map(_cell, columns, row)) for row in answer.rows)
        return Rows(columns=columns, rows=rows, cut=answer.cut)


def sql_of(asked: Query) -> str | None:
    """Return the SQL of a question about events: names of ours, values quoted; None: a value is none."""
    conditions = [_condition(one) for one in asked.where]
    if None in conditions:
        return None
    where = f" where {' and '.join(one for one in conditions if one)}" if conditions else ""
    names = ", ".join(f'"{one}"' for one in asked.columns)
    limit = f" limit {asked.limit + 1}"
    if not asked.count:
        return f"select {names} from events{where}{_sort(asked.order)}{limit}"  # noqa: S608  as said above
    if not names:
        return f"select count(*) from events{where}"  # noqa: S608  the same
    group = f"select {names}, count(*) as n from events{where} group by all"  # noqa: S608  the same
    return f"{group} order by n desc, {names}{limit}"


def _sort(order: str) -> str:
    way = "desc" if order.startswith("-") else "asc"
    first = f'"{order.lstrip("-")}" {way} nulls last, ' if order else ""
    return f' order by {first}"source_name", "record"'


def _condition(one: Condition) -> str | None:
    name, value = f'"{one.column}"', str(one.value)
    if one.is_ == "contains":
        return f"contains(lower(cast({name} as varchar)), lower({_quoted(value)}))"
    sign = _SIGNS.get(one.is_)
    literal = _literal(one.column, value)
    if sign is None or literal is None:
        return None
    if one.is_ == "not":
        return f"{name} is distinct from {literal}"
    return f"{name} {sign} {literal}"


def _literal(column: str, value: str) -> str | None:
    """Return a value as its column has it."""
    if column in TIMES:
        moment = _moment(value)
        return None if moment is None else str(round(moment.timestamp() * _MICRO))
    if column in _NUMBERS:
        whole = _whole(value)
        return None if whole is None else str(whole)
    return _quoted(value)


def _quoted(value: str) -> str:
    return "'" + value.replace("\0", "").replace("'", "''") + "'"


def _whole(value: str) -> int | None:
    """Read a whole number, as a column of any database can hold it."""
    return int(value) if _WHOLE.fullmatch(value) else None


def _moment(value: str) -> datetime | None:
    try:
        made = datetime.fromisoformat(value)
    except ValueError:
        return None
    return made if made.tzinfo is not None else made.replace(tzinfo=UTC)


def _cell(column: str, value: object) -> Cell:
    if column in TIMES and isinstance(value, int) and _EARLY < value < _FAR:
        moment = datetime.fromtimestamp(value / _MICRO, UTC).isoformat(timespec="milliseconds")
        return moment.replace("+00:00", "Z")
    if value is None or isinstance(value, int | float):
        return value
    return str(value)[:_LONGEST]


def _of_rows(asked: Query, rows: Iterable[Row]) -> Rows:
    found = [row for row in rows if all(_holds(one, row.get(one.column)) for one in asked.where)]
    if asked.count:
        return _counted(asked, found)
    if key := asked.order.lstrip("-"):
        known = [row for row in found if row.get(key) not in (None, "")]
        known.sort(key=lambda row: _sorted(row.get(key)), reverse=asked.order.startswith("-"))
        found = known + [row for row in found if row.get(key) in (None, "")]
    shown = tuple(tuple(row.get(name) for name in asked.columns) for row in found[: asked.limit])
    return Rows(columns=asked.columns, rows=shown, cut=len(found) > asked.limit)


def _counted(asked: Query, found: Sequence[Row]) -> Rows:
    columns = (*asked.columns, "count")
    if not asked.columns:
        return Rows(columns=columns, rows=((len(found),),))
    counts = Counter(tuple(row.get(name) for name in asked.columns) for row in found)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], *map(str, one[0])))
    shown = tuple((*values, number) for values, number in ordered[: asked.limit])
    return Rows(columns=columns, rows=shown, cut=len(ordered) > asked.limit)


def _sorted(value: Cell) -> tuple[int, float, str]:
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, str(value))


def _holds(one: Condition, value: Cell) -> bool:
    said = str(one.value)
    held = "" if value is None else str(value)
    if one.is_ == "contains":
        return said.casefold() in held.casefold()
    if one.is_ in ("is", "not"):
        return (held.casefold() == said.casefold()) is (one.is_ == "is")
    right: Cell = _whole(said) if isinstance(value, int | float) else said
    if value is None or right is None:
        return False
    order = _sorted(value), _sorted(right)
    return order[0] >= order[1] if one.is_ == "at-least" else order[0] <= order[1]


def _findings(subject: Report | Incident) -> Iterator[Row]:
    for one in subject.findings:
        yield {**_place(one), **_seen(one)} | {
            "fingerprint": one.fingerprint,
            "rule": one.rule,
            "title": one.title,
            "severity": one.severity.value,
            "confidence": one.confidence.value,
            "weaknesses": ", ".join(one.weaknesses[:_LISTED]),
            "techniques": ", ".join(one.techniques[:_LISTED]),
        }


def _place(one: Finding) -> Row:
    where = one.primary
    return {"file": where.name, "line": where.locator.line if isinstance(where.locator, Lines) else None}


def _seen(one: Finding) -> Row:
    if one.seen is None:
        return {"first": None, "last": None, "count": None, "actors": None, "targets": None}
    return {
        "first": one.seen.first,
        "last": one.seen.last,
        "count": one.seen.count,
        "actors": ", ".join(entity.name for entity in one.seen.actors[:_LISTED]),
        "targets": ", ".join(entity.name for entity in one.seen.targets[:_LISTED]),
    }


def _attacks(subject: Report | Incident) -> Iterator[Row]:
    for one in subject.attacks:
        yield {
            "id": one.id,
            "title": one.title,
            "severity": one.severity.value,
            "confidence": one.confidence.value,
            "first": one.first,
            "last": one.last,
            "attackers": _parties(one, Part.ATTACKER),
            "victims": _parties(one, Part.VICTIM),
            "techniques": ", ".join(seen.id for seen in one.techniques[:_LISTED]),
        }


def _parties(attack: Attack, part: Part) -> str:
    named = [one.entity.name for one in attack.entities if one.part is part]
    return ", ".join(named[:_LISTED])


def _timeline(subject: Report | Incident) -> Iterator[Row]:
    for attack in subject.attacks:
        for line in attack.timeline:
            yield {
                "attack": attack.id,
                "time": line.time,
                "until": line.until,
                "text": line.text,
                "finding": line.finding,
                "techniques": ", ".join(line.techniques[:_LISTED]),
            }


_ROWS: Final = {Source.FINDINGS: _findings, Source.ATTACKS: _attacks, Source.TIMELINE: _timeline}
