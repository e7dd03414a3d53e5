"""Rows of Defender's advanced hunting."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

ROW = {
    "Timestamp": "2026-03-01T08:00:01.5Z",
    "DeviceName": "pc7.corp.example",
    "InitiatingProcessFileName": "a.exe",
    "InitiatingProcessFolderPath": "C:\\Users\\ann\\Downloads\\a.exe",
    "InitiatingProcessCommandLine": "a.exe",
    "InitiatingProcessAccountName": "Ann",
    "InitiatingProcessId": 7,
    "ReportId": 1,
}


def made(kind: str, **more: object) -> Event:
    return one(json.dumps(ROW | {"ActionType": kind} | more))


def test_a_process_is_sysmons() -> None:
    event = made(
        "ProcessCreated",
        FolderPath="C:\\Windows\\System32\\whoami.exe",
        ProcessCommandLine="whoami /all",
        ProcessId=9,
        AccountName="Ann",
        SHA256="a" * 64,
    )
    assert (event.action, event.process, event.parent, event.command_line) == (
        "process-start",
        "C:\\Windows\\System32\\whoami.exe",
        "C:\\Users\\ann\\Downloads\\a.exe",
        "whoami /all",
    )
    assert (event.host, event.user, event.process_id, event.hash) == ("pc7", "ann", 9, "a" * 64)
    assert event.fields["EventID"] == 1
    assert event.fields["InitiatingProcessFileName"] == "a.exe"


@pytest.mark.parametrize(
    ("kind", "action", "more"),
    [
        ("ConnectionSuccess", "connection", {"RemoteIP": "203.0.113.9", "RemotePort": 443}),
        ("FileCreated", "file-write", {"FolderPath": "C:\\a.exe"}),
        ("FileDeleted", "file-delete", {"FolderPath": "C:\\a.exe"}),
        ("RegistryValueSet", "registry", {"RegistryKey": "HKLM\\a", "RegistryValueName": "b"}),
        ("OpenProcessApiCall", "process-access", {"FolderPath": "C:\\lsass.exe"}),
        ("LogonFailed", "login", {"AccountName": "ann", "RemoteIP": "203.0.113.9"}),
        ("ShellLinkCreateFileEvent", "api-call", {}),
    ],
)
def test_rows_say_what_happened(kind: str, action: str, more: dict[str, object]) -> None:
    event = made(kind, **more)
    assert (event.action, event.host) == (action, "pc7")
    assert event.time == 1_772_352_001_500_000


def test_names_of_keys_and_addresses_are_those_rules_know() -> None:
    assert made("RegistryValueSet", RegistryKey="HKLM\\a", RegistryValueName="b").fields["TargetObject"] == (
        "HKLM\\a\\b"
    )
    event = made("ConnectionSuccess", RemoteIP="203.0.113.9", RemotePort=443, LocalIP="10.0.0.7")
    assert (event.destination_ip, event.destination_port, event.source_ip) == ("203.0.113.9", 443, "10.0.0.7")
    assert event.fields["Initiated"] == "true"


def test_questions_to_the_directory_are_the_ldap_clients() -> None:
    asked = json.dumps({"SearchFilter": "(objectClass=*)", "AttributeList": ["thumbnailphoto"]})
    event = made("LdapSearch", AdditionalFields=asked)
    assert event.fields["SearchFilter"] == "(objectClass=*)"
    assert event.fields["AttributeList"] == ["thumbnailphoto"]
    assert (event.logsource.service, event.user) == ("ldap", "ann")


def test_linux_is_told_apart() -> None:
    event = made("ProcessCreated", FolderPath="/bin/sh", ProcessCommandLine="sh -c id")
    assert (event.logsource.product, event.action) == ("linux", "process-start")


def test_odd_rows_do_no_harm() -> None:
    assert made("LdapSearch", AdditionalFields="{broken").host == "pc7"
    assert made("LdapSearch", AdditionalFields="[" * 100_000).host == "pc7"
