"""Rules ready to be matched, as plain structures that can be kept and taken up again without reading YAML."""

from __future__ import annotations

import hashlib
from typing import Final, Literal, TypeAlias

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput
from vedette.core.levels import Confidence, Severity
from vedette.hunt.event import Logsource
from vedette.hunt.sigma.clauses import ByField
from vedette.hunt.sigma.nodes import Node, Relation

VERSION: Final = 7
"""Of the written form: another one is not read."""
Measure: TypeAlias = Literal[
    "event_count", "value_count", "temporal", "temporal_ordered",
    "value_sum", "value_avg", "value_percentile", "value_median",
]  # fmt: skip


class Unusable(Struct, frozen=True, gc=False):
    """A rule that is not run, or not wholly, and why."""

    rule: str
    """Its id, or its file where it has none."""
    name: str
    """The file it is in."""
    reason: str


class About(Struct, frozen=True, kw_only=True, gc=False):
    """What a rule says of itself."""

    id: str
    title: str
    name: str
    """The file it is in."""
    severity: Severity
    confidence: Confidence
    reason: str
    """Why its hits are believed so much and no more."""
    description: str = ""
    benign: str = ""
    remedy: str = ""
    techniques: tuple[str, ...] = ()
    tactics: tuple[str, ...] = ()
    alerts: bool = True
    """False of one that only feeds correlations."""


class Gate(Struct, frozen=True, gc=False):
    """Where in Windows' logs a rule's events stand, and what its fields are called there."""

    channels: tuple[str, ...] = ()
    """None: any."""
    events: tuple[str, ...] = ()
    """Event ids; none: any."""
    names: dict[str, str] = {}
    also: Node | None = None
    """What must hold besides."""


class Rule(Struct, frozen=True, gc=False):
    """One rule over single events."""

    about: About
    logsource: Logsource
    node: Node
    gates: tuple[Gate, ...] = ()
    """Of a rule for Windows: it holds for an event that fits any of them."""
    clauses: tuple[ByField, ...] = ()
    """Literals of each of which one must be there for it to hold, where there are any."""
    fields: tuple[str, ...] = ()
    """All that its tree asks for, where somebody found out."""


class Fired(Struct, frozen=True, tag="fired", array_like=True, gc=False):
    """A rule or correlation had a hit in the window: its index."""

    rule: int


class Both(Struct, frozen=True, tag="both", array_like=True, gc=False):
    """All of these."""

    of: tuple[Wish, ...]


class Either(Struct, frozen=True, tag="either", array_like=True, gc=False):
    """Any of these."""

    of: tuple[Wish, ...]


class Without(Struct, frozen=True, tag="without", array_like=True, gc=False):
    """Not this."""

    wish: Wish


Wish: TypeAlias = Fired | Both | Either | Without


class Correlation(Struct, frozen=True, gc=False):
    """One rule over hits of others, within a time span that slides."""

    about: About
    measure: Measure
    rules: tuple[int, ...]
    """Indices of rules; from the number of rules on, of correlations, earlier ones only."""
    span: int
    """Microseconds."""
    group_by: tuple[str, ...]
    aliases: dict[str, dict[int, str]]
    """Name in `group_by` or `fields` -> what it is called in the events of which rule."""
    relation: Relation
    count: float
    fields: tuple[str, ...] = ()
    percentile: float = 50
    wish: Wish | None = None


class RuleSet(Struct, frozen=True, kw_only=True, gc=False):
    """Everything that was loaded."""

    version: int
    rules: tuple[Rule, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    unusable: tuple[Unusable, ...] = ()
    digest: str = ""
    """Of the texts it was made from."""

    def to_bytes(self) -> bytes:
        """Write it down: msgpack, nothing that runs."""
        return msgspec.msgpack.encode(self)

    @staticmethod
    def from_bytes(saved: bytes) -> RuleSet:
        """Take up what `to_bytes` wrote.

        Raises:
            BadInput: it is not that, or another version wrote it: load the texts again.

        """
        try:
            found = msgspec.msgpack.decode(saved, type=RuleSet)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise BadInput(f"not a saved rule set: {error}", hint="load the rules again") from error
        if found.version != VERSION:
            raise BadInput("a rule set of another version", hint="load the rules again")
        return found


def digest_of(texts: tuple[tuple[str, str], ...]) -> str:
    """Name a set of rule texts; the order they come in does not matter, their names don't either."""
    each = sorted(hashlib.sha256(text.encode("utf-8", "replace")).digest() for _, text in texts)
    return f"sha256:{hashlib.sha256(b''.join(each) + bytes([VERSION])).hexdigest()}"
