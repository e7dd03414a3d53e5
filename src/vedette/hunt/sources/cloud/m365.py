"""Microsoft 365's unified audit log."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from vedette.hunt.actions import (
    ACCOUNT_CHANGED,
    ALERT,
    API_CALL,
    EMAIL,
    FAILURE,
    FILE_DELETE,
    FILE_READ,
    FILE_RENAME,
    FILE_WRITE,
    LOGIN,
    LOGOUT,
    PRIVILEGE,
    SUCCESS,
)
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import endpoint_of, text_of, user_of
from vedette.hunt.sources.flatten import flatten

_AUDIT: Final = Logsource(product="m365", service="audit")
_THREATS: Final = Logsource(product="m365", service="threat_management")
_ACTIONS: Final = {
    "UserLoggedIn": LOGIN, "UserLoginFailed": LOGIN, "MailboxLogin": LOGIN, "UserLoggedOff": LOGOUT,
    "FileDownloaded": FILE_READ, "FileAccessed": FILE_READ, "FilePreviewed": FILE_READ,
    "FileCopied": FILE_READ,
    "FileSyncDownloadedFull": FILE_READ, "FileUploaded": FILE_WRITE, "FileModified": FILE_WRITE,
    "FileDeleted": FILE_DELETE, "FileRecycled": FILE_DELETE, "FileRenamed": FILE_RENAME,
    "Send": EMAIL, "SendAs": EMAIL, "SendOnBehalf": EMAIL, "MailItemsAccessed": EMAIL,
    "AlertTriggered": ALERT, "AlertEntityGenerated": ALERT, "TIMailData": ALERT,
}  # fmt: skip
_ROLES: Final = (
    "role",
    "Add-MailboxPermission",
    "Add-RoleGroupMember",
    "New-ManagementRoleAssignment",
    "consent",
)
_ACCOUNTS: Final = ("user", "password", "group", "member", "credential", "Set-Mailbox", "InboxRule")
_FAILED: Final = frozenset({"failed", "failure", "false", "partiallysucceeded"})
_ADDRESSES: Final = ("ClientIP", "ClientIPAddress", "ActorIpAddress")


def fits(record: Record) -> bool:
    """Say whether a record is of the audit log, bare or with its data as text inside."""
    return ("Operation" in record and "Workload" in record and "UserId" in record) or (
        isinstance(record.get("AuditData"), str) and record["AuditData"].startswith("{")
    )


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a record."""
    told = _unwrapped(record)
    fields = flatten(told)
    operation = text_of(told.get("Operation")) or ""
    failed = str(told.get("ResultStatus", "")).lower() in _FAILED or operation == "UserLoginFailed"
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(told.get("CreationTime") or told.get("CreationDate")),
        logsource=_THREATS if told.get("Workload") == "SecurityComplianceCenter" else _AUDIT,
        fields=fields,
        action=_action(operation.rstrip(".")),
        outcome=FAILURE if failed else SUCCESS,
        message=operation,
        user=user_of(text_of(told.get("UserId"))),
        target_user=_target(told, operation),
        file=text_of(told.get("ObjectId")) if "File" in operation else None,
        user_agent=text_of(told.get("UserAgent")) or text_of(fields.get("ClientInfoString")),
    )
    address = next((text_of(told[name]) for name in _ADDRESSES if told.get(name)), None)
    made.source_ip, made.source_port = endpoint_of(address)
    _add_properties(told, fields, made)
    fields.setdefault("eventSource", text_of(told.get("Workload")))
    fields.setdefault("eventName", text_of(told.get("Name")) or operation)
    fields.setdefault("status", "failure" if failed else "success")
    return made


def _unwrapped(record: Record) -> dict[str, Any]:
    inner = record.get("AuditData")
    if "Workload" in record or not isinstance(inner, str):
        return record
    told = msgspec.json.decode(inner)
    return told if isinstance(told, dict) else record


def _add_properties(told: dict[str, Any], fields: dict[str, Value], made: Event) -> None:
    """Name what is written as lists of names and values."""
    for key in ("ExtendedProperties", "DeviceProperties", "Parameters", "OperationProperties"):
        listed = told.get(key)
        if not isinstance(listed, list):
            continue
        pairs = [(one.get("Name"), one.get("Value")) for one in listed[:100] if isinstance(one, dict)]
        for name, value in pairs:
            if isinstance(name, str) and isinstance(value, str | int | float | bool):
                fields.setdefault(f"{key}.{name}", value)
        fields[key] = [f"{name}: {value}" for name, value in pairs]
    if made.user_agent is None:
        made.user_agent = text_of(fields.get("ExtendedProperties.UserAgent"))


def _target(told: dict[str, Any], operation: str) -> str | None:
    about = text_of(told.get("ObjectId"))
    words = operation.lower()
    return user_of(about) if about and "@" in about and any(word in words for word in _ACCOUNTS) else None


def _action(operation: str) -> str:
    known = _ACTIONS.get(operation)
    if known is not None:
        return known
    words = operation.lower()
    if any(word.lower() in words for word in _ROLES):
        return PRIVILEGE
    return ACCOUNT_CHANGED if any(word.lower() in words for word in _ACCOUNTS) else API_CALL


SHAPE: Final = Shape(name="m365", says="Microsoft 365 unified audit log", fits=fits, event=event)
