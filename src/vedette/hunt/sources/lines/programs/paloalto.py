"""What Palo Alto's firewalls say: traffic, threats and logins to GlobalProtect, as values between commas."""

from __future__ import annotations

import csv
import re
from typing import Final

from vedette.hunt.actions import ALERT, CONNECTION, FAILURE, HTTP, LOGIN, OTHER, SUCCESS
from vedette.hunt.event import Event, Logsource
from vedette.hunt.instants import SECOND
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import address_of, domain_of, number_of, port_of, user_of
from vedette.hunt.sources.values import transport

_BEGINS: Final = re.compile(
    r"\d?,\d{4}/\d\d/\d\d \d\d:\d\d:\d\d,\w{1,32},(TRAFFIC|THREAT|GLOBALPROTECT|SYSTEM|CONFIG),"
)
_NAMES: Final = (
    "", "receive_time", "serial", "type", "subtype", "", "generated_time", "src", "dst", "natsrc",
    "natdst", "rule",
    "srcuser", "dstuser", "app", "vsys", "from", "to", "inbound_if", "outbound_if", "logset", "", "sessionid",
    "repeatcnt", "sport", "dport", "natsport", "natdport", "flags", "proto", "action",
)  # fmt: skip
_TRAFFIC: Final = (
    *_NAMES,
    "bytes",
    "bytes_sent",
    "bytes_received",
    "packets",
    "start",
    "elapsed",
    "category",
)
_THREAT: Final = (*_NAMES, "misc", "threatid", "category", "severity", "direction")
_LOGIN: Final = (
    *_NAMES[:7], "vsys", "eventid", "stage", "auth_method", "tunnel_type", "srcuser", "srcregion",
    "machinename", "public_ip",
)  # fmt: skip
_LOGINS: Final = frozenset({"gateway-auth", "portal-auth", "gateway-connected", "gateway-login"})
_SHAPES: Final = {"TRAFFIC": _TRAFFIC, "THREAT": _THREAT, "GLOBALPROTECT": _LOGIN}
_LONGEST: Final = 32_768


def is_paloalto(message: str) -> bool:
    """Say whether one of these firewalls speaks."""
    return _BEGINS.match(message) is not None


def see(event: Event, message: str) -> None:
    """Take over what was let through, stopped or found."""
    try:
        values = next(csv.reader([message[:_LONGEST].replace("\r", " ").replace("\n", " ")]), [])
    except csv.Error:
        return
    kind = values[3] if len(values) > 3 else ""  # noqa: PLR2004
    told = {
        name: value
        for name, value in zip(_SHAPES.get(kind, _NAMES[:7]), values, strict=False)
        if name and value
    }
    event.fields.update(told)
    event.time = of_stamp(told.get("start", told.get("generated_time", "")).replace("/", "-")) or event.time
    event.logsource = Logsource(
        product="paloalto", category="firewall" if kind == "TRAFFIC" else "", service=kind.lower()
    )
    event.user = user_of(told.get("srcuser"))
    if kind == "GLOBALPROTECT":
        _see_login(event, told, message)
    elif kind in _SHAPES:
        _see_session(event, told, kind)
    else:
        event.action = OTHER


def _see_session(event: Event, told: dict[str, str], kind: str) -> None:
    event.source_ip, event.source_port = address_of(told.get("src")), port_of(told.get("sport"))
    event.destination_ip, event.destination_port = address_of(told.get("dst")), port_of(told.get("dport"))
    event.transport, event.protocol = transport(told.get("proto", "")), told.get("app")
    event.target_user = user_of(told.get("dstuser"))
    event.outcome = SUCCESS if told.get("action") in {"allow", "alert"} else FAILURE
    if kind == "TRAFFIC":
        event.action, event.packets = CONNECTION, number_of(told.get("packets"))
        event.bytes_out, event.bytes_in = (
            number_of(told.get("bytes_sent")),
            number_of(told.get("bytes_received")),
        )
        seconds = number_of(told.get("elapsed"))
        event.duration = seconds * SECOND if seconds is not None else None
        return
    is_url = told.get("subtype") == "url"
    event.action, event.message = HTTP if is_url else ALERT, told.get("threatid")
    if is_url:
        event.url = told.get("misc")
        event.domain = domain_of((event.url or "").partition("/")[0])
    else:
        event.file = told.get("misc")


def _see_login(event: Event, told: dict[str, str], message: str) -> None:
    event.source_ip = address_of(told.get("public_ip"))
    if told.get("eventid") in _LOGINS:
        event.action, event.outcome = LOGIN, FAILURE if ",failure," in message else SUCCESS
