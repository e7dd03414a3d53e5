"""What a model may say when it looks for weaknesses: a claim in fields, a wish to see more, or nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

Short = Annotated[str, Meta(max_length=200)]
Line = Annotated[str, Meta(max_length=400)]


class Part(StrEnum):
    """What the tables are said to miss."""

    SINK = "sink"
    """Harm is done by calling this with an untrusted argument."""
    SOURCE = "source"
    """What this call gives is untrusted."""
    ENTRY = "entry"
    """Functions with this decorator, or of classes with this base, are called by strangers."""
    TYPE = "type"
    """What this call gives is an instance of a class the tables know."""
    GAP = "gap"
    """Nothing is missing from the tables, but a check that is there, or ought to be, does not hold."""


class Harm(StrEnum):
    """What an untrusted value can do: the kinds of sinks the rule pages are about."""

    COMMAND = "command"
    CODE = "code"
    SQL = "sql"
    NOSQL = "nosql"
    PATH = "path"
    ARCHIVE = "archive"
    TEMPLATE = "template"
    DESERIALISE = "deserialise"
    FETCH = "fetch"
    HTML = "html"
    REDIRECT = "redirect"
    HEADER = "header"
    XML = "xml"
    XPATH = "xpath"
    LDAP = "ldap"
    REGEX = "regex"
    REFLECT = "reflect"
    FORMAT = "format"
    ARGUMENT = "argument"
    MAIL = "mail"
    LOG = "log"


class Origin(StrEnum):
    """Who chose a value."""

    REMOTE = "remote"
    RESPONSE = "response"
    STORED = "stored"
    FILE = "file"
    MODEL = "model"


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One weakness a model proposes. None of its text goes anywhere but into comparisons with the code."""

    part: Part
    harm: Harm
    callable: Short
    """The call, decorator or base class the claim is about, as the code has it."""
    argument: Short
    """Of a sink: the position, from 0, or the name of the argument that does the harm."""
    origin: Origin
    returns: Short
    """Of a type: the full name of the class; else empty."""
    parameter: Short
    """The parameter of the function that is untrusted, if one is; else empty."""
    path: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=8)]
    """Lines of the code, copied: where the value comes from first, where it does harm last."""


class Propose(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="action", tag="propose"
):
    """Propose weaknesses."""

    claims: Annotated[tuple[Claim, ...], Meta(min_length=1, max_length=3)]


class Look(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="action", tag="look"):
    """See another function of the same code."""

    symbol: Annotated[str, Meta(max_length=100)]


class Nothing(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="action", tag="nothing"
):
    """There is nothing to propose."""


Action: TypeAlias = Propose | Look | Nothing
ACTIONS: tuple[type[Action], ...] = (Propose, Look, Nothing)
