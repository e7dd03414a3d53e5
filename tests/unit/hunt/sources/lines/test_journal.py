"""systemd's journal, exported and as JSON."""

import json

from tests.unit.hunt.sources.made import one, read, source
from vedette.hunt.source import Skips
from vedette.hunt.sources.formats import named

ENTRY = {
    "__CURSOR": "s=1",
    "__REALTIME_TIMESTAMP": "1583049601000000",
    "_HOSTNAME": "web1.example.com",
    "SYSLOG_IDENTIFIER": "sshd",
    "_PID": "42",
    "MESSAGE": "Failed password for root from 203.0.113.9 port 22 ssh2",
}


def exported(entry: dict[str, str]) -> bytes:
    return "".join(f"{name}={value}\n" for name, value in entry.items()).encode() + b"\n"


def test_what_a_program_says_is_read_as_in_syslog() -> None:
    made = one(exported(ENTRY), "x.export")
    assert (made.action, made.outcome, made.user, made.source_ip) == (
        "login",
        "failure",
        "root",
        "203.0.113.9",
    )
    assert (made.host, made.process_id, made.time) == ("web1", 42, 1_583_049_601_000_000)
    assert made.logsource.service == "sshd"


def test_json_says_the_same() -> None:
    as_json, as_export = one(json.dumps(ENTRY) + "\n"), one(exported(ENTRY))
    assert as_json == as_export


def test_a_value_with_line_breaks_is_whole() -> None:
    text = b"one\ntwo=x\n\nthree"
    data = (
        exported(ENTRY)[:-1] + b"NOTE\n" + len(text).to_bytes(8, "little") + text + b"\n\n" + exported(ENTRY)
    )
    found, whys = read(data)
    assert [made.fields.get("NOTE") for made in found] == [text.decode(), None]
    assert [made.record for made in found] == [1, 2]
    assert not whys


def test_a_length_nobody_could_mean_is_counted_and_reading_goes_on() -> None:
    data = exported(ENTRY)[:-1] + b"NOTE\n" + b"\xff" * 8 + b"\n\n" + exported(ENTRY)
    found, whys = read(data)
    assert len(found) == 2
    assert whys


def test_a_message_that_is_no_text_comes_as_bytes() -> None:
    made = one(json.dumps({**ENTRY, "MESSAGE": [104, 105, 255]}) + "\n")
    assert made.message == "hi\ufffd"


def test_a_source_read_again_says_the_same() -> None:
    left = {**ENTRY, "MESSAGE": "Connection closed by authenticating user root 203.0.113.9 port 5 [preauth]"}
    where, form = (
        source("".join(json.dumps(one) + "\n" for one in (ENTRY, left)), "x.json"),
        named("journal-json"),
    )
    first, second = (list(form.read(where, Skips())) for _ in range(2))
    assert [made.action for made in first] == ["login", "ssh"]
    assert first == second


def test_an_event_of_sysmon_is_one_of_its_own() -> None:
    system = '<System><Provider Name="Linux-Sysmon"/><EventID>1</EventID>'
    system += "<Channel>Linux-Sysmon/Operational</Channel>"
    system += '<TimeCreated SystemTime="2020-03-01T08:00:01Z"/><Computer>web1</Computer></System>'
    xml = f'<Event>{system}<EventData><Data Name="CommandLine">id -u</Data></EventData></Event>'
    made = one(json.dumps({**ENTRY, "SYSLOG_IDENTIFIER": "sysmon", "MESSAGE": xml}) + "\n")
    assert (made.action, made.command_line, made.logsource.product) == ("process-start", "id -u", "linux")
    assert (
        one(json.dumps({**ENTRY, "MESSAGE": "<Event> is not closed"}) + "\n").message
        == "<Event> is not closed"
    )
