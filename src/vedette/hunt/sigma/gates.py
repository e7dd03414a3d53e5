"""Where Windows writes what a Sigma log source means: the tables of pySigma's pipelines, and rows of ours.

One log source may be written in several places: process_creation by Sysmon as 1 and by Security as 4688. A
rule gets a gate for each; it alerts once an event. A log source without a gate is not run at all.
"""

from __future__ import annotations

from typing import Any, Final

from sigma.pipelines.common import windows_logsource_mapping
from sigma.pipelines.sysmon.sysmon import sysmon_generic_logsource_eventid_mapping
from sigma.pipelines.windows.windows import (
    generic_logsource_to_windows_audit_event_mapping,
    windows_audit_registry_categories,
    windows_audit_registry_fieldmappings,
    windows_audit_registry_unsupported_fields,
    windows_generic_category_channel_mapping,
)

from vedette.hunt.event import Logsource
from vedette.hunt.sigma.nodes import All, Node, Not, Null, Some, Text, all_of, fields_of
from vedette.hunt.sigma.rules import Gate
from vedette.hunt.sources.windows.channels import SERVICES

_AUDIT_NAMES: Final = {
    "Image": "NewProcessName",
    "ParentImage": "ParentProcessName",
    "LogonId": "SubjectLogonId",
    "User": "SubjectUserName",
}
_AUDIT_REGISTRY: Final = dict(windows_audit_registry_fieldmappings) | {"Details": "NewValue"}
_FILE_ACCESS: Final = Gate(
    channels=("Security",),
    events=("4663",),
    names={"Image": "ProcessName", "FileName": "ObjectName", "TargetFilename": "ObjectName"},
    also=Text("ObjectType", "equals", ("File",)),
)
"""Nothing in pySigma says so, but auditing of files is what file_access means."""


_ANYWHERE: Final = {
    "antivirus": Gate(
        channels=("Microsoft-Windows-Windows Defender/Operational",),
        events=("1006", "1007", "1008", "1015", "1116", "1117", "1118", "1119"),
        names={"Signature": "ThreatName", "Filename": "Path", "Action": "ActionName"},
    ),
    "dns": Gate(
        channels=("Microsoft-Windows-Sysmon/Operational",),
        events=("22",),
        names={"query": "QueryName", "answer": "QueryResults", "record_type": "QueryType"},
    ),
}
"""Categories that name no product, and where Windows writes such things too."""


def gates(logsource: Logsource, node: Node) -> tuple[Gate, ...]:
    """Find every place in Windows' logs where a rule's events may be; none where nobody knows any."""
    if logsource.product != "windows":
        also = _ANYWHERE.get(logsource.category) if not (logsource.product or logsource.service) else None
        return () if also is None else (also,)
    if not logsource.category and not logsource.service:
        return (Gate(events=events_of(node)),)
    if not logsource.category:
        channels = channels_of(logsource.service)
        return (Gate(channels=channels, events=events_of(node)),) if channels else ()
    return tuple(_of_category(logsource.category, node))


def events_of(node: Node) -> tuple[str, ...]:
    """Return the event ids a tree can hold for; nothing where it may be any."""
    match node:
        case Text("EventID", "equals", literals):
            return literals
        case All(of):
            return next((found for one in of if (found := events_of(one))), ())
        case Some(of):
            each = [events_of(one) for one in of]
            return tuple(dict.fromkeys(event for found in each for event in found)) if all(each) else ()
        case _:
            return ()


def as_in_xml(node: Node) -> Node:
    """Let "null" hold for an empty text too: that is how Windows' XML writes a field with nothing in it."""
    match node:
        case All(of):
            return All(tuple(as_in_xml(one) for one in of))
        case Some(of):
            return Some(tuple(as_in_xml(one) for one in of))
        case Not(inner):
            return Not(as_in_xml(inner))
        case Null(field):
            return Some((node, Text(field, "equals", ("",))))
        case _:
            return node


def channels_of(service: str) -> tuple[str, ...]:
    """Return the channels Sigma's word for a service stands for."""
    known: Any = windows_logsource_mapping.get(service, ())
    named = (known,) if isinstance(known, str) else tuple(known)
    more = (channel for channel, word in SERVICES.items() if word == service and "Linux" not in channel)
    return tuple(dict.fromkeys((*named, *more)))


def _of_category(category: str, node: Node) -> list[Gate]:
    found = []
    table: Any = sysmon_generic_logsource_eventid_mapping
    if (sysmon := table.get(category)) is not None:
        found.append(Gate(channels=channels_of("sysmon"), events=_numbers(sysmon)))
    powershell: Any = windows_generic_category_channel_mapping.get(category)
    if powershell is not None:
        found.append(
            Gate(channels=channels_of(powershell["service"]), events=_numbers(powershell["EventID"]))
        )
    audited: Any = generic_logsource_to_windows_audit_event_mapping
    audit = audited.get(category)
    if audit is not None and (gate := _audited(category, audit, node)) is not None:
        found.append(gate)
    if category == "file_access":
        found.append(_FILE_ACCESS)
    return found


def _audited(category: str, audit: dict[str, Any], node: Node) -> Gate | None:
    names = _AUDIT_NAMES
    if category in windows_audit_registry_categories:
        names = _AUDIT_REGISTRY
        if not fields_of(node).isdisjoint(windows_audit_registry_unsupported_fields):
            return None
    also = [
        Text(name, "equals", tuple(value) if isinstance(value, list) else (value,))
        for name, value in audit.items()
        if name != "EventID"
    ]
    return Gate(
        channels=channels_of("security"),
        events=_numbers(audit["EventID"]),
        names=names,
        also=all_of(tuple(also)) if also else None,
    )


def _numbers(value: int | list[int]) -> tuple[str, ...]:
    return tuple(str(one) for one in (value if isinstance(value, list) else [value]))
