"""Zeek's records of what went over the wire, as events: connections, DNS, HTTP, TLS and what is inside them.

Each function takes the record's fields, names as Zeek has them, and gives the columns they say something of.
"""

from __future__ import annotations

from typing import Any, Final

from vedette.hunt.actions import CONNECTION, DHCP, DNS, EMAIL, FAILURE, HTTP, OTHER, SUCCESS, TLS
from vedette.hunt.event import Event, Value
from vedette.hunt.instants import SECOND
from vedette.hunt.sources.common.names import (
    address_of,
    domain_of,
    host_of,
    number_of,
    text_of,
    user_of,
)
from vedette.hunt.sources.common.web import add_query

_REFUSED: Final = frozenset({"S0", "REJ", "RSTOS0", "RSTRH", "SH", "SHR"})
_ANSWERS_MAX: Final = 64


def see_conn(event: Event, fields: dict[str, Any]) -> None:
    """Read a connection, from its first packet to its last."""
    event.action = CONNECTION
    event.transport = text_of(fields.get("proto"))
    event.protocol = text_of(fields.get("service"))
    event.duration = micros_of(fields.get("duration"))
    event.bytes_out = number_of(fields.get("orig_bytes", fields.get("orig_ip_bytes")))
    event.bytes_in = number_of(fields.get("resp_bytes", fields.get("resp_ip_bytes")))
    sent, got = number_of(fields.get("orig_pkts")), number_of(fields.get("resp_pkts"))
    event.packets = None if sent is None else sent + (got or 0)
    state = fields.get("conn_state")
    if isinstance(state, str):
        event.outcome = FAILURE if state in _REFUSED else SUCCESS


def see_dns(event: Event, fields: dict[str, Any]) -> None:
    """Read a question and its answer."""
    event.action, event.protocol = DNS, "dns"
    event.transport = text_of(fields.get("proto"))
    event.domain = domain_of(text_of(fields.get("query")))
    event.query_type = text_of(fields.get("qtype_name"))
    event.response = text_of(fields.get("rcode_name"))
    event.duration = micros_of(fields.get("rtt"))
    answers = fields.get("answers")
    if isinstance(answers, list):
        event.answers = tuple(str(one) for one in answers[:_ANSWERS_MAX])


def see_http(event: Event, fields: dict[str, Any]) -> None:
    """Read a request, and what came back."""
    event.action, event.protocol = HTTP, "http"
    event.domain = domain_of(text_of(fields.get("host")))
    event.method, event.url = text_of(fields.get("method")), text_of(fields.get("uri"))
    event.status = number_of(fields.get("status_code"))
    event.user_agent, event.referrer = text_of(fields.get("user_agent")), text_of(fields.get("referrer"))
    event.bytes_out = number_of(fields.get("request_body_len"))
    event.bytes_in = number_of(fields.get("response_body_len"))
    event.user = user_of(text_of(fields.get("username")))
    add_query(event.fields, event.url)


def see_ssl(event: Event, fields: dict[str, Any]) -> None:
    """Read a TLS handshake."""
    event.action, event.protocol = TLS, "tls"
    event.domain = domain_of(text_of(fields.get("server_name")))
    event.ja3, event.ja4 = text_of(fields.get("ja3")), text_of(fields.get("ja4"))
    established = fields.get("established")
    if isinstance(established, bool):
        event.outcome = SUCCESS if established else FAILURE


def see_quic(event: Event, fields: dict[str, Any]) -> None:
    """Read a QUIC handshake."""
    event.action, event.protocol, event.transport = TLS, "quic", "udp"
    event.domain = domain_of(text_of(fields.get("server_name")))


def see_dhcp(event: Event, fields: dict[str, Any]) -> None:
    """Read an address somebody was given."""
    event.action, event.protocol, event.transport = DHCP, "dhcp", "udp"
    address = fields.get("assigned_addr") or fields.get("client_addr") or fields.get("requested_addr")
    event.source_ip = address_of(text_of(address))
    event.destination_ip = address_of(text_of(fields.get("server_addr")))
    event.target_host = host_of(text_of(fields.get("host_name") or fields.get("client_fqdn")))


def see_smtp(event: Event, fields: dict[str, Any]) -> None:
    """Read a letter."""
    event.action, event.protocol = EMAIL, "smtp"
    event.domain = domain_of(text_of(fields.get("helo")))
    event.user_agent = text_of(fields.get("user_agent"))
    event.user = user_of(text_of(fields.get("mailfrom")))
    event.message = text_of(fields.get("subject"))


def see_x509(event: Event, fields: dict[str, Any]) -> None:
    """Read a certificate."""
    event.action = OTHER
    event.hash = text_of(fields.get("fingerprint"))
    event.message = text_of(fields.get("certificate.subject"))


def see_file(event: Event, fields: dict[str, Any]) -> None:
    """Read a file that was carried."""
    event.action = OTHER
    event.file = text_of(fields.get("filename"))
    event.hash = text_of(fields.get("sha256") or fields.get("sha1") or fields.get("md5"))
    event.protocol = (text_of(fields.get("source")) or "").lower() or None
    event.bytes_in = number_of(fields.get("seen_bytes"))
    if event.source_ip is None:
        event.source_ip, event.destination_ip = _first(fields.get("tx_hosts")), _first(fields.get("rx_hosts"))


def micros_of(seconds: object) -> int | None:
    """Read a span in seconds."""
    if isinstance(seconds, int | float) and 0 <= seconds < 1e12:  # noqa: PLR2004  also no NaN
        return round(seconds * SECOND)
    return None


def _first(addresses: Value) -> str | None:
    return address_of(text_of(addresses[0])) if isinstance(addresses, list) and addresses else None
