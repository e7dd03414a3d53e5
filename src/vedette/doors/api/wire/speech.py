"""One question in a client's own format, understood: what is asked of which model, and how to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

from msgspec import Struct

from vedette.core.dialogue import Ask, Delta, Reply
from vedette.doors.api.problems import Problem

Json: TypeAlias = dict[str, Any]


_LINES: Final = tuple((sign.encode(), f"\\u{ord(sign):04x}".encode()) for sign in "\x85\u2028\u2029")
"""What some take for the end of a line, and JSON may hold as it is."""


class Turn(Struct, frozen=True, kw_only=True):
    """An answer about to come: by which decision, from whom, and when."""

    decision: str
    """Its id; the answer's own id is made of it, so that one leads to the other."""
    asked: str
    """The model the client named."""
    served: str
    """The model that answers."""
    at: int
    """Seconds since the epoch."""


class Voice(Protocol):
    """Writes an answer down while it comes, as the events of one format."""

    @property
    def pulse(self) -> bytes:
        """What says that we are still there, while the model thinks."""
        ...

    def begin(self) -> bytes:
        """Return what comes first."""
        ...

    def hear(self, delta: Delta) -> bytes:
        """Return what a part of the answer comes to, which may be nothing.

        Raises:
            Unavailable: the parts make no sense together.

        """
        ...

    def end(self, reply: Reply, proof: Json) -> bytes:
        """Return what comes last; of the whole, only how it ends and what it cost is new."""
        ...

    def broken(self, said: Problem) -> bytes:
        """Return what says that nothing more comes, and why."""
        ...


Whole: TypeAlias = Callable[[Turn, Reply, Json], Json]
"""Makes the body of an answer that has come as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What a client asks, and how it is answered."""

    wanted: str
    """The name of a model."""
    ask: Ask
    whole: Whole
    voice: Callable[[Turn], Voice] | None
    """None: the answer is wanted as a whole."""
    notes: tuple[str, ...] = ()
    """What of the request was left out."""
    lower: bool = False
    """Whether a lower model may answer where this one may not be used."""


def framed(data: Mapping[str, Any], encoded: Callable[[object], bytes], name: str = "") -> bytes:
    """Return one server-sent event."""
    return line(encoded(data), name)


def line(words: bytes, name: str = "") -> bytes:
    """Return one server-sent event of JSON that is written already."""
    for raw, escaped in _LINES:  # the standard splits lines at less, but clients do not all follow it
        words = words.replace(raw, escaped)
    head = f"event: {name}\n".encode("ascii") if name else b""
    return b"%bdata: %b\n\n" % (head, words)
