"""AWS CloudTrail: who called what, from where, and whether it was let."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from vedette.hunt.actions import ACCOUNT_CHANGED, API_CALL, FAILURE, LOG_CLEARED, LOGIN, PRIVILEGE, SUCCESS
from vedette.hunt.event import Event, Logsource
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import address_of, text_of, user_of
from vedette.hunt.sources.flatten import flatten

_LOGSOURCE: Final = Logsource(product="aws", service="cloudtrail")
_ACCOUNTS: Final = frozenset(
    {
        "CreateUser", "DeleteUser", "UpdateUser", "CreateLoginProfile", "UpdateLoginProfile",
        "DeleteLoginProfile", "CreateAccessKey", "DeleteAccessKey", "UpdateAccessKey", "AddUserToGroup",
        "RemoveUserFromGroup", "AttachUserPolicy", "DetachUserPolicy", "PutUserPolicy", "DeleteUserPolicy",
        "CreateGroup", "DeleteGroup", "AttachGroupPolicy", "PutGroupPolicy", "CreateRole", "DeleteRole",
        "AttachRolePolicy", "PutRolePolicy", "UpdateAssumeRolePolicy", "DeactivateMFADevice",
        "DeleteVirtualMFADevice", "EnableMFADevice", "ChangePassword", "PasswordUpdated",
        "CreateServiceSpecificCredential", "UploadSSHPublicKey", "SetDefaultPolicyVersion",
        "CreatePolicyVersion",
    }
)  # fmt: skip
_ROLES: Final = frozenset(
    [
        "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "AssumeRoot", "GetSessionToken",
        "GetFederationToken", "SwitchRole",
    ]
)  # fmt: skip
_LOGS: Final = frozenset(
    [
        "StopLogging", "DeleteTrail", "DeleteFlowLogs", "DeleteLogGroup", "DeleteLogStream",
        "DeleteEventDataStore",
    ]
)  # fmt: skip
_AS_TEXT: Final = ("requestParameters", "responseElements")
_TEXT_MAX: Final = 16_384


def fits(record: Record) -> bool:
    """Say whether a record is CloudTrail's."""
    return (
        "eventName" in record
        and "eventSource" in record
        and ("awsRegion" in record or "eventVersion" in record)
    )


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a record."""
    fields = flatten(record)
    for name in _AS_TEXT:
        if isinstance(record.get(name), dict):
            fields[name] = msgspec.json.encode(record[name])[:_TEXT_MAX].decode("utf-8", "replace")
    name = text_of(record.get("eventName")) or ""
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(record.get("eventTime")),
        logsource=_LOGSOURCE,
        fields=fields,
        action=_action(name),
        outcome=FAILURE if record.get("errorCode") or record.get("errorMessage") else SUCCESS,
        message=f"{fields.get('eventSource')}: {name}",
        user=_user(fields),
        target_user=user_of(text_of(fields.get("requestParameters.userName"))),
        source_ip=address_of(text_of(record.get("sourceIPAddress"))),
        user_agent=text_of(record.get("userAgent")),
    )
    if made.action == LOGIN:
        result = fields.get("responseElements.ConsoleLogin")
        made.outcome = SUCCESS if result == "Success" else FAILURE
        made.target_user = None
    return made


def _action(name: str) -> str:
    if name in {"ConsoleLogin", "UserAuthentication"}:
        return LOGIN
    if name in _ROLES:
        return PRIVILEGE
    if name in _LOGS:
        return LOG_CLEARED
    return ACCOUNT_CHANGED if name in _ACCOUNTS else API_CALL


def _user(fields: dict[str, Any]) -> str | None:
    """Name the user, or the session of a role, or the role, or the account's root."""
    named = text_of(fields.get("userIdentity.userName"))
    if named is None and fields.get("userIdentity.type") == "Root":
        named = "root"
    if named is None and (arn := text_of(fields.get("userIdentity.arn"))):
        named = arn.rpartition("/")[2]
    if named is None:
        named = text_of(fields.get("userIdentity.sessionContext.sessionIssuer.userName"))
    if named is None and (principal := text_of(fields.get("userIdentity.principalId"))):
        named = principal.rpartition(":")[2]
    return user_of(named or text_of(fields.get("userIdentity.invokedBy")))


SHAPE: Final = Shape(name="cloudtrail", says="AWS CloudTrail", fits=fits, event=event)
