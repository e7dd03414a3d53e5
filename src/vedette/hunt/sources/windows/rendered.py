"""Windows events as programs render them from XML: `Event` with `System`, and `EventData` or `UserData`.

Attributes may stand in `#attributes`, beside the element in `<name>_attributes`, or as `@name`. Names of
EventData become fields as they are; what has no name becomes `Data`.
"""

from __future__ import annotations

from typing import Any, Final

from vedette.hunt.event import Event, Value
from vedette.hunt.format import Record
from vedette.hunt.sources.times import from_any, from_iso
from vedette.hunt.sources.windows.events import event_number, windows_event

_OWN: Final = ("EventID", "Channel", "Provider_Name", "Computer")
KEPT: Final = ("Level", "Keywords", "Task", "Opcode", "Version", "EventRecordID")
_DEPTH_MAX: Final = 8
_NAMES_MAX: Final = 2_000
_PLAIN: Final = (str, int, float)
_MARKS: Final = frozenset({"#attributes", "xmlns", "@xmlns"})


def rendered_event(event: Record, source: int, record: int, written: str = "") -> Event:
    """Make an event of the inside of `Event`. Takes the record over, and changes it.

    `written` is when the record was written, for those without a time of their own.
    """
    system = event["System"]
    fields = fields_of(event.get("EventData"), event.get("UserData") or event.get("ProcessingErrorData"))
    number = system.get("EventID")
    if type(number) is dict:
        number = number.get("#text", number.get("Value"))
    fields["EventID"] = number if type(number) is int else event_number(number)
    fields["Channel"] = system.get("Channel") or ""
    fields["Provider_Name"] = _attribute(system, "Provider", "Name")
    fields["Computer"] = system.get("Computer") or ""
    for name in KEPT:
        value = system.get(name)
        if value is not None and name not in fields:
            fields[name] = value
    user_id = _attribute(system, "Security", "UserID")
    if user_id:
        fields.setdefault("UserID", user_id)
    created = _attribute(system, "TimeCreated", "SystemTime") or written
    moment = from_iso(created) if type(created) is str else from_any(created)
    made = windows_event(fields, source, record, moment)
    if "RenderingInfo" in event or "Message" in event:
        _add_message(made, event)
    return made


def fields_of(data: Any, user: Any) -> dict[str, Value]:  # noqa: ANN401
    """Give what EventData and UserData hold by name. Takes them over, and changes them."""
    fields: dict[str, Value] = data if type(data) is dict else {}
    if "Data" in fields or "#attributes" in fields or data is not fields:
        fields = _named(data)
    if type(user) is dict:
        _leaves(user, fields, _DEPTH_MAX)
    _set_aside(fields)
    return fields


def _add_message(made: Event, event: Record) -> None:
    """Take the text Windows shows, where an export has it."""
    shown = event.get("RenderingInfo")
    message = shown.get("Message") if type(shown) is dict else event.get("Message")
    if type(message) is str and message:
        made.fields.setdefault("Message", message)
        made.message = made.message or message


def _attribute(system: Record, element: str, name: str) -> Any:  # noqa: ANN401
    held = system.get(element)
    if type(held) is dict and type(inner := held.get("#attributes")) is dict:
        value = inner.get(name)
        if type(value) is str and value:
            return value
    if type(held) is str:
        return held if name == "Name" else ""
    attributes = held.get("#attributes", held) if type(held) is dict else system.get(f"{element}_attributes")
    if type(attributes) is not dict:
        return ""
    value = attributes.get(name) or attributes.get(f"@{name}")
    return value if type(value) in _PLAIN else ""


def _set_aside(fields: dict[str, Value]) -> None:
    """Keep what EventData calls by one of the four names every event has under a name of its own."""
    for name in _OWN:
        if name in fields:
            fields[f"EventData.{name}"] = fields.pop(name)


def _named(data: Any) -> dict[str, Value]:  # noqa: ANN401
    """Give EventData's fields by name, whichever way a converter of XML wrote them."""
    fields: dict[str, Value] = {}
    unnamed: list[Any] = []
    if isinstance(data, str):
        unnamed.append(data)
    for name, value in data.items() if isinstance(data, dict) else ():
        if name == "Data":
            _take_data(value, fields, unnamed)
        elif name not in _MARKS:
            _put(fields, name, _scalar(value))
    if unnamed:
        fields["Data"] = unnamed[0] if len(unnamed) == 1 else unnamed
    return fields


def _take_data(value: Any, fields: dict[str, Value], unnamed: list[Any]) -> None:  # noqa: ANN401
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, dict):
            unnamed.append(one)
            continue
        inner = one.get("#attributes", one)
        name = (inner.get("Name") or inner.get("@Name")) if isinstance(inner, dict) else None
        text = one.get("#text", one.get("content", one.get("Value")))
        if isinstance(name, str):
            _put(fields, name, _scalar(text))
        elif isinstance(text, list):
            unnamed += text
        else:
            unnamed.append(text)


def _put(fields: dict[str, Value], name: str, value: Value) -> None:
    if len(fields) >= _NAMES_MAX:
        return
    if name in fields:
        known = fields[name]
        many = known if isinstance(known, list) else [known]
        fields[name] = many + (value if isinstance(value, list) else [value])
    else:
        fields[name] = value


def _leaves(element: Record, fields: dict[str, Value], depth: int) -> None:
    """Give what lies innermost in UserData by its last name."""
    for name, value in element.items():
        if name in _MARKS:
            continue
        if isinstance(value, dict) and not ("#text" in value and len(value) <= 2):  # noqa: PLR2004
            if depth:
                _leaves(value, fields, depth - 1)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for one in value[:_NAMES_MAX]:
                if depth and isinstance(one, dict):
                    _leaves(one, fields, depth - 1)
        else:
            _put(fields, name, _scalar(value))


def _scalar(value: Any) -> Value:  # noqa: ANN401
    if isinstance(value, dict):
        value = value.get("#text")
    if isinstance(value, list):
        return [one if not isinstance(one, dict | list) else str(one) for one in value[:_NAMES_MAX]]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
