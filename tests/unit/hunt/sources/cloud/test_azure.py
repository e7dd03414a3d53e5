"""Azure's activity log."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

RESOURCE = "/SUBSCRIPTIONS/1/RESOURCEGROUPS/A/PROVIDERS/X"
EXPORTED = {
    "time": "2020-03-01T08:00:01Z",
    "resourceId": RESOURCE,
    "operationName": "MICROSOFT.NETWORK/FIREWALL/DELETE",
    "category": "Administrative",
    "resultType": "Success",
    "callerIpAddress": "203.0.113.9",
    "identity": {
        "claims": {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn": "Alice@example.com"}
    },
}
ASKED = {
    "eventTimestamp": "2020-03-01T08:00:01Z",
    "resourceId": RESOURCE,
    "caller": "Alice@example.com",
    "category": {"value": "Administrative"},
    "operationName": {"value": "MICROSOFT.NETWORK/FIREWALL/DELETE"},
    "status": {"value": "Succeeded"},
    "httpRequest": {"clientIpAddress": "203.0.113.9"},
}
ANALYTICS = {
    "TimeGenerated": "2020-03-01T08:00:01Z",
    "ResourceId": RESOURCE,
    "OperationNameValue": "MICROSOFT.NETWORK/FIREWALL/DELETE",
    "CategoryValue": "Administrative",
    "ActivityStatusValue": "Success",
    "Caller": "Alice@example.com",
    "CallerIpAddress": "203.0.113.9",
}


def made(record: object) -> Event:
    return one(json.dumps(record) + "\n")


@pytest.mark.parametrize("record", [EXPORTED, ASKED, ANALYTICS])
def test_each_way_out_says_the_same(record: dict[str, object]) -> None:
    event = made(record)
    assert (event.action, event.outcome, event.user, event.source_ip) == (
        "api-call",
        "success",
        "alice",
        "203.0.113.9",
    )
    assert (event.message, event.file, event.time) == (
        "MICROSOFT.NETWORK/FIREWALL/DELETE",
        RESOURCE,
        1_583_049_601_000_000,
    )
    fields = event.fields
    assert (fields["operationName"], fields["CategoryValue"], fields["ResourceProviderValue"]) == (
        "MICROSOFT.NETWORK/FIREWALL/DELETE",
        "Administrative",
        "MICROSOFT.NETWORK",
    )
    assert event.logsource.service == "activitylogs"


@pytest.mark.parametrize(
    ("operation", "action"),
    [
        ("Microsoft.Authorization/roleAssignments/write", "privilege"),
        ("Microsoft.Authorization/elevateAccess/action", "privilege"),
        ("Microsoft.Insights/diagnosticSettings/delete", "log-cleared"),
        ("Microsoft.Compute/virtualMachines/write", "api-call"),
    ],
)
def test_rights_and_logs_are_told_from_the_rest(operation: str, action: str) -> None:
    assert made({**EXPORTED, "operationName": operation}).action == action


def test_a_resources_own_log_is_of_its_category() -> None:
    event = made(
        {
            **EXPORTED,
            "category": "StorageRead",
            "operationName": "GetBlob",
            "callerIpAddress": "203.0.113.9:5",
            "statusCode": 403,
        }
    )
    assert (event.logsource.service, event.source_ip, event.status) == ("storageread", "203.0.113.9", 403)


def test_a_clusters_log_has_its_audit_inside() -> None:
    audit = {
        "kind": "Event",
        "auditID": "1",
        "verb": "create",
        "user": {"username": "bob"},
        "objectRef": {"resource": "pods"},
    }
    event = made({**EXPORTED, "category": "kube-audit", "properties": {"log": json.dumps(audit)}})
    assert (event.logsource.product, event.user, event.fields["objectRef.resource"]) == (
        "kubernetes",
        "bob",
        "pods",
    )
