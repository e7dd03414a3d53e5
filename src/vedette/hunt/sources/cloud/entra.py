"""Microsoft Entra: sign-ins, directory audit and risk detections, from Graph or from diagnostic settings.

Diagnostic settings wrap what Graph gives in `properties`. Rules ask for either, and for the names of Log
Analytics besides: the fields have them all.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from vedette.hunt.actions import ACCOUNT_CHANGED, ALERT, API_CALL, FAILURE, LOGIN, PRIVILEGE, SUCCESS
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import address_of, degrees_of, user_of
from vedette.hunt.sources.flatten import flatten

_SIGN_IN: Final = Logsource(product="azure", service="signinlogs")
_AUDIT: Final = Logsource(product="azure", service="auditlogs")
_RISK: Final = Logsource(product="azure", service="riskdetection")
_PIM: Final = Logsource(product="azure", service="pim")
_SIGN_INS: Final = frozenset(
    {
        "SignInLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs",
        "ManagedIdentitySignInLogs", "ADFSSignInLogs", "MicrosoftServicePrincipalSignInLogs",
    }
)  # fmt: skip
_ASKED_ON: Final = frozenset(
    [
        "16000", "16001", "16003", "50058", "50072", "50074", "50076", "50079", "50097", "50125", "50127",
        "50129", "50140", "50144", "50206", "65001", "65004", "70044",
    ]
)  # fmt: skip
"""Not refused: the user was asked something more, or a session was looked for."""
_DIRECTORY: Final = "/microsoft.aadiam"
_PROTOCOLS: Final = {"deviceCode": "Device Code", "ropc": "ROPC"}
_ABOUT_ACCOUNTS: Final = ("user", "password", "group", "member", "credential", "authentication", "owner")
_TEXT_MAX: Final = 16_384


def fits_sign_in(record: Record) -> bool:
    """Say whether a record is a sign-in."""
    if str(record.get("category", record.get("Category"))) in _SIGN_INS:
        return True
    if "createdDateTime" in record and "appDisplayName" in record:
        return "status" in record or "ipAddress" in record
    return "TimeGenerated" in record and "ResultType" in record and "AppDisplayName" in record


def sign_in(record: Record, source: Source, number: int) -> Event:
    """Make the event of a sign-in."""
    fields, told = _unwrapped(record)
    code = _text(told, "status.errorCode") or _text(fields, "resultType") or _text(fields, "ResultType") or ""
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(told.get("createdDateTime") or fields.get("time") or fields.get("TimeGenerated")),
        logsource=_SIGN_IN,
        fields=fields,
        action=LOGIN,
        outcome=SUCCESS if code in {"0", ""} else None if code in _ASKED_ON else FAILURE,
        message=_text(told, "status.failureReason") or _text(fields, "resultDescription"),
        user=user_of(
            _any(told, "userPrincipalName", "UserPrincipalName", "servicePrincipalName", "userDisplayName")
        ),
        source_ip=address_of(_any(told, "ipAddress", "IPAddress") or _text(fields, "callerIpAddress")),
        user_agent=_any(told, "userAgent", "UserAgent"),
    )
    made.latitude, made.longitude = _place(told)
    made.protocol = _any(told, "clientAppUsed", "ClientAppUsed")
    _name_sign_in(fields, told, code, made)
    return made


def _place(told: dict[str, Value]) -> tuple[float | None, float | None]:
    """Tell where an address is: Graph holds it as an object, Log Analytics as one or as its text."""
    held = told.get("LocationDetails")
    if isinstance(held, str) and held.startswith("{"):
        told = {f"location.{name}": value for name, value in flatten(_object(held)).items()}
    begins = "LocationDetails" if "LocationDetails.geoCoordinates.latitude" in told else "location"
    ends = (told.get(f"{begins}.geoCoordinates.{name}") for name in ("latitude", "longitude"))
    latitude, longitude = map(degrees_of, ends)
    return latitude, longitude


def _object(text: str) -> Record:
    try:
        told = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _name_sign_in(fields: dict[str, Value], told: dict[str, Value], code: str, made: Event) -> None:
    """Add the names rules use."""
    number = int(code) if code.isascii() and code.isdigit() and len(code) < 10 else None  # noqa: PLR2004
    named: dict[str, Value] = {
        "ResultType": number,
        "resultType": number,
        "ResultDescription": made.message,
        "Resultdescription": made.message,
        "Status": {SUCCESS: "Success", FAILURE: "Failure"}.get(made.outcome or ""),
        "AuthenticationRequirement": told.get("authenticationRequirement"),
        "RiskState": told.get("riskState"),
        "ResourceDisplayName": told.get("resourceDisplayName"),
        "conditionalAccessStatus": told.get("conditionalAccessStatus"),
        "userAgent": made.user_agent,
        "callerIpAddress": made.source_ip,
        "location": told.get("location.countryOrRegion"),
        "homeTenantId": told.get("homeTenantId"),
        "resourceTenantId": told.get("resourceTenantId"),
        "ClientApp": made.protocol,
        "Username": _any(told, "userPrincipalName", "UserPrincipalName"),
        "ActivityDetails": "Sign-ins",
        "properties.message": _PROTOCOLS.get(str(told.get("authenticationProtocol"))),
    }
    for name in ("deviceId", "isCompliant", "trustType"):
        if (value := told.get(f"deviceDetail.{name}")) is not None:
            named[f"DeviceDetail.{name}"] = value
            if name == "trustType":
                named["DeviceDetail.trusttype"] = value
    if told.get("networkLocationDetails") == []:
        named["NetworkLocationDetails"] = "[]"
    for name, value in named.items():
        if value is not None:
            fields.setdefault(name, value)


def fits_audit(record: Record) -> bool:
    """Say whether a record is of the directory's audit."""
    if "activityDateTime" in record and "activityDisplayName" in record:
        return True
    if "operationName" not in record:
        return False
    return record.get("category") == "AuditLogs" or str(record.get("resourceId", "")).lower().endswith(
        _DIRECTORY
    )


def audit(record: Record, source: Source, number: int) -> Event:
    """Make the event of a change in the directory."""
    fields, told = _unwrapped(record)
    activity = _any(told, "activityDisplayName") or _text(fields, "operationName") or ""
    result = (
        _any(told, "result") or _text(fields, "resultType") or _text(fields, "resultSignature") or ""
    ).lower()
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(told.get("activityDateTime") or fields.get("time")),
        logsource=_AUDIT,
        fields=fields,
        action=_audited(activity),
        outcome=FAILURE if result in {"failure", "timeout"} else SUCCESS,
        message=activity,
        user=user_of(_any(told, "initiatedBy.user.userPrincipalName", "initiatedBy.app.displayName")),
        target_user=user_of(_any(told, "targetResources.userPrincipalName", "targetResources.displayName")),
        source_ip=address_of(_any(told, "initiatedBy.user.ipAddress") or _text(fields, "callerIpAddress")),
    )
    _name_audit(fields, told, record, activity)
    return made


def _name_audit(fields: dict[str, Value], told: dict[str, Value], record: Record, activity: str) -> None:
    """Add the names rules use."""
    inner = record["properties"] if isinstance(record.get("properties"), dict) else record
    named: dict[str, Value] = {
        "OperationName": activity,
        "operationName": activity,
        "ActivityDisplayName": activity,
        "ActivityType": activity,
        "activityType": activity,
        "properties.message": activity,
        "Category": told.get("category"),
        "Status": told.get("result"),
        "LoggedByService": told.get("loggedByService"),
        "TargetResources": _as_text(inner.get("targetResources")),
        "properties.targetResources": _as_text(inner.get("targetResources")),
        "properties.initiatedBy": _as_text(inner.get("initiatedBy")),
        "Initiatied.By": _as_text(inner.get("initiatedBy")),
        "targetResources.type": told.get("targetResources.type"),
    }
    for name in ("displayName", "newValue", "oldValue"):
        if (value := told.get(f"targetResources.modifiedProperties.{name}")) is not None:
            named[f"TargetResources.modifiedProperties.{name}"] = value
            named[f"TargetResources.ModifiedProperties.{name[0].upper()}{name[1:]}"] = value
    for name, value in named.items():
        if value is not None:
            fields.setdefault(name, value)


def fits_risk(record: Record) -> bool:
    """Say whether a record is a risk Entra saw."""
    return "riskEventType" in record or (
        isinstance(record.get("properties"), dict) and "riskEventType" in record["properties"]
    )


def risk(record: Record, source: Source, number: int) -> Event:
    """Make the event of a risk."""
    fields, told = _unwrapped(record)
    kind = _any(told, "riskEventType") or ""
    fields.setdefault("riskEventType", kind)
    return Event(
        source=source.number,
        record=number,
        time=of_stamp(told.get("activityDateTime") or told.get("detectedDateTime") or fields.get("time")),
        logsource=_PIM if kind.endswith(("Alert", "AlertConfiguration", "AlertIncident")) else _RISK,
        fields=fields,
        action=ALERT,
        message=kind,
        user=user_of(_any(told, "userPrincipalName", "userDisplayName")),
        source_ip=address_of(_any(told, "ipAddress")),
        latitude=degrees_of(told.get("location.geoCoordinates.latitude")),
        longitude=degrees_of(told.get("location.geoCoordinates.longitude")),
    )


def _audited(activity: str) -> str:
    words = activity.lower()
    if "role" in words or "consent" in words:
        return PRIVILEGE
    return ACCOUNT_CHANGED if any(word in words for word in _ABOUT_ACCOUNTS) else API_CALL


def _unwrapped(record: Record) -> tuple[dict[str, Value], dict[str, Value]]:
    """Give a record's fields, and those of what it tells without the wrapping."""
    inner = record.get("properties")
    if isinstance(inner, dict) and "time" in record:
        return flatten(record), flatten(inner)
    told = flatten(record)
    return {**told, **{f"properties.{name}": value for name, value in told.items()}}, told


def _any(fields: dict[str, Value], *names: str) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, list):
            value = next((one for one in value if isinstance(one, str) and one), None)
        if isinstance(value, str) and value:
            return value
    return None


def _text(fields: dict[str, Value], name: str) -> str | None:
    value = fields.get(name)
    return None if value is None or isinstance(value, list) else str(value)


def _as_text(value: Any) -> str | None:  # noqa: ANN401  a piece of a record
    return msgspec.json.encode(value)[:_TEXT_MAX].decode("utf-8", "replace") if value is not None else None


SIGN_INS: Final = Shape(
    name="entra-signin", says="Microsoft Entra sign-ins", fits=fits_sign_in, event=sign_in
)
SHAPES: Final = (
    SIGN_INS,
    Shape(name="entra-audit", says="Microsoft Entra directory audit", fits=fits_audit, event=audit),
    Shape(name="entra-risk", says="Microsoft Entra risk detections", fits=fits_risk, event=risk),
)
