"""The nouns every part speaks: what was looked at, what was found, and what proves it.

Frozen and plain. Each has exactly one written form, given by `core.codec`; the published schema is made
from these classes, so a field's docstring here is its documentation there.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from vedette.core.assistance import Assistance
from vedette.core.attacks import Attack, Entity
from vedette.core.executables import Executable
from vedette.core.exposures import Exposure
from vedette.core.indicators import Indicator
from vedette.core.layers import Layer
from vedette.core.levels import Confidence, Severity
from vedette.core.verdicts import Judgement

Digest = Annotated[str, Meta(pattern="^sha256:[0-9a-f]{64}$", description="sha256: and 64 hex digits")]
Count = Annotated[int, Meta(ge=0)]
Ordinal = Annotated[int, Meta(ge=1, description="counts from 1")]

SCHEMA_VERSION = 1


class Role(StrEnum):
    """What a piece of evidence is there to show."""

    SOURCE = "source"
    STEP = "step"
    SINK = "sink"
    INDICATOR = "indicator"
    CONTEXT = "context"


class ArtefactKind(StrEnum):
    """What sort of thing was handed to us."""

    TREE = "tree"
    FILE = "file"
    PACKAGE = "package"
    EXECUTABLE = "executable"
    LOG = "log"
    CAPTURE = "capture"
    TEXT = "text"


class Artefact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that was looked at. `name` is relative to what the user gave, never an absolute path."""

    kind: ArtefactKind
    name: str
    digest: Digest
    size: Count
    origin: str = ""
    """Where it came from, in the user's words: a path they typed, a package and version, a git ref."""
    parent: str = ""
    """Name of what it was taken or decoded out of; empty where it was handed in."""
    type: str = ""
    """What its content says it is, in words."""


class Lines(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="lines"):
    """A place in a text. Lines and columns count from 1, columns in code points; the end is exclusive."""

    line: Ordinal
    column: Ordinal
    end_line: Ordinal
    end_column: Ordinal


class ByteRange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="bytes"):
    """`length` bytes from `offset`."""

    offset: Count
    length: Count


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="record"):
    """A field of the n-th record of a log."""

    number: Ordinal
    field: str = ""


class Frame(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="frame"):
    """The n-th frame of a capture."""

    number: Ordinal


Locator = Lines | ByteRange | Record | Frame


class Evidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An exact place in an exact artefact, and the quote that stands there, but for U+2022 in secrets."""

    artefact: Digest
    name: str
    """The artefact's name, so that a reader need not look the digest up."""
    locator: Locator
    quote: str
    role: Role
    note: str = ""
    """What happens here, in a few plain words."""


class Suppression(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Someone decided this finding need not be acted on, and said why."""

    reason: str
    where: str
    """The file and line of the decision."""


class Parameter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of a request that reaches the harm."""

    name: str
    """Empty where the whole of that place counts, such as a body."""
    place: Literal["query", "body", "path", "header", "cookie", "any"]


class Route(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The requests that reach a weakness."""

    path: str
    """A template: `/items/{id}`; `{rest*}` may hold slashes."""
    methods: tuple[str, ...] = ()
    """None: whatever the framework lets through."""
    parameters: tuple[Parameter, ...] = ()


class Seen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When and how often something happened, and who took part: of findings in logs and captures."""

    first: str
    """RFC 3339, UTC; empty where the records have no time."""
    last: str
    count: Count = 1
    """How many events it rests on; evidence names a few of them."""
    actors: tuple[Entity, ...] = ()
    targets: tuple[Entity, ...] = ()
    numbers: dict[str, float | int | str] = {}
    """What made it fire, by name."""


class Finding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One problem in one place, with the path that leads there, first step first, the harm last."""

    rule: str
    title: str
    message: str
    weaknesses: tuple[str, ...] = ()
    """CWE ids, the most exact first."""
    techniques: tuple[str, ...] = ()
    """ATT&CK technique ids."""
    severity: Severity
    confidence: Confidence
    reason: str
    """Why we are this sure, in words."""
    evidence: Annotated[tuple[Evidence, ...], Meta(min_length=1)]
    fingerprint: str
    """Stays the same when lines move and when unrelated code changes."""
    remedy: str = ""
    innocent: str = ""
    """Of a behaviour: an ordinary reason it could have."""
    routes: tuple[Route, ...] = ()
    """Of a weakness in a web application: the requests that reach it, as far as the code says."""
    seen: Seen | None = None
    """Of what happened, not of what is written: when, how often, who."""
    suppressed: Suppression | None = None

    @property
    def primary(self) -> Evidence:
        """The one place to point at: where the harm happens."""
        return self.evidence[-1]


class Skipped(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something we could not look at, or not wholly. A report shows it; it is never dropped."""

    what: str
    why: str
    partial: bool = False
    """True when the rest of it was looked at."""


class Coverage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was looked at, what was not, and why."""

    files: Count = 0
    """Files examined."""
    lines: Count = 0
    """Lines in those files, where they hold lines of code."""
    records: Count = 0
    """Records in them, where they are logs or captures."""
    read_as: Annotated[str, Meta(max_length=70_000)] = ""
    """The format all of them were read as because the user said so; else each went by its first bytes."""
    excluded: Count = 0
    """Files left out because the user's patterns or the defaults said so, or nothing here reads them."""
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    """Other bounds of this answer, such as a framework that is imported and has no table."""


class Engine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What made the report: two reports compare only when these agree."""

    name: str
    version: str
    rules: str
    """Digest over all rules and tables that were on."""


class Report(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answer of one run."""

    schema: Annotated[int, Meta(ge=1)] = SCHEMA_VERSION
    engine: Engine
    target: Artefact
    artefacts: tuple[Artefact, ...] = ()
    """The parts of the target that some evidence points into."""
    findings: tuple[Finding, ...] = ()
    attacks: tuple[Attack, ...] = ()
    """What findings in logs and captures add up to."""
    exposures: tuple[Exposure, ...] = ()
    """Weaknesses in code that these logs were searched for."""
    judgements: tuple[Judgement, ...] = ()
    """What we think of each thing handed in."""
    layers: tuple[Layer, ...] = ()
    """What was decoded on the way, outermost first."""
    indicators: tuple[Indicator, ...] = ()
    """What to look for elsewhere."""
    executables: tuple[Executable, ...] = ()
    """What each executable is."""
    coverage: Coverage = Coverage()
    assistance: Assistance | None = None
    """The part a language model had in it; without one, none."""
    timings: dict[str, float] = {}
    """Seconds by stage; filled in by whoever ran the engine, for an engine knows no clock."""


__all__ = [
    "SCHEMA_VERSION",
    "Artefact",
    "ArtefactKind",
    "ByteRange",
    "Confidence",
    "Count",
    "Coverage",
    "Digest",
    "Engine",
    "Evidence",
    "Finding",
    "Frame",
    "Lines",
    "Locator",
    "Ordinal",
    "Parameter",
    "Record",
    "Report",
    "Role",
    "Route",
    "Seen",
    "Severity",
    "Skipped",
    "Suppression",
]
