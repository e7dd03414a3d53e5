"""What two ends say to each other: the shape every protocol's reader has, and the events it makes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace as changed

from vedette.hunt.event import Event, Logsource, Value

TEXT_MAX: Final = 4096
"""Characters of one value that are kept."""
READY_MAX: Final = 512


class Mark(Struct, frozen=True, eq=False, gc=False):
    """Where a message began."""

    frame: int
    time: int


def kind(action: str, protocol: str, service: str, category: str = "") -> Event:
    """Return what all events of a kind have in common; `service` is Zeek's log of that name."""
    logsource = Logsource(product="zeek", category=category, service=service)
    return Event(source=0, record=0, logsource=logsource, fields={}, action=action, protocol=protocol)


class Ends(Struct, frozen=True, eq=False, gc=False):
    """Who speaks to whom."""

    source: int
    """Number of the capture among the hunt's sources."""
    client: str
    client_port: int
    server: str
    server_port: int
    transport: str

    def turned(self) -> Ends:
        """Return the same with client and server changed over."""
        return Ends(self.source, self.server, self.server_port, self.client, self.client_port, self.transport)

    def seen_from(self, way: int) -> Ends:
        """Return these ends with whoever spoke that way as the client."""
        return self if way == 0 else self.turned()

    def event(self, mark: Mark, what: Event, fields: dict[str, Value], **columns: Any) -> Event:  # noqa: ANN401
        """Make an event of something said between them; what is None is left out of its fields."""
        told: dict[str, Value] = {
            "id.orig_h": self.client,
            "id.orig_p": self.client_port,
            "id.resp_h": self.server,
            "id.resp_p": self.server_port,
            "proto": self.transport,
        }
        told |= {
            name: value
            for name, value in fields.items()
            if value or (value is not None and type(value) is not list)
        }
        return changed(
            what, source=self.source, record=mark.frame, time=mark.time, fields=told, source_ip=self.client,
            source_port=self.client_port, destination_ip=self.server, destination_port=self.server_port,
            transport=self.transport, **columns,
        )  # fmt: skip


class Dialogue(ABC):
    """Reads one protocol in one flow. Way 0 is from whoever began the flow, 1 the other."""

    def __init__(self, ends: Ends) -> None:
        """Begin with nothing said."""
        self.ends = ends
        self.hungry = [False, False]
        """By way: whether it wants what follows, although no message is half read."""
        self.ready: list[Event] = []

    @abstractmethod
    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Read a message from the beginning of `data`.

        Returns how many bytes it was long, which may be more than there are; 0: more are needed.
        """

    def close(self, way: int, data: bytes, mark: Mark) -> None:  # noqa: ARG002  for those who do something
        """Make what can be made of a message that broke off: nothing, unless a protocol says more."""
        return

    def end(self) -> None:
        """Make events of what is left, where something is: nothing more will be said."""
        return


def text(data: bytes) -> str:
    """Return bytes as text: UTF-8 where it is, otherwise escaped; cut when very long."""
    return data[:TEXT_MAX].decode("utf-8", "backslashreplace")


def digits(data: bytes | str, most: int = 1 << 53) -> int | None:
    """Read a decimal number of a protocol; None where it is none or absurd."""
    if not data or not data.isdigit() or len(data) > len(str(most)):
        return None
    try:
        value = int(data)
    except ValueError:
        return None
    return value if value <= most else None
