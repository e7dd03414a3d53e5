"""What the parser of event logs writes of a Windows event: the part of it that is used."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Struct, field


class Attributes(Struct, gc=False):
    """What stands in the tag of an element."""

    Name: Any = None
    SystemTime: Any = None
    UserID: Any = None


class Element(Struct, gc=False):
    """An element of which only what stands in its tag is used."""

    attributes: Attributes | None = field(name="#attributes", default=None)


class Head(Struct, gc=False):
    """What every event says."""

    Provider: Element
    TimeCreated: Element
    Security: Element | None = None
    EventID: Any = None
    Channel: Any = None
    Computer: Any = None
    Level: Any = None
    Keywords: Any = None
    Task: Any = None
    Opcode: Any = None
    Version: Any = None
    EventRecordID: Any = None


class Written(Struct, gc=False):
    """An event."""

    System: Head
    EventData: Any = None
    UserData: Any = None
    ProcessingErrorData: Any = None
    RenderingInfo: Any = UNSET
    Message: Any = UNSET


class Record(Struct, gc=False):
    """All of it."""

    Event: Written
