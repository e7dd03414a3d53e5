"""Tables of Azure's Log Analytics, as Sentinel exports them: records other readers know, written otherwise.

Names begin with capitals, times stand in `TimeGenerated`, and what was nested is text that holds JSON. The
record's own names stay fields beside those the other reader gives.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from vedette.hunt.event import Event
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.cloud import entra, m365

_DIRECTORY: Final = {
    "activityDateTime": ("ActivityDateTime", "TimeGenerated"),
    "activityDisplayName": ("ActivityDisplayName", "OperationName"),
    "result": ("Result", "ResultType"),
    "category": ("Category",),
    "loggedByService": ("LoggedByService",),
    "initiatedBy": ("InitiatedBy",),
    "targetResources": ("TargetResources",),
    "additionalDetails": ("AdditionalDetails",),
    "correlationId": ("CorrelationId",),
}
"""Graph's name -> where the table has it."""
_OFFICE: Final = {
    "CreationTime": ("TimeGenerated", "Start_Time"),
    "Workload": ("OfficeWorkload",),
    "ClientIP": ("ClientIP", "Client_IPAddress"),
    "ObjectId": ("OfficeObjectId",),
}
_HELD_MAX: Final = 262_144


def fits_directory(record: Record) -> bool:
    """Say whether a record is of the table AuditLogs."""
    return "OperationName" in record and "InitiatedBy" in record and "TargetResources" in record


def directory(record: Record, source: Source, number: int) -> Event:
    """Make the event of a change in the directory."""
    return _own(record, entra.audit(_told(record, _DIRECTORY), source, number))


def fits_office(record: Record) -> bool:
    """Say whether a record is of the table OfficeActivity."""
    return "OfficeWorkload" in record and "Operation" in record


def office(record: Record, source: Source, number: int) -> Event:
    """Make the event of what was done in Microsoft 365."""
    told = {name: opened(value) for name, value in record.items()} | _told(record, _OFFICE)
    return _own(record, m365.event(told, source, number))


def fits_cloud_app(record: Record) -> bool:
    """Say whether a record is of the table CloudAppEvents, with the audit record it was made of."""
    return "ActionType" in record and "RawEventData" in record and "Workload" in _raw(record)


def cloud_app(record: Record, source: Source, number: int) -> Event:
    """Make the event of the audit record inside."""
    raw = _raw(record)
    told = {"CreationTime": record.get("Timestamp") or record.get("TimeGenerated"), **raw}
    made = _own(record, m365.event({"Operation": record["ActionType"], **told}, source, number))
    made.fields.setdefault("ApplicationName", _plain(record.get("AccountDisplayName")))
    return made


def opened(value: Any) -> Any:  # noqa: ANN401  a piece of a record
    """Read text that holds JSON; anything else stays as it is."""
    if type(value) is not str or len(value) > _HELD_MAX or value[:1] not in {"{", "["}:
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.MsgspecError, RecursionError):
        return value


def _raw(record: Record) -> dict[str, Any]:
    raw = opened(record.get("RawEventData"))
    return raw if type(raw) is dict else {}


def _told(record: Record, names: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, theirs in names.items():
        value = next((record[one] for one in theirs if record.get(one) not in (None, "")), None)
        if value is not None:
            value = opened(value)
            told[name] = value.strip() if type(value) is str else value
    return told


def _own(record: Record, made: Event) -> Event:
    """Add the record's own names."""
    for name, value in record.items():
        if type(value) not in {dict, list} and value not in (None, ""):
            made.fields.setdefault(name, value)
    return made


def _plain(value: Any) -> str | None:  # noqa: ANN401
    return value if type(value) is str else None


SHAPES: Final = (
    Shape(
        name="sentinel-auditlogs",
        says="Microsoft Entra directory audit, from Log Analytics",
        fits=fits_directory,
        event=directory,
    ),
    Shape(
        name="sentinel-officeactivity",
        says="Microsoft 365 audit, from Log Analytics",
        fits=fits_office,
        event=office,
    ),
    Shape(
        name="defender-cloudapp",
        says="Microsoft Defender's CloudAppEvents",
        fits=fits_cloud_app,
        event=cloud_app,
    ),
)
