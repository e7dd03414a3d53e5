"""Windows events as log shippers write them to JSON: a shape a program, the same fields from all."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from vedette.hunt.event import Event, Value
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.flatten import flatten
from vedette.hunt.sources.times import from_any
from vedette.hunt.sources.windows.event_xml import parsed
from vedette.hunt.sources.windows.events import complete, event_number, windows_event
from vedette.hunt.sources.windows.positions import POSITIONS
from vedette.hunt.sources.windows.rendered import rendered_event
from vedette.hunt.sources.windows.texts import named_in_message, told_in_message

_OWN: Final = ("EventID", "Channel", "Provider_Name", "Computer")
_NESTED: Final = frozenset((dict, list))
_VALUES_MAX: Final = 1_000
_TIMES: Final = (
    "TimeCreated",
    "@timestamp",
    "TimeGenerated",
    "UtcTime",
    "EventTime",
    "timestamp",
    "Timestamp",
)
_NAMED: Final = {
    "EventID": ("EventID", "EventId", "EventCode", "event_id", "Id", "Event ID"),
    "Channel": ("Channel", "EventLog", "LogName", "log_name", "ContainerLog"),
    "Provider_Name": ("Provider_Name", "SourceName", "ProviderName", "EventSourceName", "Provider",
                      "source_name", "Source"),
    "Computer": ("Computer", "Hostname", "ComputerName", "MachineName", "computer_name", "HostName", "host"),
}  # fmt: skip
_PARAMS: Final = tuple(f"param{number}" for number in range(1, 20))
"""What Winlogbeat calls values that have no name."""
_SAYS_WHERE: Final = frozenset({"Channel", "SourceName", "EventLog", "Provider_Name", "EventSourceName",
                                "ProviderName", "LogName"})  # fmt: skip
_SAYS_WHO: Final = frozenset({"Computer", "Hostname", "ComputerName", "HostName"})
_SAYS_WHAT: Final = frozenset({"EventID", "EventCode", "EventId"})
_WINEVENT: Final = {
    "EventID": "Id", "Channel": "LogName", "Provider_Name": "ProviderName", "Computer": "MachineName",
    "Level": "Level", "Message": "Message", "EventRecordID": "RecordId",
}  # fmt: skip
_XML_IN: Final = ("_raw", "EventXml", "RawXml", "Xml", "xml", "message", "original")
_ECS: Final = {
    "Image": "process.executable",
    "CommandLine": "process.command_line",
    "CurrentDirectory": "process.working_directory",
    "ProcessId": "process.pid",
    "ParentImage": "process.parent.executable",
    "ParentCommandLine": "process.parent.command_line",
    "ParentProcessId": "process.parent.pid",
    "TargetFilename": "file.path",
    "SourceIp": "source.ip",
    "SourcePort": "source.port",
    "DestinationIp": "destination.ip",
    "DestinationPort": "destination.port",
    "QueryName": "dns.question.name",
    "TargetObject": "registry.path",
    "ImageLoaded": "dll.path",
}
"""Where Elastic's own pipeline for Sysmon moves what it takes out of `event_data`."""


def _rendered_fits(record: Record) -> bool:
    event = record.get("Event", record)
    system = event.get("System")
    return type(system) is dict and "EventID" in system


def _rendered(record: Record, source: Source, number: int) -> Event:
    return rendered_event(record.get("Event", record), source.number, number)


def _winlogbeat_fits(record: Record) -> bool:
    held = record.get("winlog", record)
    return (
        type(held) is dict
        and "event_id" in held
        and ("event_data" in held or "channel" in held or "log_name" in held)
    )


def _winlogbeat(record: Record, source: Source, number: int) -> Event:
    held = record.get("winlog", record)
    fields: dict[str, Value] = {}
    for part in ("user_data", "event_data"):
        if type(inner := held.get(part)) is dict:
            fields |= flatten(inner)
    fields.pop("xml_name", None)
    unnamed = [fields[name] for name in _PARAMS if name in fields]
    if unnamed:
        fields.setdefault("Data", [one for one in unnamed if not isinstance(one, list)])
    fields |= {
        "EventID": held["event_id"],
        "Channel": held.get("channel") or held.get("log_name"),
        "Provider_Name": held.get("provider_name") or held.get("source_name"),
        "Computer": held.get("computer_name"),
    }
    for name, theirs in (("Level", "level"), ("EventRecordID", "record_id"), ("Message", "message")):
        value = held.get(theirs, record.get(theirs))
        if value is not None and name not in fields:
            fields[name] = value if type(value) not in _NESTED else str(value)
    if "Image" not in fields and type(record.get("process")) is dict:
        _from_ecs(record, fields)
    return _done(fields, source, number, from_any(record.get("@timestamp")))


def _from_ecs(record: Record, fields: dict[str, Value]) -> None:
    flat = flatten(
        {
            name: record[name]
            for name in ("process", "file", "source", "destination", "dns", "registry", "dll")
            if name in record
        }
    )
    for name, theirs in _ECS.items():
        value = flat.get(theirs)
        if value is not None and name not in fields:
            fields[name] = value


def _wazuh_fits(record: Record) -> bool:
    win = record["data"]["win"]
    return "system" in win and "eventID" in win["system"]


def _wazuh(record: Record, source: Source, number: int) -> Event:
    win = record["data"]["win"]
    system = win["system"]
    fields: dict[str, Value] = {
        name[:1].upper() + name[1:]: value for name, value in flatten(win.get("eventdata") or {}).items()
    }
    fields |= {
        "EventID": system["eventID"],
        "Channel": system.get("channel"),
        "Provider_Name": system.get("providerName"),
        "Computer": system.get("computer"),
        "Message": system.get("message"),
    }
    return _done(fields, source, number, from_any(system.get("systemTime") or record.get("timestamp")))


def _winevent_fits(record: Record) -> bool:
    return "Id" in record and "ProviderName" in record and ("LogName" in record or "Properties" in record)


def _winevent(record: Record, source: Source, number: int) -> Event:
    fields: dict[str, Value] = {
        name: record[theirs]
        for name, theirs in _WINEVENT.items()
        if theirs in record and type(record[theirs]) not in _NESTED
    }
    complete(fields)
    held: Any = record.get("Properties")
    values = [one.get("Value") if type(one) is dict else one for one in held] if type(held) is list else []
    channel, event_id = fields["Channel"], fields["EventID"]
    names = POSITIONS.get((str(channel), event_id)) if type(event_id) is int else None
    plain = [one if type(one) not in _NESTED else str(one) for one in values]
    if names is not None:
        fields |= dict(zip(names, plain, strict=False))
    elif type(message := record.get("Message")) is str:
        fields |= _told(message, event_id)
    if plain and names is None:
        fields.setdefault("Data", plain)
    moment = record.get("TimeCreated")
    return _done(fields, source, number, from_any(moment.get("value") if type(moment) is dict else moment))


def _viewer_fits(record: Record) -> bool:
    return "Event ID" in record and "Source" in record and "Date and Time" in record


def _viewer(record: Record, source: Source, number: int) -> Event:
    message = str(record.get("message") or "")
    fields: dict[str, Value] = dict(_told(message, event_number(record["Event ID"])))
    fields |= {
        "EventID": record["Event ID"],
        "Provider_Name": record["Source"],
        "Computer": record.get("Computer"),
        "Message": message,
    }
    moment = from_any(fields.get("UtcTime")) or from_any(record["Date and Time"])
    return _done(fields, source, number, moment)


def _told(message: str, event_id: object) -> dict[str, str]:
    """Read the text of an event: what its lines name themselves goes before what labels show."""
    return told_in_message(message, event_id if type(event_id) is int else None) | named_in_message(message)


def _xml_fits(record: Record) -> bool:
    return _xml_of(record) is not None


def _xml_of(record: Record) -> str | None:
    held = [record.get(name) for name in _XML_IN]
    inner = record.get("event")
    held.append(inner.get("original") if type(inner) is dict else inner)
    return next(
        (one for one in held if type(one) is str and one.lstrip()[:7] in {"<Event ", "<Event>"}), None
    )


def _xml(record: Record, source: Source, number: int) -> Event:
    text = _xml_of(record) or ""
    event = parsed(text.strip().encode("utf-8", "replace"))
    if event is None:
        raise ValueError(number)
    return rendered_event(event, source.number, number)


def _flat_fits(record: Record) -> bool:
    if "EventID" in record and "Channel" in record and ("Hostname" in record or "Computer" in record):
        return True  # as most are: asking for all the names goes through all the record has
    return not (
        _SAYS_WHAT.isdisjoint(record) or _SAYS_WHERE.isdisjoint(record) or _SAYS_WHO.isdisjoint(record)
    )


def _flat(record: Record, source: Source, number: int) -> Event:
    data = record.get("EventData")
    plain = _NESTED.isdisjoint(map(type, record.values()))
    fields: dict[str, Value] = record if plain else flatten(record)
    if type(data) is dict:
        fields |= flatten(data)
    elif type(data) is str:
        fields |= _from_data_json(data) if data[:1] in {"{", "["} else _from_data_xml(data)
    payload = record.get("Payload")
    if type(payload) is str and payload.startswith('{"EventData"'):
        fields |= _from_payload(payload, record)
    for name, theirs in _NAMED.items():
        if name not in fields:
            fields[name] = _first_said(fields, theirs)
    moment = None
    for name in _TIMES:
        if name in fields and (moment := from_any(fields[name])) is not None:
            break
    return _done(fields, source, number, moment)


def _first_said(fields: dict[str, Value], names: tuple[str, ...]) -> Value:
    for name in names:
        value = fields.get(name)
        if value is not None and value != "":
            return value
    return None


def _from_payload(payload: str, record: Record) -> dict[str, Value]:
    """Read the EventData that EvtxECmd puts into a column of its table as JSON."""
    made = rendered_event(msgspec.json.decode(payload) | {"System": {"EventID": 0}}, 0, 0).fields
    for name in (*_OWN, *record):
        made.pop(name, None)
    return made


def _from_data_json(data: str) -> dict[str, Value]:
    """Read the EventData that Azure's tables hold as JSON in text: names and values, or values alone."""
    try:
        held = msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError):
        return {}
    if type(held) is list:
        return {"Data": [one for one in held[:_VALUES_MAX] if type(one) not in _NESTED]}
    return {name: value for name, value in flatten(held).items() if name not in _OWN}


def _from_data_xml(data: str) -> dict[str, Value]:
    """Read the EventData that Azure's tables hold as XML in text."""
    if "<" not in data[:200]:
        return {}
    begin, end = data.find("<EventData"), data.rfind("</EventData>")
    inner = data[begin : end + 12] if 0 <= begin < end else f"<EventData>{data}</EventData>"
    event = parsed(f"<Event><System><EventID>0</EventID></System>{inner}</Event>".encode("utf-8", "replace"))
    if event is None:
        return {}
    made = rendered_event(event, 0, 0).fields
    for name in _OWN:
        made.pop(name)
    return made


def _done(fields: dict[str, Value], source: Source, number: int, moment: int | None) -> Event:
    event = windows_event(complete(fields), source.number, number, moment)
    message = fields.get("Message")
    if event.message is None and type(message) is str:
        event.message = message
    if fields["EventID"] is None:
        raise ValueError(number)
    return event


SHAPES: Final = (
    Shape(
        name="windows-json",
        says="Windows events as evtx_dump and Velociraptor write them",
        fits=_rendered_fits,
        event=_rendered,
    ),
    Shape(
        name="winlogbeat",
        says="Windows events as Winlogbeat and Elastic Agent write them",
        fits=_winlogbeat_fits,
        event=_winlogbeat,
    ),
    Shape(name="wazuh", says="Windows events as Wazuh writes them", fits=_wazuh_fits, event=_wazuh),
    Shape(
        name="get-winevent",
        says="Windows events as PowerShell's Get-WinEvent gives them",
        fits=_winevent_fits,
        event=_winevent,
    ),
    Shape(
        name="event-viewer",
        says="Windows events as the Event Viewer saves them in tables",
        fits=_viewer_fits,
        event=_viewer,
    ),
    Shape(
        name="windows-flat",
        says="Windows events one level deep: NXLog, Azure Sentinel, Splunk",
        fits=_flat_fits,
        event=_flat,
    ),
    Shape(name="windows-xml-in-json", says="Windows events in XML inside JSON", fits=_xml_fits, event=_xml),
)
