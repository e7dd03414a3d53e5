"""Suricata's records."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.sources.netlogs.eve import records

HEAD = {
    "timestamp": "2020-03-01T09:00:01.500000+0100", "flow_id": 7, "src_ip": "10.0.0.9", "src_port": 5000,
    "dest_ip": "203.0.113.9", "dest_port": 443, "proto": "TCP",
}  # fmt: skip


def test_every_record_has_its_ends_and_moment() -> None:
    made = one(json.dumps({**HEAD, "event_type": "whatever"}) + "\n", "eve.json")
    assert (made.time, made.source_ip, made.source_port) == (1_583_049_601_500_000, "10.0.0.9", 5000)
    assert (made.destination_ip, made.destination_port, made.transport) == ("203.0.113.9", 443, "tcp")
    assert (made.logsource.product, made.logsource.service, made.action) == ("suricata", "whatever", "other")


def test_fields_are_the_records_own() -> None:
    made = one(
        json.dumps({**HEAD, "event_type": "tls", "tls": {"sni": "a", "ja3": {"hash": "b"}}}) + "\n",
        "eve.json",
    )
    assert (made.fields["tls.sni"], made.fields["tls.ja3.hash"], made.fields["src_ip"]) == (
        "a",
        "b",
        "10.0.0.9",
    )


@pytest.mark.parametrize("record", [{}, {"event_type": "dns"}, {"timestamp": "x", "event_type": "login"}])
def test_records_of_others_are_not_taken(record: dict[str, object]) -> None:
    assert not records.fits(record)
