"""One event, delivered by many programs: the same columns, and the names rules ask for."""

import json
from typing import Any

import pytest

from tests.unit.hunt.sources.made import one, read
from tests.unit.hunt.sources.windows.event_log_made import security
from vedette.hunt import actions
from vedette.hunt.sources.windows.texts import told_in_message

DATA = {
    "UtcTime": "2021-01-01 00:00:01.500",
    "ProcessId": "4660",
    "Image": "C:\\Windows\\System32\\whoami.exe",
    "CommandLine": "whoami /all",
    "User": "CORP\\Alice",
    "ParentImage": "C:\\Windows\\System32\\cmd.exe",
    "Hashes": "MD5=" + "a" * 32 + ",SHA256=" + "B" * 64 + ",IMPHASH=" + "c" * 32,
}
CHANNEL, PROVIDER, HOST = (
    "Microsoft-Windows-Sysmon/Operational",
    "Microsoft-Windows-Sysmon",
    "PC1.corp.example",
)
TIME = "2021-01-01T00:00:01.500Z"
SYSTEM = {
    "Provider": {"#attributes": {"Name": PROVIDER}}, "EventID": 1, "Channel": CHANNEL, "Computer": HOST,
    "TimeCreated": {"#attributes": {"SystemTime": TIME}},
}  # fmt: skip
XML = (
    f"<Event xmlns='x'><System><Provider Name='{PROVIDER}'/><EventID>1</EventID>"
    f"<TimeCreated SystemTime='{TIME}'/><Channel>{CHANNEL}</Channel><Computer>{HOST}</Computer></System>"
    "<EventData>"
    + "".join(f"<Data Name='{name}'>{value}</Data>" for name, value in DATA.items())
    + "</EventData></Event>"
)
MESSAGE = "Process Create:\r\n" + "\r\n".join(f"{name}: {value}" for name, value in DATA.items())
FLAT = {"EventID": 1, "Channel": CHANNEL, "SourceName": PROVIDER, "Hostname": HOST}
DELIVERED: dict[str, Any] = {
    "evtx_dump": {"Event": {"System": SYSTEM, "EventData": DATA}},
    "Velociraptor": {
        "System": {"Provider": {"Name": PROVIDER}, "EventID": {"Value": 1}, "Channel": CHANNEL,
                   "Computer": HOST, "TimeCreated": {"SystemTime": 1609459201.5}},
        "EventData": DATA,
    },
    "Winlogbeat": {
        "@timestamp": TIME,
        "winlog": {"channel": CHANNEL, "event_id": "1", "provider_name": PROVIDER, "computer_name": HOST,
                   "event_data": DATA},
    },
    "Winlogbeat 6": {
        "@timestamp": TIME, "log_name": CHANNEL, "event_id": 1, "source_name": PROVIDER,
        "computer_name": HOST, "event_data": DATA,
    },
    "Elastic Agent, which moves fields away": {
        "@timestamp": TIME,
        "winlog": {"channel": CHANNEL, "event_id": 1, "provider_name": PROVIDER, "computer_name": HOST,
                   "event_data": {"Hashes": DATA["Hashes"], "User": DATA["User"]}},
        "process": {"executable": DATA["Image"], "command_line": DATA["CommandLine"], "pid": 4660,
                    "parent": {"executable": DATA["ParentImage"]}},
    },
    "NXLog": {**FLAT, "EventTime": "2020-12-31 19:00:01", "@timestamp": TIME, "Keywords": -1, **DATA},
    "Sentinel": {
        "TimeGenerated": TIME, "EventLog": CHANNEL, "Source": PROVIDER, "Computer": HOST, "EventID": 1,
        "EventData": "<DataItem type='System.XmlData'><EventData xmlns='y'>"
        + "".join(f"<Data Name='{name}'>{value}</Data>" for name, value in DATA.items())
        + "</EventData></DataItem>",
    },
    "Sentinel, WindowsEvent": {
        "TimeGenerated": TIME, "Channel": CHANNEL, "Provider": PROVIDER, "Computer": HOST, "EventID": 1,
        "EventData": DATA,
    },
    "Splunk": {"preview": False, "result": {"_time": TIME, "_raw": XML}},
    "Wazuh": {
        "timestamp": TIME,
        "data": {"win": {
            "system": {"eventID": "1", "channel": CHANNEL, "providerName": PROVIDER, "computer": HOST,
                       "systemTime": TIME},
            "eventdata": {name[0].lower() + name[1:]: value for name, value in DATA.items()},
        }},
    },
    "Get-WinEvent": {
        "Id": 1, "ProviderName": PROVIDER, "LogName": CHANNEL, "MachineName": HOST, "Message": MESSAGE,
        "TimeCreated": "/Date(1609459201500)/", "Properties": [{"Value": value} for value in DATA.values()],
    },
}  # fmt: skip


def checked(data: str, name: str) -> None:
    event = one(data, name)
    assert event.action == actions.PROCESS_START
    assert (event.host, event.user) == ("pc1", "alice")
    assert (event.process, event.command_line) == (DATA["Image"], DATA["CommandLine"])
    assert (event.parent, event.process_id) == (DATA["ParentImage"], 4660)
    assert event.hash == "b" * 64
    assert event.time == 1_609_459_201_500_000
    assert event.logsource.category == "process_creation"
    assert event.fields["EventID"] == 1
    assert event.fields["Channel"] == CHANNEL
    assert event.fields["Provider_Name"] == PROVIDER
    assert event.fields["Computer"] == HOST
    assert event.fields["Image"] == DATA["Image"]
    assert event.fields["Hashes"] == DATA["Hashes"]


@pytest.mark.parametrize("program", DELIVERED)
def test_the_same_event_from_every_program(program: str) -> None:
    checked(json.dumps(DELIVERED[program]), "a.json")


@pytest.mark.parametrize(
    "text",
    [
        XML,
        f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>{XML}</Events>',
        f"\ufeff<Events>\n  {XML}\n</Events>\n",
        f"Jan  1 00:00:01 pc1 sysmon: {XML}\n",
    ],
)
def test_the_same_event_from_every_export_in_xml(text: str) -> None:
    checked(text, "a.xml")


def test_the_same_event_in_xml_of_sixteen_bits() -> None:
    data = f"<Events>{XML}</Events>".encode("utf-16")
    assert read(data)[0] == read(f"<Events>{XML}</Events>")[0]


def test_the_same_event_from_a_table() -> None:
    flat = {**FLAT, "TimeCreated": TIME, **DATA}
    rows = [",".join(flat), ",".join(f'"{value}"' for value in flat.values())]
    checked("\n".join(rows), "a.csv")


def test_a_table_of_the_event_viewer() -> None:
    table = (
        "Level,Date and Time,Source,Event ID,Task Category\r\n"
        f'Information,1/1/2021 12:00:01 AM,{PROVIDER},1,Process Create,"{MESSAGE}"\r\n'
    )
    event = one(table, "a.csv")
    assert (event.action, event.user, event.command_line) == (actions.PROCESS_START, "alice", "whoami /all")
    assert event.fields["Channel"] == CHANNEL
    assert event.logsource.category == "process_creation"
    assert event.time == 1_609_459_201_500_000  # what Sysmon says: the table's own is of some zone


LOGGED_ON = """An account was successfully logged on.

Subject:
\tSecurity ID:\t\tSYSTEM
\tAccount Name:\t\tWEB01$

Logon Information:
\tLogon Type:\t\t10

New Logon:
\tSecurity ID:\t\tCORP\\bob
\tAccount Name:\t\tbob

Network Information:
\tSource Network Address:\t192.0.2.7
"""


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("Keywords,Date and Time,Source,Event ID,Task Category", "1/1/2021 12:00:01 AM"),
        ("キーワード,日付と時刻,ソース,イベント ID,タスクのカテゴリ", "2021/01/01 0:00:01"),
        ("Schlüsselwörter,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie", "01.01.2021 00:00:01"),
    ],
)
def test_a_table_of_the_event_viewer_in_any_language(header: str, moment: str) -> None:
    table = f'{header}\r\nx,{moment},Microsoft-Windows-Security-Auditing,4624,Logon,"{LOGGED_ON}"\r\n'
    event = one(table, "a.csv")
    assert (event.action, event.outcome, event.user, event.logon_type) == ("login", "success", "bob", 10)
    assert (event.source_ip, event.time) == ("192.0.2.7", 1_609_459_201_000_000)
    assert event.fields["SubjectUserName"] == "WEB01$"
    assert event.fields["Channel"] == "Security"


def test_messages_of_other_events_are_read_by_the_names_records_have() -> None:
    gone = "An account was logged off.\n\nSubject:\n\tAccount Name:\t\tbob\n\nLogon Type:\t\t3\n"
    assert told_in_message(gone, 4634) == {"TargetUserName": "bob", "LogonType": "3"}
    made = "A service was installed in the system.\n\nService Name:  x\nService File Name:  C:\\a.exe\n"
    assert told_in_message(made, 7045) == {"ServiceName": "x", "ImagePath": "C:\\a.exe"}
    member = "A member was added.\n\nMember:\n\tSecurity ID:\tCORP\\bob\n\nGroup:\n\tGroup Name:\tAdmins\n"
    assert told_in_message(member, 4732) == {"MemberSid": "CORP\\bob", "TargetUserName": "Admins"}
    script = "Scriptblock テキスト (1/1):\nwhoami\n/all\n\nScriptBlock ID: 12-34\nPath: \n"
    assert told_in_message(script, 4104) == {"ScriptBlockText": "whoami\n/all", "ScriptBlockId": "12-34"}


def test_a_table_of_sentinel() -> None:
    table = (
        "TimeGenerated [UTC],Computer,EventSourceName,Channel,EventID,TargetUserName,IpAddress\n"
        '"1/1/2021, 12:00:01.500 AM",WEB01.corp,Security-Auditing,Security,4625,bob,192.0.2.1\n'
    )
    event = one(table, "a.csv")
    assert (event.action, event.outcome, event.user, event.host) == ("login", "failure", "bob", "web01")
    assert event.time == 1_609_459_201_500_000


def test_a_table_of_evtxecmd() -> None:
    payload = json.dumps(
        {"EventData": {"Data": [{"@Name": name, "#text": value} for name, value in DATA.items()]}}
    )
    flat = {"TimeCreated": TIME, "EventId": "1", "Provider": PROVIDER, "Channel": CHANNEL, "Computer": HOST,
            "Payload": payload.replace('"', '""')}  # fmt: skip
    rows = [",".join(flat), ",".join(f'"{value}"' for value in flat.values())]
    checked("\n".join(rows), "a.csv")


def test_sysmon_for_linux_is_linux() -> None:
    text = XML.replace(CHANNEL, "Linux-Sysmon/Operational").replace(PROVIDER, "Linux-Sysmon")
    event = one(text)
    assert event.logsource.product == "linux"
    assert event.logsource.category == "process_creation"
    assert event.action == actions.PROCESS_START


def test_values_without_names_get_them_by_their_place() -> None:
    record = {
        "Id": 4634, "ProviderName": "Microsoft-Windows-Security-Auditing", "LogName": "Security",
        "MachineName": HOST, "TimeCreated": TIME,
        "Properties": [{"Value": v} for v in ("S-1", "eve", "CORP", 99, 3)],
    }  # fmt: skip
    event = one(json.dumps(record))
    assert (event.action, event.user, event.logon_type) == (actions.LOGOUT, "eve", 3)
    assert event.fields["TargetLogonId"] == 99


def test_winlogbeats_numbered_values_are_data_as_well() -> None:
    record = {"winlog": {"channel": "Application", "event_id": 1033, "provider_name": "MsiInstaller",
                         "event_data": {"param1": "Tool", "param2": "1.0"}}}  # fmt: skip
    fields = one(json.dumps(record)).fields
    assert fields["Data"] == ["Tool", "1.0"]
    assert fields["param1"] == "Tool"


@pytest.mark.parametrize(
    "record",
    [
        {"EventID": "many", "Channel": "Security", "Hostname": "h"},
        {"winlog": {"event_id": None, "channel": "x"}},
        {"Event": {"System": {"EventID": {}, "Provider": []}}},
        {"Id": [], "ProviderName": {}, "LogName": 3},
        {"data": {"win": {"system": {"eventID": {}}}}},
    ],
)
def test_a_record_that_is_not_what_it_seems_is_counted_or_read_but_never_raises(
    record: dict[str, Any],
) -> None:
    events, whys = read(json.dumps({"@timestamp": TIME, "host": "x"}) + "\n" + json.dumps(record), "a.json")
    assert len(events) + len(whys) == 2


@pytest.mark.parametrize("begins", ["<Event xmlns='x'>", "<Event>"])
def test_an_event_in_xml_without_its_end_costs_only_itself(begins: str) -> None:
    xml = XML.replace("<Event xmlns='x'>", begins)
    events, whys = read(xml + xml[:200] + xml)
    assert len(events) == 2
    assert len(whys) == 1


def test_a_broken_event_in_xml_costs_only_itself() -> None:
    text = "<Events>" + XML + XML.replace("</EventData>", "") + XML + XML[:200] + XML + "</Events>"
    events, whys = read(text)
    assert len(events) == 3
    assert sum("cannot be parsed" in why for why in whys) == 1


def test_no_entity_is_ever_expanded() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE Events [<!ENTITY a "boom"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<Events>" + XML.replace("whoami /all", "&a;&f;") + XML + "</Events>"
    )
    events, whys = read(bomb, forced="windows-xml")
    assert len(events) == 1
    assert events[0].command_line == "whoami /all"
    assert len(whys) == 1


def test_an_event_in_xml_without_an_end_takes_little_memory() -> None:
    events, whys = read(XML + "<Event><System>" + "x" * (3 << 20) + XML)
    assert len(events) == 2
    assert whys


def test_many_events_in_xml_keep_their_numbers() -> None:
    text = "<Events>" + "".join(security(number) for number in range(1, 2000)) + "</Events>"
    assert [one.record for one in read(text)[0]] == list(range(1, 2000))


def test_sysmon_for_linux_is_found_among_other_lines_of_syslog() -> None:
    xml = XML.replace(CHANNEL, "Linux-Sysmon/Operational").replace(PROVIDER, "Linux-Sysmon")
    lines = [
        "Jan  1 00:00:01 pc1 systemd[1]: Started a thing.",
        f"Jan  1 00:00:01 pc1 sysmon: {xml}",
        "Jan  1 00:00:02 pc1 sysmon: <Event> is cut",
        "Jan  1 00:00:03 pc1 systemd[1]: Started another.",
    ]
    events, whys = read("\n".join(lines))
    assert not whys
    assert [one.logsource.category for one in events] == ["", "process_creation", "", ""]
    assert [one.record for one in events] == [1, 2, 3, 4]
    assert events[1].command_line == "whoami /all"


def test_azure_holds_event_data_as_json_in_text() -> None:
    row = {
        "TimeGenerated": "2026-03-01T08:00:01Z",
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "Provider": "Microsoft-Windows-Sysmon",
        "Computer": "PC7",
        "EventID": 3,
    }
    data = {"Image": "C:\\a.exe", "DestinationIp": "203.0.113.9", "EventID": 99}
    event = one(json.dumps(row | {"EventData": json.dumps(data)}))
    assert (event.process, event.destination_ip, event.fields["EventID"]) == ("C:\\a.exe", "203.0.113.9", 3)
    unnamed = one(json.dumps(row | {"EventData": json.dumps(["a", {"b": 1}, 2])}))
    assert unnamed.fields["Data"] == ["a", 2]
    assert one(json.dumps(row | {"EventData": "{broken"})).action == "connection"
