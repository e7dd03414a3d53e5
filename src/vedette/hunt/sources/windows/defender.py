"""Tables of Microsoft Defender's advanced hunting: what a device's sensor saw, said in Sysmon's words.

A row that Sysmon, or a log of Windows, would have written becomes that event, so that rules for Windows look
at it; the row's own names stay fields beside. Rows of other kinds keep their own names only.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from vedette.hunt.actions import API_CALL, LOGIN
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.flatten import flatten
from vedette.hunt.sources.times import from_any
from vedette.hunt.sources.values import AS_COLUMN
from vedette.hunt.sources.windows.channels import LINUX_SYSMON, SYSMON
from vedette.hunt.sources.windows.events import complete, windows_event


class _As(NamedTuple):
    """Which event of which log a row is."""

    event: int
    names: dict[str, str]
    """The event's name -> the row's."""
    channel: str = SYSMON
    constants: tuple[tuple[str, str], ...] = ()


_WHO: Final = {
    "Image": "InitiatingProcessFolderPath",
    "ProcessId": "InitiatingProcessId",
    "User": "InitiatingProcessAccountName",
}
_STARTED: Final = {
    "Image": "FolderPath",
    "CommandLine": "ProcessCommandLine",
    "ProcessId": "ProcessId",
    "User": "AccountName",
    "OriginalFileName": "ProcessVersionInfoOriginalFileName",
    "Company": "ProcessVersionInfoCompanyName",
    "IntegrityLevel": "ProcessIntegrityLevel",
    "ParentImage": "InitiatingProcessFolderPath",
    "ParentCommandLine": "InitiatingProcessCommandLine",
    "ParentProcessId": "InitiatingProcessId",
    "ParentUser": "InitiatingProcessAccountName",
}
_TALKED: Final = _WHO | {
    "SourceIp": "LocalIP",
    "SourcePort": "LocalPort",
    "DestinationIp": "RemoteIP",
    "DestinationPort": "RemotePort",
    "DestinationHostname": "RemoteUrl",
    "Protocol": "Protocol",
}
_CALLED: Final = {
    "SourceImage": "InitiatingProcessFolderPath",
    "SourceProcessId": "InitiatingProcessId",
    "SourceUser": "InitiatingProcessAccountName",
    "TargetImage": "FolderPath",
    "TargetProcessId": "ProcessId",
}
_REGISTRY: Final = _WHO | {"Details": "RegistryValueData"}
_LDAP: Final = "Microsoft-Windows-LDAP-Client/Debug"
_ASKED: Final = {
    "SearchFilter": "AdditionalFields.SearchFilter",
    "DistinguishedName": "AdditionalFields.DistinguishedName",
    "ScopeOfSearch": "AdditionalFields.ScopeOfSearch",
    "AttributeList": "AdditionalFields.AttributeList",
    "Image": "InitiatingProcessFolderPath",
    "User": "InitiatingProcessAccountName",
}
_OUT: Final = (("Initiated", "true"),)
_KINDS: Final = {
    "ProcessCreated": _As(1, _STARTED),
    "ConnectionSuccess": _As(3, _TALKED, constants=_OUT),
    "ConnectionAttempt": _As(3, _TALKED, constants=_OUT),
    "ConnectionFailed": _As(3, _TALKED, constants=_OUT),
    "ImageLoaded": _As(7, _WHO | {"ImageLoaded": "FolderPath"}),
    "CreateRemoteThreadApiCall": _As(8, _CALLED),
    "OpenProcessApiCall": _As(10, _CALLED),
    "FileCreated": _As(11, _WHO | {"TargetFilename": "FolderPath"}),
    "FileDeleted": _As(23, _WHO | {"TargetFilename": "FolderPath"}),
    "RegistryKeyCreated": _As(12, _REGISTRY, constants=(("EventType", "CreateKey"),)),
    "RegistryKeyDeleted": _As(12, _REGISTRY, constants=(("EventType", "DeleteKey"),)),
    "RegistryValueSet": _As(13, _REGISTRY, constants=(("EventType", "SetValue"),)),
    "RegistryValueDeleted": _As(12, _REGISTRY, constants=(("EventType", "DeleteValue"),)),
    "LdapSearch": _As(30, _ASKED, _LDAP),
}
_HASHES: Final = ("SHA1", "MD5", "SHA256")
_HOST: Final = AS_COLUMN["host"]
_USER: Final = AS_COLUMN["user"]
_ADDRESS: Final = AS_COLUMN["source_ip"]
_HELD_MAX: Final = 65_536


def fits(record: Record) -> bool:
    """Say whether a record is a row of such a table."""
    named = bool(record.get("DeviceName")) and bool(record.get("ActionType"))
    return named and ("Timestamp" in record or "TimeGenerated" in record)


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a row."""
    fields: dict[str, Value] = {
        name: value for name, value in flatten(record).items() if value not in (None, "")
    }
    fields |= _added(record)
    moment = from_any(record.get("Timestamp") or record.get("TimeGenerated"))
    known = _KINDS.get(str(record["ActionType"]))
    if known is None:
        return _other(fields, source, number, moment)
    for name, theirs in known.names.items():
        if (value := fields.get(theirs)) is not None:
            fields[name] = value
    fields |= dict(known.constants)
    _complete(fields, known)
    made = windows_event(complete(fields), source.number, number, moment)
    who = fields.get("InitiatingProcessAccountName")
    if made.user is None and isinstance(who, str):
        made.user = _USER[who]
    return made


def _complete(fields: dict[str, Value], known: _As) -> None:
    """Add what an event of that log has, and what is written otherwise in it."""
    unix = str(fields.get("Image", "")).startswith("/") and known.channel == SYSMON
    fields["EventID"], fields["Channel"] = known.event, LINUX_SYSMON if unix else known.channel
    fields["Provider_Name"] = "Linux-Sysmon" if unix else "Microsoft-Windows-Sysmon"
    fields["Computer"] = fields.get("DeviceName")
    if (key := fields.get("RegistryKey")) is not None:
        name = fields.get("RegistryValueName")
        fields["TargetObject"] = f"{key}\\{name}" if name else key
    if hashes := [f"{name}={fields[name]}" for name in _HASHES if name in fields]:
        fields["Hashes"] = ",".join(hashes)


def _added(record: Record) -> dict[str, Value]:
    """Read what a row holds as JSON in a column of its own."""
    held = next(
        (record[name] for name in record if name.startswith("AdditionalFields") and record[name]), None
    )
    if type(held) is str and held[:1] == "{" and len(held) <= _HELD_MAX:
        try:
            held = msgspec.json.decode(held)
        except (msgspec.MsgspecError, RecursionError):
            return {}
    return flatten(held, "AdditionalFields.") if type(held) is dict else {}


def _other(fields: dict[str, Value], source: Source, number: int, moment: int | None) -> Event:
    kind = str(fields["ActionType"])
    fields.setdefault("Computer", fields.get("DeviceName"))
    who = fields.get("AccountName") or fields.get("AccountUpn") or fields.get("InitiatingProcessAccountName")
    where = fields.get("RemoteIP") or fields.get("IPAddress")
    return Event(
        source=source.number,
        record=number,
        time=moment,
        logsource=Logsource(product="m365", service="defender-xdr"),
        fields=fields,
        action=LOGIN if kind.startswith("Logon") else API_CALL,
        outcome={"LogonSuccess": "success", "LogonFailed": "failure"}.get(kind),
        message=kind,
        host=_HOST[str(fields.get("DeviceName") or "")],
        user=_USER[str(who)] if who else None,
        target_host=_HOST[str(fields["DestinationDeviceName"])]
        if "DestinationDeviceName" in fields
        else None,
        source_ip=_ADDRESS[str(where)] if where else None,
    )


SHAPE: Final = Shape(
    name="defender-xdr",
    says="rows of Microsoft Defender's advanced hunting: processes, files, connections, logons",
    fits=fits,
    event=event,
)
