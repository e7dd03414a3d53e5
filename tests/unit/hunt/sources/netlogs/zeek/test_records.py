"""Zeek's JSON, and how a record's log is told."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.sources.netlogs.zeek import records

ENDS = {"uid": "C1", "id.orig_h": "10.0.0.9", "id.orig_p": 5000, "id.resp_h": "203.0.113.9", "id.resp_p": 53}


@pytest.mark.parametrize(
    ("record", "name", "service"),
    [
        ({"_path": "conn", "ts": "2020-03-01T08:00:01.5Z", **ENDS}, "x.json", "conn"),
        ({"ts": 1583049601.5, **ENDS, "proto": "udp"}, "logs/current/dns.log", "dns"),
        ({"ts": 1583049601.5, **ENDS, "proto": "udp"}, "conn.2020-03-01.log", "conn"),
        ({"ts": 1583049601.5, **ENDS, "proto": "tcp", "history": "S"}, "x.json", "conn"),
        ({"ts": 1583049601.5, **ENDS, "proto": "udp", "query": "a"}, "x.json", "dns"),
        ({"ts": 1583049601.5, **ENDS, "trans_depth": 1, "method": "GET"}, "x.json", "http"),
        ({"ts": 1583049601.5, **ENDS, "server_name": "a", "established": True}, "x.json", "ssl"),
        ({"ts": 1583049601.5, "note": "Scan::Port_Scan", "actions": []}, "x.json", "notice"),
        ({"ts": 1583049601.5, "host": "10.0.0.9", "port_num": 22}, "known_services.log", "known_services"),
        ({"ts": 1583049601.5, **ENDS}, "x.json", "other"),
        ({"ts": 1583049601.5, "level": "Reporter::INFO", "message": "up"}, "reporter.log", "reporter"),
    ],
)
def test_the_path_the_file_or_the_keys_tell_the_log(
    record: dict[str, object], name: str, service: str
) -> None:
    made = one(json.dumps(record) + "\n", name)
    assert (made.logsource.product, made.logsource.service) == ("zeek", service)
    assert made.time == 1_583_049_601_500_000


def test_names_written_without_dots_are_zeeks_own() -> None:
    ends = {name.replace(".", "_"): value for name, value in ENDS.items()}
    record = {"@stream": "conn", "ts": 1583049601.5, **ends, "proto": "udp", "conn_state": "SF"}
    made = one(json.dumps(record) + "\n", "SENSOR_conn.log")
    assert (made.logsource.service, made.action) == ("conn", "connection")
    assert (made.source_ip, made.source_port, made.destination_ip) == ("10.0.0.9", 5000, "203.0.113.9")
    assert made.fields["id.orig_h"] == "10.0.0.9"
    assert made.fields["conn_state"] == "SF"


@pytest.mark.parametrize(
    "record",
    [
        {"ts": 1, "msg": "an application's log"},
        {"ts": 1, "level": "info", "msg": "an application's log"},
        {"timestamp": "2020-03-01", "event_type": "dns", "uid": "x"},
        {"@timestamp": "2020-03-01", "ts": 1, "uid": "x"},
        {"uid": "x"},
    ],
)
def test_records_of_others_are_not_taken(record: dict[str, object]) -> None:
    assert not records.fits(record)
