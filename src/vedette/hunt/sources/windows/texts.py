"""The text Windows shows of an event, read back into names and values.

Sysmon's has a line for each field, by its own name, in every language. The Security log's has sections of
labelled lines, in the language of Windows; English ones become the names of EventData. PowerShell's holds
the script itself.
"""

from __future__ import annotations

import re
from typing import Final

_LINE: Final = re.compile(r"^([A-Za-z][A-Za-z0-9_]{1,48}): ?(.*)$")
_LABELLED: Final = re.compile(r"^(\t*)([A-Z][A-Za-z /()-]{1,48}):[\t ]*(.*)$")
_SCRIPT: Final = re.compile(r"\A[^\n]{1,200}:\r?\n(.*?)\r?\n\r?\n?ScriptBlock ID: ?(\S*)", re.DOTALL)
_TEXT_MAX: Final = 64 * 1024
_LINES_MAX: Final = 200
_SCRIPT_EVENT: Final = 4104

_SUBJECT, _TARGET, _MEMBER = "Subject", "Target", "Member"
_SECTIONS: Final = {
    "Subject": _SUBJECT, "Creator Subject": _SUBJECT, "New Logon": _TARGET, "Target Subject": _TARGET,
    "Account For Which Logon Failed": _TARGET, "Account Whose Credentials Were Used": _TARGET,
    "New Account": _TARGET, "Target Account": _TARGET, "Account Information": _TARGET, "Group": _TARGET,
    "New Group": _TARGET, "Account That Was Locked Out": _TARGET, "Member": _MEMBER,
}  # fmt: skip
"""Whom a section speaks of."""
_WHO: Final = {
    "Account Name": "UserName", "Account Domain": "DomainName", "Logon ID": "LogonId",
    "Group Name": "UserName", "Group Domain": "DomainName", "Supplied Realm Name": "DomainName",
    "Logon GUID": "LogonGuid",
}  # fmt: skip
_IDS: Final = {_SUBJECT: "SubjectUserSid", _TARGET: "TargetUserSid", _MEMBER: "MemberSid"}
_GONE: Final = frozenset((4634, 4647))
"""Goodbyes: the subject is whom the record calls target."""
_LABELS: Final = {
    "Logon Type": "LogonType", "Logon Process": "LogonProcessName", "Status": "Status",
    "Authentication Package": "AuthenticationPackageName", "Workstation Name": "WorkstationName",
    "Source Workstation": "Workstation", "Source Network Address": "IpAddress", "Source Port": "IpPort",
    "Client Address": "IpAddress", "Client Port": "IpPort", "Network Address": "IpAddress", "Port": "IpPort",
    "Failure Reason": "FailureReason", "Sub Status": "SubStatus", "Key Length": "KeyLength",
    "New Process ID": "NewProcessId", "New Process Name": "NewProcessName", "Process ID": "ProcessId",
    "Creator Process ID": "ProcessId", "Creator Process Name": "ParentProcessName",
    "Process Command Line": "CommandLine", "Process Name": "ProcessName",
    "Caller Process Name": "CallerProcessName", "Token Elevation Type": "TokenElevationType",
    "Mandatory Label": "MandatoryLabel", "Object Server": "ObjectServer", "Object Type": "ObjectType",
    "Object Name": "ObjectName", "Handle ID": "HandleId", "Accesses": "AccessList",
    "Access Mask": "AccessMask", "Share Name": "ShareName", "Share Path": "ShareLocalPath",
    "Relative Target Name": "RelativeTargetName", "Service Name": "ServiceName",
    "Service File Name": "ServiceFileName", "Service Type": "ServiceType",
    "Service Start Type": "ServiceStartType", "Service Account": "ServiceAccount",
    "Service ID": "ServiceSid", "Ticket Options": "TicketOptions", "Result Code": "Status",
    "Failure Code": "Status", "Error Code": "Status", "Ticket Encryption Type": "TicketEncryptionType",
    "Pre-Authentication Type": "PreAuthType", "Task Name": "TaskName", "Task Content": "TaskContent",
    "Privileges": "PrivilegeList", "Target Server Name": "TargetServerName",
    "Logon Account": "TargetUserName", "Application Name": "Application", "Direction": "Direction",
    "Source Address": "SourceAddress", "Destination Address": "DestAddress",
    "Destination Port": "DestPort", "Protocol": "Protocol",
}  # fmt: skip
_OTHERWISE: Final = {
    (5156, "IpPort"): "SourcePort", (5157, "IpPort"): "SourcePort",
    (7045, "ServiceFileName"): "ImagePath", (7045, "ServiceStartType"): "StartType",
    (7045, "ServiceAccount"): "AccountName",
}  # fmt: skip
"""What other events call the same."""


def named_in_message(message: str) -> dict[str, str]:
    """Give the `Name: value` lines of a message."""
    found = (_LINE.match(line) for line in _lines(message))
    return {one[1]: one[2] for one in found if one is not None and one[2]}


def told_in_message(message: str, event_id: int | None) -> dict[str, str]:
    """Give what a message shows by labels, by the names the record itself has for it."""
    if event_id == _SCRIPT_EVENT and (script := _SCRIPT.search(message)) is not None:
        return {"ScriptBlockText": script[1], "ScriptBlockId": script[2]}
    made: dict[str, str] = {}
    who = ""
    for line in _lines(message):
        found = _LABELLED.match(line)
        if found is None:
            continue
        label, value = found[2], found[3]
        if not found[1] and not value:
            who = _SECTIONS.get(label, "")
        elif value and (name := _name(label, who if found[1] else "", event_id)):
            made.setdefault(name, value)
    return made


def _name(label: str, who: str, event_id: int | None) -> str:
    """Say what the record calls a label in a section about somebody."""
    if who:
        who = _TARGET if event_id in _GONE else who
        if label == "Security ID":
            return _IDS[who]
        if label in _WHO:
            return "MemberName" if who == _MEMBER else who + _WHO[label]
    name = _LABELS.get(label, "")
    return _OTHERWISE.get((event_id or 0, name), name)


def _lines(message: str) -> list[str]:
    lines = message[:_TEXT_MAX].replace("\r\n", "\n").split("\n", _LINES_MAX)[:_LINES_MAX]
    return [line.rstrip("\r") for line in lines]
