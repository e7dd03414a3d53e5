"""Windows events as the parser of event logs writes them: of what stands in System, only what is used.

What is written in another way goes where all ways of rendering an event are known.
"""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import UNSET

from vedette.hunt.event import Event
from vedette.hunt.sources.times import from_iso
from vedette.hunt.sources.windows.events import event_number, windows_event
from vedette.hunt.sources.windows.rendered import KEPT, fields_of, rendered_event
from vedette.hunt.sources.windows.written import Attributes, Record, Written

_decode: Final = msgspec.json.Decoder(Record).decode
_decode_anything: Final = msgspec.json.Decoder().decode
_NO_ATTRIBUTES: Final = Attributes()


def decoded_event(text: str, source: int, record: int, written: str) -> Event:
    """Make an event of a record as JSON; `written` is when it was, for those without a time of their own.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, RecursionError: it is no event.

    """
    try:
        event = _decode(text).Event
    except msgspec.ValidationError:
        event = None
    made = _usual(event, source, record) if event is not None else None
    if made is None:
        made = rendered_event(_decode_anything(text)["Event"], source, record, written)
    return made


def _usual(event: Written, source: int, record: int) -> Event | None:
    """Make an event of one that says all it has to in the usual way; None of another."""
    system = event.System
    provider, created = system.Provider.attributes, system.TimeCreated.attributes
    security = _NO_ATTRIBUTES if system.Security is None else system.Security.attributes
    if provider is None or created is None or security is None:
        return None
    name, time, user = provider.Name, created.SystemTime, security.UserID
    if type(name) is not str or type(time) is not str or not (user is None or type(user) is str):
        return None
    if not (name and time) or event.RenderingInfo is not UNSET or event.Message is not UNSET:
        return None
    fields = fields_of(event.EventData, event.UserData or event.ProcessingErrorData)
    number = system.EventID
    if type(number) is dict:
        number = number.get("#text", number.get("Value"))
    fields["EventID"] = number if type(number) is int else event_number(number)
    fields["Channel"] = system.Channel or ""
    fields["Provider_Name"] = name
    fields["Computer"] = system.Computer or ""
    for kept in KEPT:
        value = getattr(system, kept)
        if value is not None and kept not in fields:
            fields[kept] = value
    if user:
        fields.setdefault("UserID", user)
    return windows_event(fields, source, record, from_iso(time))
