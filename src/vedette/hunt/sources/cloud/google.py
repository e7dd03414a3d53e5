"""Google: audit logs of its cloud, and Workspace's reports of logins and administration."""

from __future__ import annotations

from typing import Any, Final

from vedette.hunt.actions import (
    ACCOUNT_CHANGED,
    API_CALL,
    FAILURE,
    LOG_CLEARED,
    LOGIN,
    LOGOUT,
    PRIVILEGE,
    SUCCESS,
)
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import address_of, text_of, user_of
from vedette.hunt.sources.flatten import flatten

_AUDIT: Final = Logsource(product="gcp", service="gcp.audit")
_ADMIN: Final = Logsource(product="gcp", service="google_workspace.admin")
_LOGIN: Final = Logsource(product="gcp", service="google_workspace.login")
_BY_SERVICE: Final = {"admin.googleapis.com": _ADMIN, "login.googleapis.com": _LOGIN}
_LOGINS: Final = {
    "login_success": SUCCESS, "login_failure": FAILURE, "suspicious_login": SUCCESS,
    "risky_sensitive_action_allowed": SUCCESS,
    "suspicious_login_less_secure_app": SUCCESS, "suspicious_programmatic_login": SUCCESS,
}  # fmt: skip
_ACCOUNTS: Final = (
    "USER",
    "PASSWORD",
    "GROUP",
    "2SV",
    "STRONG_AUTHENTICATION",
    "password",
    "2sv_",
    "recovery_",
)
_PRIVILEGES: Final = (
    "ROLE",
    "ADMIN_PRIVILEGE",
    "PRIVILEGE",
    "SetIamPolicy",
    "GenerateAccessToken",
    "SignBlob",
    "SignJwt",
)
_LOGS: Final = ("DeleteSink", "UpdateSink", "DeleteLog", "DeleteBucket")
_PARAMETERS_MAX: Final = 200


def fits_audit(record: Record) -> bool:
    """Say whether a record is an audit log entry, bare or as it comes by Pub/Sub."""
    inner = record.get("data", record)
    payload = inner.get("protoPayload") if isinstance(inner, dict) else None
    return isinstance(payload, dict) and ("methodName" in payload or "serviceName" in payload)


def audit(record: Record, source: Source, number: int) -> Event:
    """Make the event of an audit log entry."""
    entry = record["data"] if "protoPayload" not in record else record
    told = flatten(entry)
    fields: dict[str, Value] = {**told, **{f"data.{name}": value for name, value in told.items()}}
    method = _one(told, "protoPayload.methodName") or ""
    service = _one(told, "protoPayload.serviceName") or ""
    code = told.get("protoPayload.status.code")
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(told.get("timestamp") or told.get("receiveTimestamp")),
        logsource=_BY_SERVICE.get(service, _AUDIT),
        fields=fields,
        action=_action(method),
        outcome=FAILURE if isinstance(code, int) and code else SUCCESS,
        message=method,
        user=user_of(_one(told, "protoPayload.authenticationInfo.principalEmail")),
        source_ip=address_of(_one(told, "protoPayload.requestMetadata.callerIp")),
        user_agent=_one(told, "protoPayload.requestMetadata.callerSuppliedUserAgent"),
        file=_one(told, "protoPayload.resourceName"),
    )
    fields["gcp.audit.method_name"] = method
    fields["data.protoPayload.resource.type"] = told.get("resource.type")
    fields["data.protoPayload.logName"] = told.get("logName")
    names = told.get("protoPayload.metadata.event.eventName")
    if names is not None:
        fields["eventService"], fields["eventName"] = service, names
        fields["protoPayload.Servicename"] = service
        _see_names([str(one) for one in (names if isinstance(names, list) else [names])], made)
    return made


def fits_report(record: Record) -> bool:
    """Say whether a record is one of Workspace's activity reports."""
    return isinstance(record.get("events"), list) and isinstance(record.get("actor"), dict) and "id" in record


def report(record: Record, source: Source, number: int) -> Event:
    """Make the event of an activity; it may be of several things done at once."""
    fields = flatten(record)
    application = _one(fields, "id.applicationName") or ""
    happened = [one for one in record["events"] if isinstance(one, dict)]
    names = [name for one in happened if (name := text_of(one.get("name"))) is not None]
    fields["eventService"] = fields["protoPayload.serviceName"] = f"{application}.googleapis.com"
    fields["protoPayload.Servicename"] = fields["eventService"]
    fields["eventName"] = fields["protoPayload.metadata.event.eventName"] = (
        names[0] if len(names) == 1 else [*names]
    )
    parameters = _parameters(happened)
    for name, value in parameters.items():
        fields.setdefault(name, value)
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(fields.get("id.time")),
        logsource=_LOGIN if application == "login" else _ADMIN,
        fields=fields,
        action=API_CALL,
        message=", ".join(names) or None,
        user=user_of(_one(fields, "actor.email")),
        target_user=user_of(_one(parameters, "USER_EMAIL") or _one(parameters, "affected_email_address")),
        source_ip=address_of(_one(fields, "ipAddress")),
    )
    _see_names(names, made)
    return made


def _see_names(names: list[str], made: Event) -> None:
    """Tell what happened by the names of Workspace's events."""
    for name in names:
        if name in _LOGINS:
            made.action, made.outcome = LOGIN, _LOGINS[name]
        elif name == "logout":
            made.action = LOGOUT
        elif any(word in name for word in _PRIVILEGES):
            made.action = PRIVILEGE
        elif any(word in name for word in _ACCOUNTS):
            made.action = ACCOUNT_CHANGED


def _parameters(happened: list[dict[str, Any]]) -> dict[str, Value]:
    """Give parameters by name, and by the lower-case name rules use."""
    found: dict[str, Value] = {}
    for one in happened:
        listed = one.get("parameters")
        for parameter in listed[:_PARAMETERS_MAX] if isinstance(listed, list) else ():
            if not isinstance(parameter, dict) or not isinstance(parameter.get("name"), str):
                continue
            value = next(
                (parameter[key] for key in ("value", "boolValue", "intValue") if key in parameter), None
            )
            if value is None and isinstance(parameter.get("multiValue"), list):
                value = [str(part) for part in parameter["multiValue"][:_PARAMETERS_MAX]]
            if isinstance(value, str | int | float | bool | list) and len(found) < _PARAMETERS_MAX:
                found[parameter["name"]] = found[parameter["name"].lower()] = value
    return found


def _action(method: str) -> str:
    last = method.rpartition(".")[2]
    if any(word in last for word in _LOGS) and "logging" in method.lower():
        return LOG_CLEARED
    if any(word in last for word in _PRIVILEGES):
        return PRIVILEGE
    if "ServiceAccount" in last:
        return ACCOUNT_CHANGED
    return API_CALL


def _one(fields: dict[str, Value], name: str) -> str | None:
    value = fields.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, str) and value else None


SHAPES: Final = (
    Shape(name="gcp-audit", says="Google Cloud audit logs", fits=fits_audit, event=audit),
    Shape(name="workspace", says="Google Workspace reports", fits=fits_report, event=report),
)
