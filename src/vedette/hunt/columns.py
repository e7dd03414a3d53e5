"""What each column of an event means, and what ECS and OCSF call it: `docs/hunt-events.md` is made from this.

Where one column stands for several of theirs, which one it is follows from the action or the protocol.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    type: str
    """As `event.py` has it, without None, which any but the first may be."""
    meaning: str
    ecs: str = ""
    ocsf: str = ""


COLUMNS: Final[tuple[Column, ...]] = (
    Column("source", "int", "which of the hunt's sources it is from"),
    Column("record", "int", "its number there, counting from 1; in a capture, of its first frame"),
    Column("time", "int", "when it happened: microseconds since 1970, UTC", "@timestamp", "time"),
    Column("logsource", "Logsource", "product, category and service, in Sigma's words"),
    Column("fields", "dict[str, Value]", "the record's own names and values, nested names joined by dots"),
    Column("action", "str", "what happened: one of the actions below", "event.action", "activity_name"),
    Column("outcome", "str", "success or failure, where the record says so", "event.outcome", "status"),
    Column("message", "str", "the text of the record, a script's text", "message", "message"),
    Column("host", "str", "the machine it happened on: lower case, without its domain", "host.name",
           "device.hostname"),
    Column("user", "str", "who did it, or tried to: lower case, without the domain", "user.name",
           "actor.user.name"),
    Column("target_user", "str", "whom it was done to, where that is somebody else", "user.target.name",
           "user.name"),
    Column("target_host", "str", "the machine it was done to, where that is another one",
           "destination.domain", "dst_endpoint.hostname"),
    Column("logon_type", "int", "Windows' number for how somebody logged on: 2 at the keyboard, 3 over the"
           " network, 10 by remote desktop", "winlog.event_data.LogonType", "logon_type_id"),
    Column("source_ip", "str", "the address it came from; version 4 inside version 6 written as version 4",
           "source.ip", "src_endpoint.ip"),
    Column("source_port", "int", "the port it came from", "source.port", "src_endpoint.port"),
    Column("destination_ip", "str", "the address it went to", "destination.ip", "dst_endpoint.ip"),
    Column("destination_port", "int", "the port it went to", "destination.port", "dst_endpoint.port"),
    Column("transport", "str", "tcp, udp, icmp …", "network.transport", "connection_info.protocol_name"),
    Column("protocol", "str", "what was spoken: dns, tls, http, ssh, smb, kerberos, rdp …",
           "network.protocol", "app_name"),
    Column("bytes_out", "int", "bytes from source to destination", "source.bytes", "traffic.bytes_out"),
    Column("bytes_in", "int", "bytes from destination to source", "destination.bytes", "traffic.bytes_in"),
    Column("packets", "int", "packets both ways", "network.packets", "traffic.packets"),
    Column("duration", "int", "how long it took: microseconds", "event.duration (nanoseconds)",
           "duration (milliseconds)"),
    Column("process", "str", "the program, with its path as the record has it", "process.executable",
           "process.file.path"),
    Column("process_id", "int", "its number", "process.pid", "process.pid"),
    Column("parent", "str", "the program that started it", "process.parent.executable",
           "process.parent_process.file.path"),
    Column("command_line", "str", "the command line: of a program, a service, a task", "process.command_line",
           "process.cmd_line"),
    Column("file", "str", "the file, key of the registry, pipe, share, service or task it is about",
           "file.path, registry.path, service.name", "file.path, reg_key.path, win_service.name"),
    Column("hash", "str", "the strongest hash the record has, in lower-case hex", "file.hash.sha256 …",
           "file.hashes[].value"),
    Column("domain", "str", "the name asked for: a DNS question, a TLS server name, an HTTP host",
           "dns.question.name, tls.client.server_name, url.domain",
           "query.hostname, tls.sni, http_request.url.hostname"),
    Column("query_type", "str", "type of a DNS question: A, TXT …", "dns.question.type", "query.type"),
    Column("response", "str", "DNS response code: NOERROR, NXDOMAIN …", "dns.response_code", "rcode"),
    Column("answers", "tuple[str, ...]", "addresses and names a DNS question was answered with",
           "dns.answers.data", "answers[].rdata"),
    Column("method", "str", "HTTP method", "http.request.method", "http_request.http_method"),
    Column("url", "str", "path and query as they came over the wire, not decoded; a whole URL where the"
           " record has only that", "url.original", "http_request.url.url_string"),
    Column("status", "int", "HTTP status", "http.response.status_code", "http_response.code"),
    Column("user_agent", "str", "what the client says it is", "user_agent.original",
           "http_request.user_agent"),
    Column("referrer", "str", "where the client says it came from", "http.request.referrer",
           "http_request.referrer"),
    Column("ja3", "str", "JA3 of the TLS client, a hash", "tls.client.ja3", "tls.ja3_hash.value"),
    Column("ja4", "str", "JA4 of the TLS client", "", "ja4_fingerprint_list[].value"),
    Column("latitude", "float", "of the source address, where the record itself says so",
           "source.geo.location.lat", "src_endpoint.location.lat"),
    Column("longitude", "float", "of the source address, where the record itself says so",
           "source.geo.location.lon", "src_endpoint.location.long"),
)  # fmt: skip
