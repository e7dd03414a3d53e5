"""Tables people download: from Entra's portal, Purview and Log Analytics."""

import csv
import io
import json

import pytest

from tests.unit.hunt.sources.made import one, read
from vedette.hunt.sources.json_records import STRANGE

SIGN_IN = {
    "Date (UTC)": "2020-03-01T08:00:01Z", "Request ID": "r", "User agent": "curl/8", "User": "Alice",
    "Username": "alice@corp.example", "User type": "Member", "Application": "Portal",
    "IP address": "203.0.113.9",
    "Location": "Berlin, DE", "Status": "Failure", "Sign-in error code": "50126",
    "Failure reason": "wrong password",
    "Client app": "Browser",
}  # fmt: skip
CHANGE = {
    "Date (UTC)": "2020-03-01T08:00:01.5Z", "CorrelationId": "c", "Service": "Core Directory",
    "Category": "RoleManagement", "Activity": "Add member to role", "Result": "success", "ResultReason": "",
    "ActorType": "User", "ActorDisplayName": "", "ActorUserPrincipalName": "alice@corp.example",
    "IPAddress": "203.0.113.9", "Target1Type": "User", "Target1DisplayName": "Bob", "Target1ObjectId": "1",
    "Target1UserPrincipalName": "bob@corp.example", "Target1ModifiedProperty1Name": "Role.DisplayName",
    "Target1ModifiedProperty1OldValue": "", "Target1ModifiedProperty1NewValue": "Global Administrator",
}  # fmt: skip
PURVIEW = {
    "RecordId": "1", "CreationDate": "2020-03-01T08:00:01.0000000Z", "RecordType": "1",
    "Operation": "New-InboxRule", "UserId": "alice@corp.example",
    "AuditData": json.dumps({
        "CreationTime": "2020-03-01T08:00:01", "Operation": "New-InboxRule", "Workload": "Exchange",
        "UserId": "alice@corp.example", "ClientIP": "[2001:db8::9]:555", "ResultStatus": "True",
        "Parameters": [{"Name": "ForwardTo", "Value": "x@evil.example"}],
    }),
}  # fmt: skip
ANALYTICS = {
    "TimeGenerated [UTC]": "3/1/2020, 8:00:01.000 AM", "ResultType": "50126", "AppDisplayName": "Portal",
    "UserPrincipalName": "alice@corp.example", "IPAddress": "203.0.113.9", "UserAgent": "curl/8",
    "LocationDetails": '{"city":"Berlin","geoCoordinates":{"latitude":52.5,"longitude":13.4}}',
}  # fmt: skip
MOMENT = 1_583_049_601_000_000


def table(row: dict[str, str]) -> str:
    held = io.StringIO()
    writer = csv.DictWriter(held, row)
    writer.writeheader()
    writer.writerow(row)
    return held.getvalue()


def test_the_portals_sign_ins_are_logins() -> None:
    event = one(table(SIGN_IN), "InteractiveSignIns.csv")
    assert (event.action, event.outcome, event.user) == ("login", "failure", "alice")
    assert (event.source_ip, event.user_agent, event.time) == ("203.0.113.9", "curl/8", MOMENT)
    assert (event.logsource.service, event.fields["ResultType"]) == ("signinlogs", 50126)
    assert event.fields["Sign-in error code"] == "50126"


@pytest.mark.parametrize(
    ("word", "code", "outcome"),
    [("Success", "0", "success"), ("Success", "", "success"), ("Interrupted", "50140", None),
     ("Interrupted", "", None), ("Failure", "", "failure")],
)  # fmt: skip
def test_how_a_sign_in_ended_is_its_code_or_its_word(word: str, code: str, outcome: str | None) -> None:
    assert one(table(SIGN_IN | {"Status": word, "Sign-in error code": code}), "a.csv").outcome == outcome


def test_the_portals_audit_says_who_changed_whom() -> None:
    event = one(table(CHANGE), "AuditLogs.csv")
    assert (event.action, event.outcome, event.message) == ("privilege", "success", "Add member to role")
    assert (event.user, event.target_user, event.source_ip) == ("alice", "bob", "203.0.113.9")
    assert (event.logsource.service, event.fields["OperationName"]) == ("auditlogs", "Add member to role")
    assert event.fields["TargetResources.ModifiedProperties.NewValue"] == ["Global Administrator"]


def test_a_program_that_changes_something_has_a_name_too() -> None:
    row = CHANGE | {"ActorUserPrincipalName": "", "ActorDisplayName": "Sync", "ActorType": "Application"}
    assert one(table(row), "AuditLogs.csv").user == "sync"


def test_purviews_table_holds_the_audit_record() -> None:
    event = one(table(PURVIEW), "export.csv")
    assert (event.action, event.user, event.source_ip) == ("account-changed", "alice", "2001:db8::9")
    assert (event.logsource.product, event.logsource.service, event.time) == ("m365", "audit", MOMENT)
    assert event.fields["Parameters.ForwardTo"] == "x@evil.example"


@pytest.mark.parametrize("data", [table(ANALYTICS), json.dumps(ANALYTICS).replace(" [UTC]", "")])
def test_log_analytics_sign_ins_are_the_same_as_a_table(data: str) -> None:
    event = one(data, "query_data.csv")
    assert (event.action, event.outcome, event.user, event.time) == ("login", "failure", "alice", MOMENT)
    assert (event.source_ip, event.latitude, event.longitude) == ("203.0.113.9", 52.5, 13.4)


def test_a_table_of_somebody_elses_is_not_taken_for_one() -> None:
    row = {"Date": "2020-03-01T08:00:01Z", "Request ID": "7", "Application": "shop", "Price": "3"}
    assert one(table(row), "a.csv").action == "other"


def test_audit_data_that_is_broken_costs_only_its_row() -> None:
    good = table(PURVIEW)
    broken = table(PURVIEW | {"AuditData": "{broken"}).partition("\n")[2]
    events, whys = read(good + broken + good.partition("\n")[2], "export.csv")
    assert [event.record for event in events] == [1, 3]
    assert [why.startswith(STRANGE) for why in whys] == [True]
