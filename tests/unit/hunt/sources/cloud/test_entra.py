"""Microsoft Entra, from Graph and from diagnostic settings."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

GRAPH = {
    "createdDateTime": "2020-03-01T08:00:01Z",
    "userPrincipalName": "Alice@example.com",
    "appDisplayName": "Portal",
    "ipAddress": "203.0.113.9",
    "userAgent": "azurehound/1",
    "clientAppUsed": "Browser",
    "riskState": "atRisk",
    "authenticationRequirement": "singleFactorAuthentication",
    "conditionalAccessStatus": "success",
    "resourceDisplayName": "Graph",
    "authenticationProtocol": "deviceCode",
    "networkLocationDetails": [],
    "status": {"errorCode": 50126, "failureReason": "Invalid username or password"},
    "deviceDetail": {"deviceId": "", "trustType": ""},
    "location": {"countryOrRegion": "DE", "geoCoordinates": {"latitude": 52.5, "longitude": 13.4}},
}
DIAGNOSTIC = {
    "time": "2020-03-01T08:00:01.0000000Z",
    "category": "SignInLogs",
    "operationName": "Sign-in activity",
    "resultType": "50126",
    "resultDescription": "Invalid username or password",
    "callerIpAddress": "203.0.113.9",
    "location": "DE",
    "properties": GRAPH,
}


def made(record: object) -> Event:
    return one(json.dumps(record) + "\n")


@pytest.mark.parametrize("record", [GRAPH, DIAGNOSTIC])
def test_a_sign_in_says_the_same_either_way(record: dict[str, object]) -> None:
    event = made(record)
    assert (event.action, event.outcome, event.user, event.source_ip) == (
        "login",
        "failure",
        "alice",
        "203.0.113.9",
    )
    assert (event.latitude, event.longitude, event.user_agent) == (52.5, 13.4, "azurehound/1")
    assert (event.time, event.message) == (1_583_049_601_000_000, "Invalid username or password")
    assert event.logsource.service == "signinlogs"


@pytest.mark.parametrize("record", [GRAPH, DIAGNOSTIC])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ResultDescription", "Invalid username or password"),
        ("userAgent", "azurehound/1"),
        ("RiskState", "atRisk"),
        ("AuthenticationRequirement", "singleFactorAuthentication"),
        ("properties.authenticationRequirement", "singleFactorAuthentication"),
        ("ResourceDisplayName", "Graph"),
        ("conditionalAccessStatus", "success"),
        ("properties.message", "Device Code"),
        ("DeviceDetail.deviceId", ""),
        ("DeviceDetail.trusttype", ""),
        ("NetworkLocationDetails", "[]"),
        ("Status", "Failure"),
        ("Username", "Alice@example.com"),
        ("ClientApp", "Browser"),
    ],
)
def test_rules_find_their_names(record: dict[str, object], name: str, value: object) -> None:
    assert made(record).fields[name] == value


def test_a_code_is_a_number_as_rules_write_it() -> None:
    assert made(GRAPH).fields["ResultType"] == 50126
    assert str(made(DIAGNOSTIC).fields["ResultType"]) == str(made(DIAGNOSTIC).fields["resultType"])


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(0, "success"), (50126, "failure"), (50053, "failure"), (50074, None), (50140, None)],
)
def test_being_asked_for_more_is_no_refusal(code: int, outcome: str | None) -> None:
    assert made({**GRAPH, "status": {"errorCode": code}}).outcome == outcome


AUDIT = {
    "activityDateTime": "2020-03-01T08:00:01Z",
    "activityDisplayName": "Add user",
    "category": "UserManagement",
    "loggedByService": "Core Directory",
    "result": "success",
    "initiatedBy": {"user": {"userPrincipalName": "admin@example.com", "ipAddress": "203.0.113.9"}},
    "targetResources": [
        {
            "type": "User",
            "userPrincipalName": "eve@example.com",
            "modifiedProperties": [{"displayName": "x", "newValue": "y"}],
        }
    ],
}
WRAPPED = {
    "time": "2020-03-01T08:00:01Z",
    "category": "AuditLogs",
    "operationName": "Add user",
    "properties": AUDIT,
}


@pytest.mark.parametrize("record", [AUDIT, WRAPPED])
def test_a_change_in_the_directory_says_who_whom_and_what(record: dict[str, object]) -> None:
    event = made(record)
    assert (event.action, event.user, event.target_user, event.source_ip) == (
        "account-changed",
        "admin",
        "eve",
        "203.0.113.9",
    )
    fields = event.fields
    assert (fields["properties.message"], fields["LoggedByService"], fields["OperationName"]) == (
        "Add user",
        "Core Directory",
        "Add user",
    )
    assert fields["TargetResources.ModifiedProperties.NewValue"] == ["y"]
    assert (fields["targetResources.type"], fields["Category"]) == (["User"], "UserManagement")
    assert event.logsource.service == "auditlogs"


def test_a_role_given_is_a_right_and_a_failure_is_one() -> None:
    event = made({**AUDIT, "activityDisplayName": "Add member to role", "result": "failure"})
    assert (event.action, event.outcome) == ("privilege", "failure")


def test_a_risk_is_an_alarm() -> None:
    event = made(
        {
            "riskEventType": "unfamiliarFeatures",
            "userPrincipalName": "alice@example.com",
            "ipAddress": "203.0.113.9",
            "detectedDateTime": "2020-03-01T08:00:01Z",
        }
    )
    assert (event.action, event.message, event.user, event.logsource.service) == (
        "alert",
        "unfamiliarFeatures",
        "alice",
        "riskdetection",
    )
    assert made({"riskEventType": "noMfaOnRoleActivationAlertIncident"}).logsource.service == "pim"
