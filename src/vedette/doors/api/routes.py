"""What a route is: one row says what is asked of the gate, what it takes, what it gives. Values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from msgspec import Struct

from vedette.app.asking import Request
from vedette.app.callers import Caller
from vedette.core.limits import MIB
from vedette.doors.api.service import Service
from vedette.doors.api.wire.speech import Speech
from vedette.doors.api.wire.trouble import Manner


class Takes(Enum):
    """What the body of a request is."""

    NOTHING = "nothing"
    JSON = "application/json"
    FORM = "application/x-www-form-urlencoded"
    STREAM = "application/octet-stream"


class Gives(Enum):
    """What the body of an answer is."""

    JSON = "application/json"
    PAGE = "page"
    """A `Page`, which knows its own type."""
    EVENTS = "text/event-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer that is no envelope."""

    body: bytes
    media: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, understood: what `make` and `serve` get."""

    method: str
    url: str
    """The public address, without its query."""
    headers: Mapping[str, str]
    params: Mapping[str, str]
    """Parts of the path."""
    query: Any = None
    """An instance of the route's `query`."""
    body: Any = None
    """An instance of the route's `body`; for a stream, an iterator of bytes."""
    caller: Caller | None = None
    """Nobody, on a public route."""
    network: str = ""
    """Where it came from, truncated to a /24 or a /48; empty where that is not known."""


Speak: TypeAlias = Callable[[Asked], Speech]
Make: TypeAlias = Callable[[Asked], Request[Any]]
Serve: TypeAlias = Callable[[Service, Asked], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One part of a path."""

    words: str
    example: str
    pattern: str = "^[^/]{1,256}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One row of the table.

    A row that is not public names a `capability` and says with `make` what to ask the gate for; or with
    `speak` which model, whose own capability is decided on then. A public one has `serve` instead, and stands
    on the list in the tests.
    """

    method: str
    path: str
    """With parts such as {job}."""
    summary: str
    tags: tuple[str, ...]
    capability: str = ""
    """Of a row that has `speak`: that of the weakest model."""
    make: Make | None = None
    speak: Speak | None = None
    public: bool = False
    serve: Serve | None = None
    """Gives a `Page`, or something that is written down as JSON."""
    inline: bool = False
    """Served without a thread: for what takes no time and must be answered when all threads are at work."""
    takes: Takes = Takes.NOTHING
    body: type[Struct] | None = None
    nul: bool = False
    """Whether a body of JSON may hold NUL characters; they are shown as such."""
    most: int = MIB
    """Bytes of a body that is no stream."""
    query: type[Struct] | None = None
    params: Mapping[str, Param] = field(default_factory=dict)
    gives: Gives = Gives.JSON
    result: Any = None
    """The type of the answer (of `result` in the envelope); None: not described."""
    media: tuple[str, ...] = ()
    """Types a page may have."""
    show: Callable[[Any], Any] | None = None
    """Turns the gate's answer into what is shown; without it, it is shown as it is."""
    view: Callable[[Asked, Any], Any] | None = None
    """Does the same where it depends on what was asked."""
    manner: Manner | None = None
    """How clients of this row expect to be told what went wrong; None: as problems."""
    status: int = 200
    problems: tuple[int, ...] = ()
    """Statuses beyond those every route may answer with."""
