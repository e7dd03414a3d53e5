"""Syslog out of Log Analytics."""

import json

import pytest

from tests.unit.hunt.sources.made import one

ROW = {
    "TimeGenerated": "2026-03-01T08:00:01.5Z",
    "Computer": "web1",
    "HostName": "web1.example.org",
    "Facility": "auth",
    "SeverityLevel": "info",
    "ProcessName": "sshd",
    "ProcessID": 42,
    "SyslogMessage": "Failed password for root from 203.0.113.9 port 5 ssh2",
    "Type": "Syslog",
}
SYSMON = (
    '<Event><System><Provider Name="Linux-Sysmon"/><EventID>1</EventID>'
    '<TimeCreated SystemTime="2026-03-01T08:00:01.500Z"/><Channel>Linux-Sysmon/Operational</Channel>'
    "<Computer>web1</Computer></System><EventData>"
    '<Data Name="Image">/bin/bash</Data><Data Name="CommandLine">bash -i</Data>'
    '<Data Name="ParentImage">/usr/bin/java</Data></EventData></Event>'
)


def test_a_row_is_read_as_its_line_would_be() -> None:
    event = one(json.dumps(ROW))
    assert (event.action, event.outcome, event.user, event.source_ip, event.host) == (
        "login",
        "failure",
        "root",
        "203.0.113.9",
        "web1",
    )
    assert event.time == 1_772_352_001_500_000
    assert event.fields["Facility"] == "auth"


def test_sysmon_for_linux_is_found_inside() -> None:
    event = one(json.dumps(ROW | {"ProcessName": "sysmon", "SyslogMessage": SYSMON}))
    assert (event.action, event.process, event.parent, event.command_line) == (
        "process-start",
        "/bin/bash",
        "/usr/bin/java",
        "bash -i",
    )
    assert event.logsource.product == "linux"


def test_a_row_without_a_message_is_no_such_row() -> None:
    rest = {name: value for name, value in ROW.items() if name != "SyslogMessage"}
    event = one(json.dumps(rest | {"time": "2026-03-01T08:00:01Z", "message": "x"}))
    assert event.action != "login"


@pytest.mark.parametrize("kept", [SYSMON[:-30], SYSMON[:-60], SYSMON[: SYSMON.index("ParentImage") - 8]])
def test_what_syslog_cut_off_is_read_as_far_as_it_goes(kept: str) -> None:
    event = one(json.dumps(ROW | {"ProcessName": "sysmon", "SyslogMessage": kept}))
    assert (event.action, event.process, event.command_line) == ("process-start", "/bin/bash", "bash -i")
    assert event.fields["CutShort"] is True


def test_marks_that_belong_to_nothing_are_text() -> None:
    odd = SYSMON.replace("bash -i", "sh -c a &quot b && c &lt; d")
    event = one(json.dumps(ROW | {"ProcessName": "sysmon", "SyslogMessage": odd}))
    assert event.command_line == "sh -c a &quot b && c < d"


def test_it_may_be_cut_anywhere() -> None:
    for end in range(1, len(SYSMON)):
        event = one(json.dumps(ROW | {"ProcessName": "sysmon", "SyslogMessage": SYSMON[:end]}))
        assert event.host == "web1"


def test_what_is_left_of_nothing_is_a_line() -> None:
    for kept in ("<Event>", SYSMON[:40], "<Event><System></System></EventData></Event>"):
        event = one(json.dumps(ROW | {"ProcessName": "sysmon", "SyslogMessage": kept}))
        assert event.action != "process-start"
