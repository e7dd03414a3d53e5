"""Kubernetes' audit log: requests to a cluster's interface."""

from __future__ import annotations

from typing import Final

from vedette.hunt.actions import API_CALL, FAILURE, OTHER, PRIVILEGE, SUCCESS
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import address_of, number_of, text_of, user_of
from vedette.hunt.sources.flatten import flatten

_LOGSOURCE: Final = Logsource(product="kubernetes", category="application", service="audit")
_ALIASES: Final = {
    "apiGroup": "objectRef.apiGroup",
    "hostPath": "requestObject.spec.volumes.hostPath.path",
    "capabilities": "requestObject.spec.containers.securityContext.capabilities.add",
}
_REFUSED: Final = 400
_RIGHTS: Final = frozenset({"rolebindings", "clusterrolebindings", "roles", "clusterroles"})
_READS: Final = frozenset({"get", "list", "watch"})


def fits(record: Record) -> bool:
    """Say whether a record is of the audit log."""
    return "verb" in record and ("auditID" in record or ("user" in record and "objectRef" in record))


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a request."""
    fields = flatten(record)
    for name, path in _ALIASES.items():
        if path in fields:
            fields.setdefault(name, fields[path])
    status = number_of(fields.get("responseStatus.code"))
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(record.get("requestReceivedTimestamp") or record.get("stageTimestamp")),
        logsource=_LOGSOURCE,
        fields=fields,
        action=_action(record, fields),
        outcome=None if status is None else FAILURE if status >= _REFUSED else SUCCESS,
        message=_message(fields),
        user=user_of(text_of(fields.get("user.username"))),
        target_user=user_of(text_of(fields.get("impersonatedUser.username"))),
        source_ip=_address(fields.get("sourceIPs")),
        method=text_of(record.get("verb")),
        url=text_of(record.get("requestURI")),
        status=status,
        user_agent=text_of(record.get("userAgent")),
    )
    decision = fields.get("annotations.authorization.k8s.io/decision")
    if decision == "forbid":
        made.outcome = FAILURE
    return made


def _action(record: Record, fields: dict[str, Value]) -> str:
    """Tell a change of rights from other calls; a call is told at its end, not when it came in."""
    if record.get("stage") == "RequestReceived":
        return OTHER
    if str(fields.get("objectRef.resource")) in _RIGHTS and str(record.get("verb")) not in _READS:
        return PRIVILEGE
    return API_CALL


def _message(fields: dict[str, Value]) -> str:
    parts = ("verb", "objectRef.resource", "objectRef.subresource", "objectRef.namespace", "objectRef.name")
    return " ".join(str(fields[part]) for part in parts if fields.get(part))


def _address(addresses: Value) -> str | None:
    return address_of(text_of(addresses[0])) if isinstance(addresses, list) and addresses else None


SHAPE: Final = Shape(name="kubernetes", says="Kubernetes audit log", fits=fits, event=event)
