"""What the functions of a language's libraries do: rows of a table, by the dotted name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import NamedTuple

from msgspec import Struct, field

from vedette.core.tables import table
from vedette.triage.fact import Act

RECEIVER = "receiver"
"""Of a write: what is written is what the object holds that is asked to write."""


class Does(Enum):
    """What sort of step it is, beside the act it marks."""

    ACT = auto()
    """Marks the act; what flows in is what its arguments hold."""
    LOAD = auto()
    """Loads code by a path or name."""
    HOOK = auto()
    """Names classes whose `run` is called on install."""
    SOURCE = auto()
    """Marks the act; its result carries the mark."""
    FETCH = auto()
    """Asks somebody for something: the result carries it, and what flows in is sent."""
    SEND = auto()
    """Hands what flows in to somebody; the answer is a download."""
    DECODE = auto()
    """Gives what flows in, readable."""
    OPEN = auto()
    """Opens a path."""
    READ = auto()
    """Reads a path it is given, or the receiver was made with."""
    WRITE = auto()
    """Writes what flows in to the path of the receiver or of an argument."""
    COPY = auto()
    """Copies one path to another."""
    COMMAND = auto()
    """Runs a command."""
    VARIABLE = auto()
    """Reads an environment variable by name."""
    PASS = auto()
    """Gives back its first argument."""
    LIST = auto()
    """Lists a folder or walks it."""


class Row(NamedTuple):
    """One function."""

    does: Does
    act: Act | None = None
    says: str = ""
    args: tuple[int | str, ...] = ()
    """The arguments that count, by place or keyword; none: all."""
    target: int | str = 0
    """The argument that says what it is about."""
    data: int | str = 1
    """Of a write: the argument that is written."""
    gives: bool = True
    words: tuple[str, ...] = ()
    """One of these must be among its arguments, to the letter."""


class Library(Struct, frozen=True):
    """All that is known of a language's libraries."""

    calls: Mapping[str, Row]
    """By the whole dotted name."""
    methods: Mapping[str, Row] = field(default_factory=dict)
    """By the last name, of receivers nobody knows."""
    wholes: Mapping[str, tuple[Act, str]] = field(default_factory=dict)
    """Names that are a source as they stand, when they are used as a whole."""
    variables: frozenset[str] = frozenset()
    """Names whose members are environment variables."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """One spelling to the other."""
    imports: frozenset[str] = frozenset()
    """Calls that give a module by its name."""
    attributes: frozenset[str] = frozenset()
    """Calls that give an attribute by its name."""
    closures: bool = False
    """Whether an assignment reaches names of outer functions, unless it declares."""
    objects: frozenset[str] = frozenset()
    """Calls that make an object of Windows by the name of its class."""
    tables: frozenset[str] = frozenset()
    """Names whose members, by text, are names of their own: `globals()`."""


def rows_of(package: str, file: str) -> tuple[dict[str, Row], dict[str, Row]]:
    """Read a table: rows by whole name, and rows by the last name for receivers nobody knows."""
    calls: dict[str, Row] = {}
    methods: dict[str, Row] = {}
    for given in table(package, file)["row"]:
        names, known = given.pop("names").split(), methods if given.pop("methods", False) else calls
        given["does"] = Does[given["does"]]
        given["act"] = Act[given["act"]] if "act" in given else None
        given["args"] = tuple(given.get("args", ()))
        given["words"] = tuple(given.get("words", ()))
        row = Row(**given)
        known.update(dict.fromkeys(names, row))
    return calls, methods
