"""Google's cloud and Workspace."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

AUDIT = {
    "timestamp": "2020-03-01T08:00:01.123456789Z",
    "logName": "projects/p/logs/cloudaudit.googleapis.com%2Factivity",
    "resource": {"type": "k8s_cluster"},
    "protoPayload": {
        "serviceName": "storage.googleapis.com",
        "methodName": "storage.buckets.list",
        "resourceName": "b",
        "authenticationInfo": {"principalEmail": "Alice@example.com"},
        "requestMetadata": {"callerIp": "203.0.113.9", "callerSuppliedUserAgent": "gcloud"},
        "authorizationInfo": [{"permission": "a", "granted": True}],
    },
}
REPORT = {
    "kind": "admin#reports#activity",
    "id": {"time": "2020-03-01T08:00:01.000Z", "applicationName": "login"},
    "actor": {"email": "Alice@example.com"},
    "ipAddress": "203.0.113.9",
    "events": [
        {
            "type": "login",
            "name": "login_failure",
            "parameters": [{"name": "LOGIN_TYPE", "value": "google_password"}],
        }
    ],
}


def made(record: object) -> Event:
    return one(json.dumps(record) + "\n")


@pytest.mark.parametrize("record", [AUDIT, {"data": AUDIT, "insertId": "x"}])
def test_an_entry_says_who_called_what(record: dict[str, object]) -> None:
    event = made(record)
    assert (event.action, event.outcome, event.user, event.source_ip) == (
        "api-call",
        "success",
        "alice",
        "203.0.113.9",
    )
    fields = event.fields
    assert fields["gcp.audit.method_name"] == "storage.buckets.list"
    assert (fields["data.protoPayload.methodName"], fields["data.protoPayload.resource.type"]) == (
        "storage.buckets.list",
        "k8s_cluster",
    )
    assert fields["data.protoPayload.authorizationInfo.granted"] == [True]
    assert (event.logsource.service, event.time) == ("gcp.audit", 1_583_049_601_123_456)


@pytest.mark.parametrize(
    ("method", "action"),
    [
        ("SetIamPolicy", "privilege"),
        ("google.logging.v2.ConfigServiceV2.DeleteSink", "log-cleared"),
        ("google.iam.admin.v1.CreateServiceAccountKey", "account-changed"),
    ],
)
def test_what_matters_has_an_action_of_its_own(method: str, action: str) -> None:
    record = {**AUDIT, "protoPayload": {**AUDIT["protoPayload"], "methodName": method, "status": {"code": 7}}}  # type: ignore[dict-item]
    event = made(record)
    assert (event.action, event.outcome) == (action, "failure")


def test_a_report_of_a_login_says_how_it_went() -> None:
    event = made(REPORT)
    assert (event.action, event.outcome, event.user, event.source_ip) == (
        "login",
        "failure",
        "alice",
        "203.0.113.9",
    )
    assert event.logsource.service == "google_workspace.login"
    assert event.fields["protoPayload.metadata.event.eventName"] == "login_failure"
    assert event.fields["protoPayload.serviceName"] == "login.googleapis.com"


def test_a_report_of_an_administrator_has_settings_by_name() -> None:
    event = made(
        {
            **REPORT,
            "id": {"applicationName": "admin"},
            "events": [
                {
                    "name": "ENFORCE_STRONG_AUTHENTICATION",
                    "parameters": [
                        {"name": "NEW_VALUE", "value": "false"},
                        {"name": "USER_EMAIL", "value": "eve@example.com"},
                    ],
                }
            ],
        }
    )
    assert (event.fields["eventService"], event.fields["eventName"]) == (
        "admin.googleapis.com",
        "ENFORCE_STRONG_AUTHENTICATION",
    )
    assert (event.fields["new_value"], event.target_user, event.action) == ("false", "eve", "account-changed")
    assert event.logsource.service == "google_workspace.admin"


def test_several_things_done_at_once_are_all_named() -> None:
    event = made({**REPORT, "events": [{"name": "login_success"}, {"name": "logout"}, 7]})
    assert event.fields["eventName"] == ["login_success", "logout"]


def test_workspace_in_the_clouds_log_is_of_workspace() -> None:
    payload = {
        "serviceName": "login.googleapis.com",
        "methodName": "x",
        "metadata": {"event": [{"eventName": "login_failure"}]},
    }
    event = made({**AUDIT, "protoPayload": payload})
    assert (event.logsource.service, event.action, event.outcome) == (
        "google_workspace.login",
        "login",
        "failure",
    )
