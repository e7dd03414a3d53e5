"""Microsoft 365."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

BASE = {
    "CreationTime": "2020-03-01T08:00:01",
    "Workload": "AzureActiveDirectory",
    "UserId": "Alice@example.com",
    "ClientIP": "203.0.113.9",
    "ResultStatus": "Success",
    "ExtendedProperties": [{"Name": "UserAgent", "Value": "Mozilla"}],
}


def made(operation: str, **more: object) -> Event:
    return one(json.dumps({**BASE, "Operation": operation, **more}) + "\n")


@pytest.mark.parametrize(
    ("operation", "action", "outcome"),
    [
        ("UserLoggedIn", "login", "success"),
        ("UserLoginFailed", "login", "failure"),
        ("FileDownloaded", "file-read", "success"),
        ("Add user.", "account-changed", "success"),
        ("Add member to role.", "privilege", "success"),
        ("New-InboxRule", "account-changed", "success"),
        ("SearchQueryPerformed", "api-call", "success"),
    ],
)
def test_operations_say_what_happened(operation: str, action: str, outcome: str) -> None:
    event = made(operation)
    assert (event.action, event.outcome, event.user, event.source_ip) == (
        action,
        outcome,
        "alice",
        "203.0.113.9",
    )
    assert event.user_agent == "Mozilla"


@pytest.mark.parametrize("address", ["203.0.113.9:5", "[203.0.113.9]:5", "203.0.113.9"])
def test_an_address_may_have_a_port(address: str) -> None:
    assert made("UserLoggedIn", ClientIP=address).source_ip == "203.0.113.9"


def test_lists_of_names_and_values_are_found_by_name_and_whole() -> None:
    fields = made("New-InboxRule", Parameters=[{"Name": "ForwardTo", "Value": "eve@example.com"}, 7]).fields
    assert (fields["Parameters.ForwardTo"], fields["Parameters"]) == (
        "eve@example.com",
        ["ForwardTo: eve@example.com"],
    )


def test_an_export_has_the_record_as_text_inside() -> None:
    inner = json.dumps({**BASE, "Operation": "UserLoginFailed"})
    event = one(json.dumps({"RecordType": 15, "Operations": "x", "AuditData": inner}) + "\n")
    assert (event.action, event.outcome) == ("login", "failure")


def test_alarms_have_the_names_rules_for_them_use() -> None:
    event = made("AlertTriggered", Workload="SecurityComplianceCenter", Name="Impossible travel")
    assert (event.action, event.logsource.service) == ("alert", "threat_management")
    assert (event.fields["eventSource"], event.fields["eventName"], event.fields["status"]) == (
        "SecurityComplianceCenter",
        "Impossible travel",
        "success",
    )
