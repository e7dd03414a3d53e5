"""Library tables: which calls of a library are sources, sinks, checks and so on.

Rows only; meaning is elsewhere. One class a kind of row, one field a column, as docs/rules-and-tables.md has
them. A key with a dash is written with one in the file.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import Struct, field

from vedette.code.pages import read_toml
from vedette.core.errors import BadInput
from vedette.core.nouns import Confidence

SETTING = "setting"
"""A kind of flag no rule page is about: nothing is wrong there, but it changes what is."""
Position: TypeAlias = int | str
Names: TypeAlias = tuple[str, ...]


class Condition(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"is_": "is", "in_": "in"}
):
    """One test about one argument; exactly one of the tests is given."""

    arg: Position | tuple[Position, ...]
    key: str | None = None
    is_: Any = msgspec.UNSET
    in_: tuple[Any, ...] | None = None
    absent: bool | None = None
    text: str | None = None
    path: Names | None = None
    kind: str | None = None
    constant: bool | None = None
    tainted: bool | None = None
    below: int | None = None
    bits: int | None = None
    regex: str | None = None
    overrides: str | None = None

    @property
    def positions(self) -> tuple[Position, ...]:
        """The places to look for the argument, first one given wins."""
        return self.arg if isinstance(self.arg, tuple) else (self.arg,)


class Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """What all rows about calls share."""

    calls: Names = ()
    methods: Names = ()
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()


class Source(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reading or calling this gives an untrusted value."""

    kind: str
    what: str
    paths: Names = ()
    given: bool = False
    harmless: Names = ()


class Sink(Row, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """Untrusted values do harm here."""

    kind: str
    assigns: Names = ()
    items: Names = ()
    args: tuple[Position, ...] = (0,)
    take: str = ""
    safe_prefix: str = ""
    unless_setting: str = ""
    confidence: Confidence | None = None


class Flag(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Wrong whatever the data."""

    kind: str
    assigns: Names = ()
    items: Names = ()
    names: Names = ()
    paths: Names = ()
    files: Names = ()
    what: str = ""
    confidence: Confidence | None = None


class TypeOf(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The result is an instance of a class; with `to`, the receiver is from there on."""

    paths: Names = ()
    assigns: Names = ()
    returns: str
    to: Literal["result", "receiver"] = "result"


class Alias(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The prefix `name` means the prefix `of`."""

    name: str
    of: str


class Subtype(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Methods not found on `type` are looked up on `of`."""

    type: str
    of: str


class Sanitiser(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The result is harmless for these kinds; with `checked`, a check on it still is one on its argument."""

    kinds: Names
    arg: Position = 0
    paths: Names = ()
    checked: bool = False


class Neutral(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The result carries nothing of its arguments; with `ends`, there is none: the call never returns."""

    ends: bool = False
    paths: Names = ()


class Propagator(Row, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """What flows where, for certain."""

    from_: tuple[Position, ...] = ()
    to: Position = "result"
    restores: Names = ()
    below: bool = False


class Guard(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A check: after it the argument is harmless for these kinds."""

    kinds: Names
    arg: Position = 0
    raises: bool = False
    negated: bool = False


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Functions that somebody else calls with untrusted arguments."""

    decorators: Names = ()
    bases: Names = ()
    functions: Names = ()
    calls: Names = ()
    arg: Position = 0
    names: Names = ()
    imports: Names = ()
    parameters: str = ""
    what: str = "an argument"
    skip: Names = ()
    types: dict[str, str] = field(default_factory=dict)
    returns: str = ""


class Parameter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A parameter of that name is an instance of that type when nothing else is known."""

    names: Names
    imports: Names
    type: str


class Put(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stores a value under keys."""

    keys: tuple[int, ...]
    value: int


class Get(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reads the value under keys."""

    keys: tuple[int, ...]


class Bag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a program hangs its own objects on: the library knows nothing of its attributes."""

    paths: Names


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An example; marked lines must be found."""

    code: str


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of rows."""

    library: str
    imports: Names = ()
    source: tuple[Source, ...] = ()
    sink: tuple[Sink, ...] = ()
    flag: tuple[Flag, ...] = ()
    type: tuple[TypeOf, ...] = ()
    alias: tuple[Alias, ...] = ()
    subtype: tuple[Subtype, ...] = ()
    sanitiser: tuple[Sanitiser, ...] = ()
    neutral: tuple[Neutral, ...] = ()
    bag: tuple[Bag, ...] = ()
    propagator: tuple[Propagator, ...] = ()
    guard: tuple[Guard, ...] = ()
    entry: tuple[Entry, ...] = ()
    parameter: tuple[Parameter, ...] = ()
    put: tuple[Put, ...] = ()
    get: tuple[Get, ...] = ()
    case: tuple[Case, ...] = ()


CallRow: TypeAlias = Source | Sink | Flag | TypeOf | Sanitiser | Neutral | Propagator | Guard | Put | Get


def read_table(name: str, text: str) -> Table:
    """Read one table.

    Raises:
        BadInput: it is not TOML, or a field is missing, unknown or of the wrong type.

    """
    data = read_toml(name, text)
    try:
        return msgspec.convert(data, Table)
    except msgspec.ValidationError as error:
        raise BadInput(f"{name}: {error}", hint="see docs/rules-and-tables.md, 'A library table'") from error
