"""What each kind of Windows event says, column by column."""

from typing import Any

import pytest

from vedette.hunt import actions
from vedette.hunt.event import Event
from vedette.hunt.sources.windows import channels
from vedette.hunt.sources.windows.events import complete, windows_event
from vedette.hunt.sources.windows.rows import ROWS

SECURITY = {
    "Provider_Name": "Microsoft-Windows-Security-Auditing",
    "Channel": "Security",
    "Computer": "DC01.corp",
}


def made(event_id: int, channel: str = "Security", provider: str = "", **fields: Any) -> Event:  # noqa: ANN401
    names: dict[str, Any] = SECURITY | {"Channel": channel, "EventID": event_id} | fields
    if provider or channel != "Security":
        names["Provider_Name"] = provider
    return windows_event(complete(names), 0, 1, None)


@pytest.mark.parametrize(
    ("event_id", "fields", "says"),
    [
        (4625, {"TargetUserName": "bob", "IpAddress": "-", "LogonType": "3"},
         {"action": "login", "outcome": "failure", "user": "bob", "source_ip": None, "logon_type": 3}),
        (4648, {"SubjectUserName": "eve", "TargetUserName": "admin", "TargetServerName": "FS01.corp"},
         {"action": "login", "outcome": None, "user": "eve", "target_user": "admin", "target_host": "fs01"}),
        (4672, {"SubjectUserName": "eve"}, {"action": "privilege", "user": "eve"}),
        (4688, {"SubjectUserName": "PC$", "NewProcessName": "C:\\a.exe", "NewProcessId": "0x1a4",
                "CommandLine": "a -x", "ParentProcessName": "C:\\b.exe", "TargetUserName": "-"},
         {"action": "process-start", "process": "C:\\a.exe", "process_id": 0x1A4, "command_line": "a -x",
          "parent": "C:\\b.exe", "target_user": None}),
        (4697, {"ServiceFileName": "%COMSPEC% /c x", "ServiceName": "evil"},
         {"action": "service-install", "command_line": "%COMSPEC% /c x", "file": "evil"}),
        (4698, {"TaskName": "\\x", "TaskContent": "<Task><Exec><Command>cmd</Command>"
                                                 "<Arguments>/c a &amp;&amp; b</Arguments></Exec></Task>"},
         {"action": "task", "process": "cmd", "command_line": "cmd /c a && b", "file": "\\x"}),
        (4720, {"SubjectUserName": "eve", "TargetUserName": "new"},
         {"action": "account-changed", "user": "eve", "target_user": "new"}),
        (4732, {"SubjectUserName": "eve", "TargetUserName": "Administrators", "MemberName": "CN=Bob,OU=x"},
         {"action": "account-changed", "target_user": "bob"}),
        (4768, {"TargetUserName": "bob@CORP", "Status": "0x0", "IpAddress": "::ffff:10.0.0.1"},
         {"action": "ticket", "outcome": "success", "user": "bob", "source_ip": "10.0.0.1",
          "protocol": "kerberos"}),
        (4769, {"TargetUserName": "bob", "Status": "0x6"}, {"action": "ticket", "outcome": "failure"}),
        (4771, {"TargetUserName": "bob"}, {"action": "login", "outcome": "failure", "protocol": "kerberos"}),
        (4776, {"TargetUserName": "bob", "Status": "0xC000006A", "Workstation": "\\\\PC9"},
         {"action": "login", "outcome": "failure", "host": "pc9", "target_host": "dc01", "protocol": "ntlm"}),
        (4776, {"TargetUserName": "bob", "Status": "0x0", "Workstation": "DC01"},
         {"outcome": "success", "host": "dc01", "target_host": None}),
        (5145, {"ShareName": "\\\\*\\C$", "RelativeTargetName": "x.exe", "Keywords": "0x8010000000000000"},
         {"action": "share", "outcome": "failure", "file": "x.exe", "protocol": "smb"}),
        (5145, {"Keywords": "0x8020000000000000"}, {"outcome": "success"}),
        (5156, {"SourceAddress": "10.0.0.1", "DestAddress": "10.0.0.2", "DestPort": "445", "Protocol": "6"},
         {"action": "connection", "source_ip": "10.0.0.1", "destination_port": 445, "transport": "tcp"}),
        (4663, {"ObjectType": "File", "ObjectName": "C:\\x"}, {"action": "file-read", "file": "C:\\x"}),
        (4663, {"ObjectType": "Key"}, {"action": "registry"}),
        (1102, {"SubjectUserName": "eve"}, {"action": "log-cleared", "user": "eve"}),
        (4634, {"TargetUserName": "bob"}, {"action": "logout"}),
        (9999, {"SubjectUserName": "bob"}, {"action": "other", "user": "bob"}),
    ],
)  # fmt: skip
def test_security(event_id: int, fields: dict[str, Any], says: dict[str, Any]) -> None:
    event = made(event_id, **fields)
    assert {name: getattr(event, name) for name in says} == says


@pytest.mark.parametrize(
    ("event_id", "fields", "says"),
    [
        (3, {"Image": "a", "SourceIp": "10.0.0.1", "DestinationIp": "10.0.0.2", "DestinationPort": 443,
             "Protocol": "tcp", "DestinationHostname": "X.Example."},
         {"action": "connection", "destination_port": 443, "domain": "x.example", "transport": "tcp"}),
        (10, {"SourceImage": "a", "TargetImage": "lsass"},
         {"action": "process-access", "process": "a", "file": "lsass"}),
        (11, {"TargetFilename": "C:\\x"}, {"action": "file-write", "file": "C:\\x"}),
        (22, {"QueryName": "A.example", "QueryStatus": "9003", "QueryResults": "-"},
         {"action": "dns", "domain": "a.example", "response": "NXDOMAIN", "answers": None}),
        (22, {"QueryName": "a.example", "QueryStatus": 0,
              "QueryResults": "type:  5 b.example;::ffff:192.0.2.1;"},
         {"response": "NOERROR", "answers": ("b.example", "192.0.2.1")}),
        (23, {"TargetFilename": "x"}, {"action": "file-delete"}),
        (7, {"ImageLoaded": "x.dll", "Hashes": "SHA1=" + "A" * 40},
         {"action": "module-load", "hash": "a" * 40}),
    ],
)  # fmt: skip
def test_sysmon(event_id: int, fields: dict[str, Any], says: dict[str, Any]) -> None:
    event = made(event_id, channels.SYSMON, **fields)
    assert {name: getattr(event, name) for name in says} == says


@pytest.mark.parametrize(
    ("kind", "category"),
    [("CreateKey", "registry_add"), ("DeleteKey", "registry_delete"), (None, "registry_event")],
)
def test_the_kind_of_a_change_to_the_registry(kind: str | None, category: str) -> None:
    assert made(12, channels.SYSMON, EventType=kind).logsource.category == category
    assert made(13, channels.SYSMON, EventType="SetValue").logsource.category == "registry_set"


def test_powershell() -> None:
    script = made(4104, channels.POWERSHELL, ScriptBlockText="iex x", Path="C:\\a.ps1")
    assert (script.action, script.message, script.file) == (actions.SCRIPT, "iex x", "C:\\a.ps1")
    assert script.logsource.category == "ps_script"
    context = "Severity = Informational\r\nHost Application = powershell -enc x\r\nUser = CORP\\eve\r\n"
    module = made(4103, channels.POWERSHELL, ContextInfo=context, Payload="p")
    assert (module.command_line, module.user) == ("powershell -enc x", "eve")
    old = made(
        400, channels.POWERSHELL_CLASSIC, Data=["Available", "None", "\tHostApplication=powershell -nop\r\n"]
    )
    assert (old.command_line, old.logsource.category) == ("powershell -nop", "ps_classic_start")


def test_a_number_means_something_only_with_its_provider() -> None:
    assert made(7045, "System", "Service Control Manager", ImagePath="x").action == actions.SERVICE_INSTALL
    assert made(7045, "System", "Other").action == actions.OTHER
    assert made(104, "System", "Microsoft-Windows-Eventlog").action == actions.LOG_CLEARED


def test_remote_desktop_tasks_defender_and_dns() -> None:
    desktop = made(1149, channels.RDP_LISTENER, Param1="bob", Param3="192.0.2.1")
    assert (desktop.action, desktop.user, desktop.source_ip, desktop.logon_type) == (
        "login",
        "bob",
        "192.0.2.1",
        10,
    )
    for client, says in (("10.0.0.1:50123", "10.0.0.1"), ("[fe80::1%5]:50123", "fe80::1"), ("x", None)):
        asked = made(131, channels.RDP_CORE, ClientIP=client, ConnType="TCP")
        assert (asked.action, asked.source_ip) == ("connection", says)
        assert asked.source_port == (50123 if says else None)
    assert made(21, channels.RDP_SESSIONS, User="C\\b", Address="LOCAL").source_ip is None
    assert made(106, channels.TASKS, TaskName="\\x", UserContext="C\\b").action == actions.TASK
    found = made(1116, channels.DEFENDER, **{"Threat Name": "X", "Path": "file:_C:\\x"})
    assert (found.action, found.message, found.file) == (actions.ALERT, "X", "file:_C:\\x")
    assert made(256, channels.DNS_ANALYTICAL, QNAME="A.b.", QTYPE="16", Source="10.0.0.1").query_type == "TXT"


def test_logins_to_databases_and_by_ssh() -> None:
    data = ["sa", " Reason: Password did not match that for the login provided.", " [CLIENT: 10.0.2.17]"]
    database = made(18456, "Application", "MSSQLSERVER", Data=data)
    assert (database.action, database.outcome, database.user, database.source_ip) == (
        "login", "failure", "sa", "10.0.2.17",
    )  # fmt: skip
    assert made(18456, "Application", "Other", Data=data).action == "other"
    said = "Failed password for invalid user bob from 192.0.2.1 port 50123 ssh2"
    shell = made(4, channels.OPENSSH, "OpenSSH", process="sshd", payload=said)
    assert (shell.action, shell.outcome, shell.user, shell.source_port) == ("login", "failure", "bob", 50123)
    assert made(4, channels.OPENSSH, "OpenSSH", payload="Connection closed").action == "ssh"


def test_names_with_spaces_can_be_asked_for_without_them() -> None:
    fields = made(
        1116, channels.DEFENDER, **{"Threat Name": "X", "Source Name": "AMSI", "New Value": "1"}
    ).fields
    assert fields["Threat Name"] == "X"
    assert (fields["ThreatName"], fields["SourceName"], fields["NewValue"]) == ("X", "AMSI", "1")
    assert made(5007, channels.DEFENDER, **{"Feature Name": "X"}).fields["Feature_Name"] == "X"


def test_a_channel_is_found_by_its_provider_and_in_any_case() -> None:
    assert (
        complete({"EventID": "1", "Provider_Name": "Microsoft-Windows-Sysmon"})["Channel"] == channels.SYSMON
    )
    assert complete({"EventID": 1, "Channel": "security"})["Channel"] == "Security"


READ_BY_REFINEMENTS = (
    "Data", "ContextInfo", "Status", "Keywords", "MemberName", "TaskContent", "QueryStatus", "Workstation",
    "payload", "QTYPE",
)  # fmt: skip


@pytest.mark.parametrize("value", [None, True, 1.5, [], ["a"], "", "x" * 10_000, -1, 2**70, "\ud800"])
def test_no_value_is_too_odd_for_any_row(value: Any) -> None:  # noqa: ANN401
    for channel, rows in ROWS.items():
        for event_id, row in rows.items():
            names = dict.fromkeys((row.columns or {}).values(), value)
            extra = dict.fromkeys(READ_BY_REFINEMENTS, value)
            event = made(event_id, channel, "Service Control Manager", **(extra | names))
            assert event.process_id is None or isinstance(event.process_id, int)
            assert event.user is None or isinstance(event.user, str)


@pytest.mark.parametrize(
    ("field", "column"),
    [("-", None), ("", None), (None, None), ("a.exe", "a.exe"), ("C:\\long\\path.exe", "C:\\long\\path.exe"),
     (5, "5"), (["first.exe", "b"], "first.exe"), ([], None)],
)  # fmt: skip
def test_a_column_taken_as_it_is_says_what_the_field_does(field: Any, column: str | None) -> None:  # noqa: ANN401
    assert made(4688, NewProcessName=field).process == column
