"""What an analyst may ask: four sources, their columns, conditions on them; nothing changes anything."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final, TypeAlias

from msgspec import Meta, Struct

from vedette.agents.effects import Condition, Query


class Source(StrEnum):
    """What can be asked."""

    EVENTS = "events"
    """Records of logs and captures that hunts kept."""
    FINDINGS = "findings"
    ATTACKS = "attacks"
    TIMELINE = "timeline"


EVENT: Final = (
    "time", "action", "outcome", "host", "user", "target_user", "target_host", "logon_type", "source_ip",
    "source_port", "destination_ip", "destination_port", "transport", "protocol", "bytes_out", "bytes_in",
    "process", "parent", "command_line", "file", "hash", "domain", "query_type", "response", "method", "url",
    "status", "user_agent", "source_name", "record",
)  # fmt: skip
COLUMNS: Final = {
    Source.EVENTS: EVENT,
    Source.FINDINGS: (
        "fingerprint", "rule", "title", "severity", "confidence", "file", "line", "first", "last", "count",
        "weaknesses", "techniques", "actors", "targets",
    ),
    Source.ATTACKS: (
        "id", "title", "severity", "confidence", "first", "last", "attackers", "victims", "techniques",
    ),
    Source.TIMELINE: ("attack", "time", "until", "text", "finding", "techniques"),
}  # fmt: skip
"""By source: what a query may name. Another name is no column."""
TIMES: Final = frozenset(("time", "until", "first", "last"))
"""Columns that hold a moment, as RFC 3339 in UTC."""


class Test(StrEnum):
    """How a column is compared."""

    __test__ = False

    IS = "is"
    NOT = "not"
    CONTAINS = "contains"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


Column = Annotated[str, Meta(pattern="^[a-z_]{1,24}$")]
Value = Annotated[str, Meta(max_length=120)]


class Where(Struct, frozen=True, forbid_unknown_fields=True):
    """One condition."""

    column: Column
    test: Test
    value: Value


class Plan(Struct, frozen=True, tag_field="action", tag="plan", forbid_unknown_fields=True):
    """Say which sources will be asked about which columns, before anything is asked."""

    sources: Annotated[tuple[Source, ...], Meta(min_length=1, max_length=4)]
    columns: Annotated[tuple[Column, ...], Meta(max_length=8)] = ()


class Look(Struct, frozen=True, tag_field="action", tag="look", forbid_unknown_fields=True):
    """Ask one thing."""

    source: Source
    where: Annotated[tuple[Where, ...], Meta(max_length=6)] = ()
    columns: Annotated[tuple[Column, ...], Meta(max_length=6)] = ()
    """What to return; with `count`: what to count by, nothing for all together."""
    count: bool = False
    order: Annotated[str, Meta(pattern="^-?[a-z_]{0,24}$")] = ""
    limit: Annotated[int, Meta(ge=1, le=50)] = 20


class Says(StrEnum):
    """What a claim makes of the rows of an answer."""

    COUNT = "count"
    """How many there are: of an answer that counts all together."""
    NONE = "none"
    """That there is none: of an answer without rows, or with a count of nought."""
    MOST = "most"
    """Which is the most frequent: of an answer that counts by something."""
    DIFFERENT = "different"
    """How many different ones there are: of an answer that counts by something, whole."""
    FIRST = "first"
    """The first of all: of an answer in order of time."""
    LAST = "last"
    ROW = "row"
    """What one row holds."""


class Claim(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to answer with; the words are ours."""

    query: Annotated[str, Meta(pattern="^Q[0-9]{1,2}$")]
    says: Says
    row: Annotated[int, Meta(ge=0, le=49)] = 0
    number: Annotated[int, Meta(ge=0)] | None = None
    """What the model takes the count for, where it gives one: another than the rows have drops the claim."""


class Conclude(Struct, frozen=True, tag_field="action", tag="conclude", forbid_unknown_fields=True):
    """End with claims, each out of one answer."""

    claims: Annotated[tuple[Claim, ...], Meta(min_length=1, max_length=12)]


Action: TypeAlias = Look | Conclude
ACTIONS: Final = (Look, Conclude)


def query_of(look: Look) -> Query | str:
    """Return the question, or why it is none."""
    known = COLUMNS[look.source]
    wished = tuple(one for one in look.columns if not (look.count and one == "count"))
    named = {*wished, *(one.column for one in look.where), "" if look.count else look.order.lstrip("-")} - {
        ""
    }
    if unknown := sorted(named - set(known)):
        return f"{look.source} has no column {unknown[0]!a}; it has: {', '.join(known)}"
    if len(set(wished)) != len(wished):
        return "a column is named twice"
    columns = wished if wished or look.count else known[:6]
    where = tuple(Condition(column=one.column, is_=one.test.value, value=one.value) for one in look.where)
    return Query(
        source=look.source.value,
        where=where,
        columns=columns,
        count=look.count,
        order="" if look.count else look.order,  # the most frequent comes first anyway
        limit=look.limit,
    )
