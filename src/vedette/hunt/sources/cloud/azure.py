"""Azure's activity log, in each of the shapes it is exported in, and the logs of its resources.

Of resources' logs only what all have in common is read; those of Kubernetes hold its audit log as text.
"""

from __future__ import annotations

from typing import Final

import msgspec

from vedette.hunt.actions import API_CALL, FAILURE, LOG_CLEARED, PRIVILEGE, SUCCESS
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.cloud import kubernetes
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import endpoint_of, number_of, user_of
from vedette.hunt.sources.flatten import flatten

_LOGSOURCE: Final = Logsource(product="azure", service="activitylogs")
_CATEGORIES: Final = frozenset(
    {
        "Administrative",
        "Policy",
        "Security",
        "Alert",
        "Autoscale",
        "Recommendation",
        "ServiceHealth",
        "ResourceHealth",
    }
)
_FAILED: Final = frozenset({"failed", "failure", "unauthorized", "forbidden", "conflict"})
_OPERATIONS: Final = ("operationName.value", "OperationNameValue", "operationName", "OperationName")
_RESULTS: Final = ("status.value", "resultType", "ActivityStatusValue", "ActivityStatus", "resultSignature")
_CALLERS: Final = (
    "caller", "Caller", "identity.claims.http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
    "identity.claims.http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "identity.claims.upn",
    "identity.claims.name", "identity.claims.appid",
)  # fmt: skip
_ADDRESSES: Final = (
    "callerIpAddress",
    "CallerIpAddress",
    "httpRequest.clientIpAddress",
    "identity.claims.ipaddr",
)
_TIMES: Final = ("eventTimestamp", "time", "TimeGenerated", "submissionTimestamp")


def fits(record: Record) -> bool:
    """Say whether a record is of the activity log."""
    if "OperationNameValue" in record or ("eventTimestamp" in record and "operationName" in record):
        return True
    return (
        "category" in record
        and "operationName" in record
        and "time" in record
        and ("resourceId" in record or "callerIpAddress" in record)
    )


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a record."""
    inner = _kubernetes(record)
    if inner is not None:
        return kubernetes.event(inner, source, number)
    fields = flatten(record)
    operation = _first(fields, _OPERATIONS) or ""
    result = (_first(fields, _RESULTS) or "").lower()
    words = operation.lower()
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(next((fields[name] for name in _TIMES if name in fields), None)),
        logsource=_logsource(record.get("category")),
        fields=fields,
        action=_action(words),
        outcome=FAILURE if result in _FAILED else SUCCESS if result in {"success", "succeeded"} else None,
        message=operation,
        user=user_of(_first(fields, _CALLERS)),
        source_ip=endpoint_of(_first(fields, _ADDRESSES))[0],
        user_agent=_first(fields, ("properties.userAgentHeader", "properties.userAgent")),
        status=number_of(fields.get("statusCode")),
        file=_first(fields, ("resourceId", "ResourceId", "_ResourceId")),
    )
    named: dict[str, Value] = {
        "operationName": operation,
        "OperationNameValue": operation,
        "properties.message": operation,
        "CategoryValue": _first(fields, ("category.value", "category", "CategoryValue")),
        "ResourceProviderValue": _first(fields, ("resourceProviderName.value",))
        or operation.partition("/")[0],
        "ResourceId": made.file,
    }
    for name, value in named.items():
        if value is not None:
            fields.setdefault(name, value)
    return made


def _logsource(category: object) -> Logsource:
    if not isinstance(category, str) or category in _CATEGORIES:
        return _LOGSOURCE
    return Logsource(product="azure", service=category.lower()[:64])


def _kubernetes(record: Record) -> Record | None:
    """Take the audit record a cluster's log has inside."""
    properties = record.get("properties")
    if not str(record.get("category", "")).startswith("kube-audit") or not isinstance(properties, dict):
        return None
    text = properties.get("log")
    told = msgspec.json.decode(text) if isinstance(text, str) else None
    return told if isinstance(told, dict) and kubernetes.fits(told) else None


def _action(operation: str) -> str:
    if "roleassignments/" in operation or "elevateaccess" in operation:
        return PRIVILEGE
    if operation.endswith("delete") and "diagnosticsettings" in operation:
        return LOG_CLEARED
    return API_CALL


def _first(fields: dict[str, Value], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value:
            return value
    return None


SHAPE: Final = Shape(name="azure-activity", says="Azure activity log", fits=fits, event=event)
