"""What an agent wishes for: it yields one of these, is sent what came of it, and does nothing itself.

So a run can be recorded, replayed, stopped and resumed by whoever drives it, and tried without a model.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated, Any, TypeAlias, TypeVar

from msgspec import Meta, Struct, field

from vedette.core.claims import ClaimKind
from vedette.core.dialogue import Ask, ModelRole, Reply
from vedette.core.executions import Execution, NotExecuted, Program
from vedette.core.nouns import Report

T = TypeVar("T")


class NoAnswer(Struct, frozen=True, kw_only=True, tag="no-answer"):
    """Why a model gave nothing that can be used: inconclusive, never "clean"."""

    why: str
    spent: bool = False
    """Whether the budget is used up: nothing more is answered in this run, so nothing more need be asked."""


class Consult(Struct, frozen=True, kw_only=True, tag="consult"):
    """Ask the model, if it was granted the role. Answer: `Reply | NoAnswer`."""

    role: ModelRole
    ask: Ask


class Rescan(Struct, frozen=True, kw_only=True, tag="rescan"):
    """Run the engine over the target with some files changed. Answer: `Report`."""

    changed: dict[str, str] = {}
    """Text by path relative to the target."""
    rules: dict[str, str] = {}
    """Rule pages and tables of this run only, by file name: tried, never kept."""


class Execute(Struct, frozen=True, kw_only=True, tag="execute"):
    """Run something in the sandbox. Answer: `Execution | NotExecuted`."""

    program: Program


class ReadSource(Struct, frozen=True, kw_only=True, tag="read"):
    """Read a file of the target. Answer: `str`, or `None` where there is no such file."""

    path: str


class Noted(Struct, frozen=True, kw_only=True, tag="noted"):
    """Write a word into the trace: what was proposed, confirmed, dropped. Answer: `None`."""

    kind: ClaimKind
    what: str
    """proposed, confirmed, dropped, inconclusive."""
    gate: str = ""
    why: str = ""


class Condition(Struct, frozen=True, kw_only=True):
    """What an event must have in a column."""

    column: str
    is_: str = field(name="is")
    """equals, not, contains, at-least, at-most."""
    value: str | int | float


class Query(Struct, frozen=True, kw_only=True, tag="query"):
    """Ask something of what is known; only reads. Answer: `Rows | NoAnswer`.

    No SQL: what a model could write into one, a name for a column or a text of its own, would come back as
    if it stood in the data.
    """

    source: str
    """events, findings, attacks or timeline."""
    where: tuple[Condition, ...] = ()
    columns: tuple[str, ...] = ()
    """What to return of each row; with `count`: what to count by."""
    count: bool = False
    """Count rows for each value of `columns`, the most frequent first."""
    order: str = ""
    """A column to sort by; a `-` before it: the largest first."""
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class Rows(Struct, frozen=True, kw_only=True, tag="rows"):
    """What came of a query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    cut: bool = False
    """Whether there were more."""


Effect: TypeAlias = Consult | Rescan | Execute | ReadSource | Noted | Query
Steps: TypeAlias = Generator[Effect, Any, T]
"""A run on its way."""


def consult(role: ModelRole, ask: Ask) -> Steps[Reply | NoAnswer]:
    """Ask the model."""
    answer: Reply | NoAnswer = yield Consult(role=role, ask=ask)
    return answer


def rescan(changed: dict[str, str], rules: dict[str, str] | None = None) -> Steps[Report]:
    """Run the engine again."""
    report: Report = yield Rescan(changed=changed, rules=rules or {})
    return report


def execute(program: Program) -> Steps[Execution | NotExecuted]:
    """Run something in the sandbox."""
    ended: Execution | NotExecuted = yield Execute(program=program)
    return ended


def read_source(path: str) -> Steps[str | None]:
    """Read a file of the target."""
    text: str | None = yield ReadSource(path=path)
    return text


def query(asked: Query) -> Steps[Rows | NoAnswer]:
    """Ask something of what is known."""
    rows: Rows | NoAnswer = yield asked
    return rows
