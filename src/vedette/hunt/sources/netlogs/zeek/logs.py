"""Which of Zeek's logs a record is of, and the event it makes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from vedette.hunt.event import Event, Logsource
from vedette.hunt.sources.common.names import address_of, port_of
from vedette.hunt.sources.netlogs.zeek import logins, traffic
from vedette.hunt.sources.times import from_any, from_epoch

See: TypeAlias = Callable[[Event, dict[str, Any]], None]

_LOGS: Final[dict[str, See]] = {
    "conn": traffic.see_conn, "dns": traffic.see_dns, "http": traffic.see_http, "ssl": traffic.see_ssl,
    "quic": traffic.see_quic, "dhcp": traffic.see_dhcp, "smtp": traffic.see_smtp, "x509": traffic.see_x509,
    "files": traffic.see_file, "ssh": logins.see_ssh, "ntlm": logins.see_ntlm,
    "kerberos": logins.see_kerberos, "radius": logins.see_radius, "ldap": logins.see_ldap,
    "rdp": logins.see_rdp, "ftp": logins.see_ftp, "smb_files": logins.see_smb_files,
    "smb_mapping": logins.see_smb_mapping, "dce_rpc": logins.see_dce_rpc, "notice": logins.see_notice,
    "weird": logins.see_weird, "software": logins.see_software, "syslog": logins.see_syslog,
}  # fmt: skip
_KNOWN: Final = (
    *_LOGS, "analyzer", "arp", "capture_loss", "dnp3", "dpd", "irc", "known_certs", "known_hosts",
    "known_services", "ldap_search", "modbus", "mysql", "ntp", "ocsp", "packet_filter", "pe", "reporter",
    "rfb", "sip", "snmp", "socks", "stats", "telemetry", "traceroute", "tunnel", "intel", "notice_alarm",
    "loaded_scripts", "signatures", "mqtt_publish", "enip", "bacnet", "s7comm", "websocket", "postgresql",
)  # fmt: skip
_NAME: Final = re.compile(r"(?:.*[/!\\])?([a-z0-9_]{2,24})(?:[.\-_][\w.:-]*)?\Z")
_CATEGORIES: Final = {"dns": "dns", "conn": "firewall"}
_BY_KEYS: Final = (
    ("conn", ("conn_state",)),
    ("conn", ("history", "proto")),
    ("dns", ("query", "proto")),
    ("dns", ("trans_id", "proto")),
    ("http", ("trans_depth", "method")),
    ("http", ("trans_depth", "status_code")),
    ("ssl", ("cipher", "established")),
    ("ssl", ("server_name", "established")),
    ("ssl", ("version", "established")),
    ("quic", ("server_name", "client_initial_dcid")),
    ("x509", ("certificate.version",)),
    ("x509", ("certificate.serial",)),
    ("notice", ("note", "actions")),
    ("dhcp", ("uids", "msg_types")),
    ("files", ("fuid", "source", "depth")),
    ("ssh", ("auth_attempts",)),
    ("ssh", ("client", "server", "cipher_alg")),
    ("kerberos", ("request_type", "client")),
    ("kerberos", ("request_type", "service")),
    ("ntlm", ("server_nb_computer_name",)),
    ("ntlm", ("domainname", "username")),
    ("dce_rpc", ("endpoint", "operation")),
    ("smb_mapping", ("share_type",)),
    ("smb_files", ("action", "name", "path")),
    ("rdp", ("cookie", "result")),
    ("smtp", ("trans_depth", "helo")),
    ("smtp", ("trans_depth", "mailfrom")),
    ("ftp", ("command", "reply_code")),
    ("software", ("software_type",)),
    ("radius", ("username", "result")),
    ("ldap", ("message_id", "opcode")),
    ("weird", ("name", "notice", "peer")),
    ("syslog", ("facility", "severity", "message")),
)
_OTHER: Final = "other"
_SCOPES: Final = ("id_", "certificate_", "san_", "basic_constraints_")
"""What stands before a dot in Zeek's names, where `Log::default_scope_sep` was made an underscore."""


def log_of_name(name: str) -> str | None:
    """Tell the log by a source's name: conn.log, dns.08:00:00-09:00:00.log.gz."""
    found = _NAME.match(name[-300:])
    return found[1] if found is not None and found[1] in _KNOWN else _long(name)


def log_of_keys(keys: dict[str, Any]) -> str:
    """Tell the log by what its records say."""
    for log, wanted in _BY_KEYS:
        if all(key in keys for key in wanted):
            return log
    return _OTHER


def dotted(fields: dict[str, Any]) -> dict[str, Any]:
    """Give fields the names Zeek gives them unless told otherwise: Elastic wanted no dots in them."""
    if "id_orig_h" not in fields and "certificate_serial" not in fields:
        return fields
    return {dotted_name(name): value for name, value in fields.items()}


def dotted_name(name: str) -> str:
    """Write a name as Zeek does unless told otherwise."""
    scope = next((one for one in _SCOPES if name.startswith(one)), "")
    return f"{scope[:-1]}.{name[len(scope) :]}" if scope else name


class Maker:
    """Makes events of the records of one of Zeek's logs."""

    __slots__ = ("_logsource", "_see", "_source")

    def __init__(self, source: int, log: str) -> None:
        self._source = source
        self._see = _LOGS.get(log, logins.see_other)
        self._logsource = Logsource(product="zeek", category=_CATEGORIES.get(log, ""), service=log)

    def event(self, fields: dict[str, Any], record: int) -> Event:
        """Make the event of a record's fields, which become the event's."""
        moment, asks, answers = fields.get("ts"), fields.get("id.orig_h"), fields.get("id.resp_h")
        made = Event(
            source=self._source,
            record=record,
            time=from_epoch(moment) if type(moment) is float else from_any(moment),
            logsource=self._logsource,
            fields=fields,
            source_ip=address_of(asks) if type(asks) is str else None,
            source_port=port_of(fields.get("id.orig_p")),
            destination_ip=address_of(answers) if type(answers) is str else None,
            destination_port=port_of(fields.get("id.resp_p")),
        )
        self._see(made, fields)
        return made


def _long(name: str) -> str | None:
    """Find a log's name of two words, as known_hosts, in front of a date or a label."""
    last = re.split(r"[/!\\]", name[-300:])[-1]
    return next(
        (one for one in sorted(_KNOWN, key=len, reverse=True) if re.match(rf"{one}[.\-_]", last)), None
    )
