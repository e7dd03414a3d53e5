"""A record of Suricata's EVE log as an event."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeAlias

from vedette.hunt.event import Event, Logsource
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import address_of, port_of, text_of
from vedette.hunt.sources.flatten import flatten
from vedette.hunt.sources.netlogs.eve import kinds, questions

See: TypeAlias = Callable[[Event, Record], None]

_KINDS: Final[dict[str, See]] = {
    "flow": kinds.see_flow, "netflow": kinds.see_flow, "alert": kinds.see_alert, "http": kinds.see_http,
    "http2": kinds.see_http, "tls": kinds.see_tls, "quic": kinds.see_quic, "ssh": kinds.see_ssh,
    "smb": kinds.see_smb, "krb5": kinds.see_krb5, "fileinfo": kinds.see_fileinfo, "dhcp": kinds.see_dhcp,
    "ftp": kinds.see_ftp, "smtp": kinds.see_smtp, "rdp": kinds.see_rdp, "anomaly": kinds.see_anomaly,
}  # fmt: skip
_CATEGORIES: Final = {"dns": "dns", "flow": "firewall", "netflow": "firewall"}
_MARKS: Final = ("flow_id", "src_ip", "stats", "pcap_cnt", "engine")
_KINDS_KEPT: Final = 256


def fits(record: Record) -> bool:
    """Say whether a record is one of Suricata's."""
    return "event_type" in record and "timestamp" in record and any(mark in record for mark in _MARKS)


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a record."""
    kind = text_of(record.get("event_type")) or ""
    transport, application = text_of(record.get("proto")), text_of(record.get("app_proto"))
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(record.get("timestamp")),
        logsource=_logsource(kind[:64]),
        fields=flatten(record),
        source_ip=address_of(text_of(record.get("src_ip"))),
        source_port=port_of(record.get("src_port")),
        destination_ip=address_of(text_of(record.get("dest_ip"))),
        destination_port=port_of(record.get("dest_port")),
        transport=transport.lower() if transport is not None else None,
        protocol=application if application != "failed" else None,
    )
    if kind == "dns":
        questions.see(made, record, source)
    else:
        _KINDS.get(kind, kinds.see_other)(made, record)
    return made


@lru_cache(_KINDS_KEPT)
def _logsource(kind: str) -> Logsource:
    return Logsource(product="suricata", category=_CATEGORIES.get(kind, ""), service=kind)


SHAPE: Final = Shape(name="eve", says="Suricata EVE", fits=fits, event=event)
