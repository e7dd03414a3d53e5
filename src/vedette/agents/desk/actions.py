"""What can be done about a question: one of a few things, each with its few words. A model may choose."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final, TypeAlias

import msgspec
from msgspec import Meta, Struct

Words = Annotated[str, Meta(min_length=1, max_length=400)]
Place = Annotated[str, Meta(min_length=1, max_length=1024)]


class Sort(StrEnum):
    """What a text is taken for."""

    CODE = "code"
    """Source that is to be searched for weaknesses."""
    SCRIPT = "script"
    """Something that may be hostile."""
    LOGS = "logs"


class LookAt(Struct, frozen=True, kw_only=True, tag="look_at"):
    """Look at the text that came with the question."""

    sort: Sort


class Examine(Struct, frozen=True, kw_only=True, tag="examine"):
    """Look at a file, folder or package the question names."""

    sort: Sort
    place: Place


class Find(Struct, frozen=True, kw_only=True, tag="find"):
    """Search what is known for some words."""

    words: Words


class ShowKnown(Struct, frozen=True, kw_only=True, tag="show"):
    """Say what is known of one thing by its id or name: CWE-89, T1566, CVE-2026-1234, a term."""

    ident: Annotated[str, Meta(min_length=1, max_length=100)]


class ExplainLast(Struct, frozen=True, kw_only=True, tag="explain"):
    """Explain the last report to somebody."""

    audience: Annotated[str, Meta(pattern="^(executive|generalist|analyst|developer)$")]


class ListRules(Struct, frozen=True, kw_only=True, tag="rules"):
    """Say what the code engine looks for."""


class SayHow(Struct, frozen=True, kw_only=True, tag="help"):
    """Say what can be asked."""


Action: TypeAlias = LookAt | Examine | Find | ShowKnown | ExplainLast | ListRules | SayHow

NAMES: Final = {
    LookAt: "look at the text that was pasted",
    Examine: "look at a file, folder or package",
    Find: "search what is known",
    ShowKnown: "say what is known of one thing",
    ExplainLast: "explain the last report",
    ListRules: "say what is looked for",
    SayHow: "say what can be asked",
}


def schema() -> dict[str, Any]:
    """Return the JSON schema of one action: what a model's choice has to fit."""
    return msgspec.json.schema(Action)


def chosen(text: str) -> Action | None:
    """Return the action a model chose, if what it said is one."""
    try:
        action: Action = msgspec.json.decode(text, type=Action)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return action
