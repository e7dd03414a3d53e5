"""What appliances say: FortiGate's names and values, the Common Event Format, Cisco's switches."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.actions import ALERT, CONNECTION, DNS, FAILURE, HTTP, LOGIN, OTHER, SUCCESS
from vedette.hunt.event import Event, Logsource
from vedette.hunt.instants import SECOND
from vedette.hunt.sources.common.moments import began, of_stamp
from vedette.hunt.sources.common.names import (
    address_of,
    domain_of,
    host_of,
    number_of,
    port_of,
    text_of,
    user_of,
)
from vedette.hunt.sources.times import from_any
from vedette.hunt.sources.values import transport

_PAIR: Final = re.compile(r'(?<![\w.-])([A-Za-z_][\w.-]{0,63})=("(?:[^"\\]|\\.)*"|[^\s"]*)')
_CEF: Final = re.compile(
    r"CEF:\s?\d{1,3}\|((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|"
    r"((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|(.*)\Z",
    re.DOTALL,
)
_CEF_KEY: Final = re.compile(r"(?:\A| )([A-Za-z_][\w.\[\]-]{0,63})=")
_IOS: Final = re.compile(r"%([A-Z][A-Z0-9_]{1,31})(?:-[A-Z0-9_]{1,31})?-([0-7])-([A-Z0-9_]{2,63}):")
_IOS_SERVICES: Final = {
    "BGP": "bgp",
    "LDP": "ldp",
    "PARSER": "aaa",
    "AAA": "aaa",
    "SEC_LOGIN": "aaa",
    "AAAA": "aaa",
}
_IOS_LOGIN: Final = re.compile(r"\[user: ?([^\]]{0,255})\] \[Source: ?([^\]]{2,64})\]")
_FORTIGATE: Final = ("logid=", "devname=", "devid=", "eventtime=")
_BLOCKED: Final = frozenset(
    {"deny", "block", "blocked", "dropped", "drop", "reject", "close-deny", "failed", "failure"}
)
_ALLOWED: Final = frozenset(
    {
        "accept",
        "allow",
        "allowed",
        "pass",
        "passthrough",
        "close",
        "success",
        "permit",
        "client-rst",
        "server-rst",
    }
)
_ZONE: Final = re.compile(r"[+-]\d{4}\Z")
_HEADED: Final = 120
_LONGEST: Final = 32_768
_PAIRS_MAX: Final = 500


def is_fortigate(message: str) -> bool:
    """Say whether a FortiGate speaks."""
    return "type=" in message and sum(mark in message for mark in _FORTIGATE) > 1


def is_cef(message: str) -> bool:
    """Say whether the Common Event Format begins here."""
    return message.startswith("CEF:")


def is_ios(program: str, message: str) -> bool:
    """Say whether one of Cisco's routers or switches speaks; its own clock may stand in front."""
    return _IOS.match(f"{program}:") is not None or _IOS.search(message[:_HEADED]) is not None


def see_fortigate(event: Event, message: str) -> None:
    """Take over traffic, events and alarms of a FortiGate."""
    pairs = {name: value.strip('"') for name, value in _PAIR.findall(message[:_LONGEST])[:_PAIRS_MAX]}
    event.fields.update(pairs)
    kind = pairs.get("type", "")
    event.logsource = Logsource(
        product="fortigate", category="firewall" if kind == "traffic" else "", service=kind[:32]
    )
    event.time = _fortigate_time(pairs) or event.time
    event.host = host_of(pairs.get("devname")) or event.host
    _see_ends(event, pairs, ("srcip", "srcport", "dstip", "dstport"))
    event.user = user_of(pairs.get("user") or pairs.get("unauthuser"))
    event.domain, event.url = domain_of(pairs.get("hostname") or pairs.get("qname")), pairs.get("url")
    event.message = pairs.get("msg") or pairs.get("logdesc") or message
    event.transport = transport(pairs.get("proto", ""))
    event.bytes_out, event.bytes_in = number_of(pairs.get("sentbyte")), number_of(pairs.get("rcvdbyte"))
    event.action, event.outcome = (
        _fortigate_action(kind, pairs),
        _verdict(pairs.get("status") or pairs.get("action")),
    )
    if event.action == CONNECTION and (seconds := number_of(pairs.get("duration"))) is not None:
        event.duration = seconds * SECOND
        event.time = began(event.time, event.duration)


def _fortigate_action(kind: str, pairs: dict[str, str]) -> str:
    if kind == "traffic":
        return CONNECTION
    if pairs.get("action") in {"login", "ssl-login-fail", "tunnel-up", "authentication", "auth-logon"}:
        return LOGIN
    if kind == "utm":
        found = {"webfilter": HTTP, "dns": DNS}.get(pairs.get("subtype", ""))
        return found or ALERT
    return OTHER


def _fortigate_time(pairs: dict[str, str]) -> int | None:
    found = from_any(pairs.get("eventtime", ""))
    if found is None and "date" in pairs and "time" in pairs:
        zone = pairs.get("tz", "")
        found = of_stamp(f"{pairs['date']}T{pairs['time']}{zone if _ZONE.match(zone) else 'Z'}")
    return found


def see_cef(event: Event, message: str) -> None:
    """Take over what the Common Event Format says."""
    found = _CEF.match(message[:_LONGEST])
    if found is None:
        return
    vendor, product, _, kind, name, severity, rest = (_plain(part) for part in found.groups())
    pairs = _extension(rest)
    event.fields.update(pairs)
    event.fields |= {
        "vendor": vendor,
        "product": product,
        "signature_id": kind,
        "name": name,
        "severity": severity,
    }
    event.logsource = Logsource(product=vendor.lower()[:64], service=product.lower()[:64])
    event.time = from_any(pairs.get("start", pairs.get("rt", ""))) or event.time
    event.message = pairs.get("msg") or name
    event.host = host_of(pairs.get("dvchost")) or event.host
    _see_ends(event, pairs, ("src", "spt", "dst", "dpt"))
    event.user, event.target_user = (
        user_of(pairs.get("suser") or pairs.get("duser")),
        user_of(pairs.get("duser")),
    )
    event.target_host = host_of(pairs.get("dhost"))
    event.transport, event.protocol = transport(pairs.get("proto", "")), text_of(pairs.get("app", "").lower())
    event.url, event.method = pairs.get("request"), pairs.get("requestMethod")
    event.user_agent = pairs.get("requestClientApplication")
    event.bytes_in, event.bytes_out = number_of(pairs.get("in")), number_of(pairs.get("out"))
    event.file = pairs.get("filePath") or pairs.get("fname")
    event.outcome = _verdict(pairs.get("outcome") or pairs.get("act"))
    event.action = _cef_action(event, f"{name} {pairs.get('cat', '')}".lower())


def _cef_action(event: Event, words: str) -> str:
    if any(word in words for word in ("login", "logon", "authentication", "logged in")):
        return LOGIN
    if event.url is not None and event.method is not None:
        return HTTP
    if any(word in words for word in ("traffic", "connection", "session", "flow", "accept", "drop")):
        return CONNECTION if event.source_ip is not None and event.destination_ip is not None else OTHER
    return ALERT if (number_of(event.fields.get("severity")) or 0) >= 5 else OTHER  # noqa: PLR2004  of ten


def see_ios(event: Event, message: str) -> None:
    """Take over what a router or switch says; rules look for words in it."""
    found = _IOS.search(message[:_LONGEST])
    if found is None:
        return
    event.logsource = Logsource(product="cisco", service=_IOS_SERVICES.get(found[1], "syslog"))
    event.fields |= {"facility": found[1], "mnemonic": found[3]}
    login = _IOS_LOGIN.search(message[:_LONGEST])
    if login is not None and found[1] == "SEC_LOGIN":
        event.action, event.outcome = LOGIN, SUCCESS if "SUCCESS" in found[3] else FAILURE
        event.user, event.source_ip = user_of(login[1]), address_of(login[2].strip())


def _see_ends(event: Event, pairs: dict[str, str], names: tuple[str, str, str, str]) -> None:
    source, source_port, target, target_port = (pairs.get(name) for name in names)
    event.source_ip, event.source_port = address_of(source), port_of(source_port)
    event.destination_ip, event.destination_port = address_of(target), port_of(target_port)


def _verdict(word: str | None) -> str | None:
    plain = (word or "").lower()
    return FAILURE if plain in _BLOCKED else SUCCESS if plain in _ALLOWED else None


def _extension(text: str) -> dict[str, str]:
    """Read `src=1.2.3.4 msg=some words act=x`: a value ends where the next name begins."""
    places = list(_CEF_KEY.finditer(text))[:_PAIRS_MAX]
    ends = [found.start() for found in places[1:]] + [len(text)]
    return {
        found[1]: _plain(text[found.end() : end].strip()) for found, end in zip(places, ends, strict=False)
    }


def _plain(text: str) -> str:
    return (
        text.replace("\\=", "=").replace("\\|", "|").replace("\\n", "\n").replace("\\\\", "\\")
        if "\\" in text
        else text
    )
