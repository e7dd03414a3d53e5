"""Clouds' records out of Log Analytics and Defender."""

import json

from tests.unit.hunt.sources.made import one
from vedette.hunt.sources.cloud.analytics import opened

CHANGE = {
    "TimeGenerated": "2026-03-01T08:00:01.5Z",
    "OperationName": "Update application \u2013 Certificates and secrets management ",
    "Category": "ApplicationManagement",
    "Result": "success",
    "LoggedByService": "Core Directory",
    "InitiatedBy": json.dumps(
        {"user": {"userPrincipalName": "Ann@corp.example", "ipAddress": "203.0.113.9"}}
    ),
    "TargetResources": json.dumps(
        [
            {
                "displayName": "Payroll",
                "type": "Application",
                "modifiedProperties": [{"displayName": "KeyDescription", "newValue": "[KeyType=Password]"}],
            }
        ]
    ),
    "AdditionalDetails": json.dumps([{"key": "User-Agent", "value": "python-requests/2.31"}]),
    "AADOperationType": "Update",
}
READ = {
    "TimeGenerated": "2026-03-01T08:00:01Z",
    "OfficeWorkload": "Exchange",
    "Operation": "MailItemsAccessed",
    "UserId": "ann@corp.example",
    "Client_IPAddress": "203.0.113.9",
    "ClientInfoString": "Client=REST;;",
    "ResultStatus": "Succeeded",
    "OperationProperties": json.dumps([{"Name": "MailAccessType", "Value": "Bind"}]),
}


def test_a_change_in_the_directory_is_what_graph_would_say() -> None:
    event = one(json.dumps(CHANGE))
    assert (event.user, event.target_user, event.source_ip, event.outcome) == (
        "ann",
        "payroll",
        "203.0.113.9",
        "success",
    )
    assert (event.logsource.product, event.logsource.service) == ("azure", "auditlogs")
    assert event.fields["operationName"] == CHANGE["OperationName"].strip()
    assert event.fields["additionalDetails.value"] == ["python-requests/2.31"]
    assert event.fields["targetResources.modifiedProperties.newValue"] == ["[KeyType=Password]"]
    assert event.fields["AADOperationType"] == "Update"


def test_what_is_nested_may_be_nested_already() -> None:
    nested = {name: opened(value) for name, value in CHANGE.items()}
    assert one(json.dumps(nested)).user == "ann"


def test_mail_that_was_read_is_what_the_audit_log_would_say() -> None:
    event = one(json.dumps(READ))
    assert (event.action, event.user, event.source_ip, event.user_agent) == (
        "email",
        "ann",
        "203.0.113.9",
        "Client=REST;;",
    )
    assert event.time == 1_772_352_001_000_000
    assert event.fields["OperationProperties.MailAccessType"] == "Bind"


def test_defender_holds_the_audit_record_inside() -> None:
    inner = {"Operation": "MailItemsAccessed", "Workload": "Exchange", "UserId": "ann@corp.example"}
    row = {"Timestamp": "2026-03-01T08:00:01Z", "ActionType": "MailItemsAccessed", "DeviceName": ""}
    for raw in (inner, json.dumps(inner)):
        event = one(json.dumps(row | {"RawEventData": raw, "AccountDisplayName": "Sync"}))
        assert (event.action, event.user, event.fields["ApplicationName"]) == ("email", "ann", "Sync")
        assert event.time == 1_772_352_001_000_000


def test_text_that_only_looks_like_json_stays_text() -> None:
    assert opened("{broken") == "{broken"
    assert opened("[" * 100_000) == "[" * 100_000
    assert opened('{"a": 1}') == {"a": 1}
