"""What Entra's portal lets people download as tables: its sign-ins and its audit, under headings for people.

Told to the readers of Graph's records in Graph's names; the table's own names stay fields beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vedette.hunt.event import Event
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.cloud import entra

_WHEN: Final = ("Date (UTC)", "Date")
_SIGN_IN: Final = {
    "userPrincipalName": "Username", "userDisplayName": "User",
    "servicePrincipalName": "Service principal name",
    "appDisplayName": "Application", "resourceDisplayName": "Resource", "ipAddress": "IP address",
    "userAgent": "User agent", "clientAppUsed": "Client app",
    "authenticationProtocol": "Authentication Protocol",
    "authenticationRequirement": "Authentication requirement",
    "conditionalAccessStatus": "Conditional Access",
    "correlationId": "Correlation ID",
}  # fmt: skip
"""Graph's name -> the table's."""
_AUDIT: Final = {
    "activityDisplayName": "Activity", "result": "Result", "resultReason": "ResultReason",
    "category": "Category",
    "loggedByService": "Service", "correlationId": "CorrelationId",
}  # fmt: skip
_CODE: Final = "Sign-in error code"
_ANSWERS: Final = {"success": "0", "interrupted": "50140"}
"""A table without the code says a word; one that asked for more has no code of its own there."""
_REFUSED: Final = "failure"


def fits_sign_in(record: Record) -> bool:
    """Say whether a row is of the table of sign-ins."""
    return (
        _when(record) is not None
        and "Request ID" in record
        and "Application" in record
        and ("Username" in record or "Service principal name" in record)
    )


def sign_in(record: Record, source: Source, number: int) -> Event:
    """Make the event of a sign-in."""
    told = _told(record, _SIGN_IN)
    told["createdDateTime"] = _when(record)
    word = str(record.get("Status", "")).lower()
    told["status"] = {
        "errorCode": record.get(_CODE) or _ANSWERS.get(word, word or _REFUSED),
        "failureReason": record.get("Failure reason"),
    }
    return _own(record, entra.sign_in(told, source, number))


def fits_audit(record: Record) -> bool:
    """Say whether a row is of the table of changes in the directory."""
    return _when(record) is not None and "Activity" in record and "Service" in record and "Category" in record


def audit(record: Record, source: Source, number: int) -> Event:
    """Make the event of a change."""
    told = _told(record, _AUDIT)
    told["activityDateTime"] = _when(record)
    who = _told(record, {"userPrincipalName": "ActorUserPrincipalName", "ipAddress": "IPAddress"})
    told["initiatedBy"] = {"user": who} if who.get("userPrincipalName") else {
        "app": {"displayName": record.get("ActorDisplayName")}, "user": who,
    }  # fmt: skip
    told["targetResources"] = [
        _target(record, place) for place in (1, 2, 3) if f"Target{place}Type" in record
    ]
    return _own(record, entra.audit(told, source, number))


def _target(record: Record, place: int) -> dict[str, Any]:
    begins = f"Target{place}"
    names = {"type": "Type", "displayName": "DisplayName", "id": "ObjectId"}
    told = _told(record, {name: begins + theirs for name, theirs in names.items()})
    if named := record.get(f"{begins}UserPrincipalName"):
        told["userPrincipalName"] = named
    changes = (
        _told(
            record,
            {
                "displayName": f"{begins}ModifiedProperty{one}Name",
                "oldValue": f"{begins}ModifiedProperty{one}OldValue",
                "newValue": f"{begins}ModifiedProperty{one}NewValue",
            },
        )
        for one in range(1, 6)
    )
    return {**told, "modifiedProperties": [one for one in changes if one]}


def _when(record: Record) -> Any:  # noqa: ANN401  a piece of a record
    return next((record[name] for name in _WHEN if name in record), None)


def _told(record: Record, names: Mapping[str, str]) -> dict[str, Any]:
    return {name: record[theirs] for name, theirs in names.items() if theirs in record}


def _own(record: Record, made: Event) -> Event:
    """Add the row's own names."""
    for name, value in record.items():
        made.fields.setdefault(name, value)
    return made


SHAPES: Final = (
    Shape(name="entra-portal-signins", says="sign-ins from Entra's portal", fits=fits_sign_in, event=sign_in),
    Shape(name="entra-portal-audit", says="audit from Entra's portal", fits=fits_audit, event=audit),
)
