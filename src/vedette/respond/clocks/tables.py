"""The questions that are asked and the duties they decide, read from the tables beside this."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec
from msgspec import Struct

from vedette.respond.conditions import Condition, parse

HERE: Final = "vedette.respond.clocks"
NOT_ADVICE: Final = (
    "This is not legal advice. It is a list of times to look at, made by people who are no lawyers; ask one,"
    " and check each source."
)


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question, and when it is asked."""

    id: str
    ask: str
    kind: Literal["yesno", "choice", "moment", "number"]
    why: str = ""
    choices: dict[str, str] = {}
    needs: str = ""
    """The condition under which it matters."""
    starts: str = ""
    """Of a moment: which clocks it starts."""

    @property
    def variable(self) -> str:
        """Its name in conditions."""
        return f"__{self.id}__"


class Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """One duty, as the table says it."""

    id: str
    name: str
    whom: str
    law: str
    applies: str
    since: str
    """What starts its clock: a moment, or `told:` and the duty whose doing does."""
    after: str
    """ISO 8601, or P4B for business days; empty: without undue delay, no number."""
    latest_from: str = ""
    latest_after: str = ""
    """A second clock; the earlier end counts."""
    zone: str = ""
    holidays: str = ""
    says: tuple[str, ...]
    """What has to be said."""
    looked: str
    how: Literal["law", "secondary"]
    note: str = ""

    @property
    def condition(self) -> Condition:
        """When it applies."""
        return parse(self.applies)


class _Questions(Struct, forbid_unknown_fields=True):
    question: tuple[Question, ...]


class _Duties(Struct, forbid_unknown_fields=True):
    duty: tuple[Row, ...]


@cache
def questions() -> tuple[Question, ...]:
    """Return the questions, in the order they are asked."""
    return msgspec.convert(_table("questions.toml"), type=_Questions).question


@cache
def rows() -> tuple[Row, ...]:
    """Return the duties."""
    return msgspec.convert(_table("duties.toml"), type=_Duties).duty


def row(duty: str) -> Row | None:
    """Return one of them."""
    return next((one for one in rows() if one.id == duty), None)


def _table(name: str) -> object:
    return tomllib.loads(files(HERE).joinpath(name).read_text(encoding="utf-8"))
