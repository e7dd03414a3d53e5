"""Sigma's names for what our columns hold: where a record calls it otherwise, a rule still finds it.

A field of the record itself always comes first. Names Windows spells in two ways stand here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Final, TypeAlias

from vedette.hunt.event import Event, Value

Fetch: TypeAlias = Callable[[Event], Value]
_SPACED_MAX: Final = 64


def _field(*names: str) -> Fetch:
    def fetch(event: Event) -> Value:
        fields = event.fields
        return next((fields[name] for name in names if fields.get(name) is not None), None)

    return fetch


def spaced(fields: Iterable[str]) -> dict[str, Fetch]:
    """Let rules find names written with spaces, as Defender's "Threat Name", without them."""
    names = sorted(name for name in fields if " " in name)[:_SPACED_MAX]
    return {name.replace(" ", ""): _field(name) for name in names}


def _path(event: Event) -> Value:
    return event.url.partition("?")[0] if event.url is not None else None


def _query(event: Event) -> Value:
    return event.url.partition("?")[2] if event.url is not None else None


def _whole(event: Event) -> Value:
    if event.url is None or "://" in event.url or not event.domain:
        return event.url
    return f"{event.domain}{event.url}"


def _extension(event: Event) -> Value:
    name = (event.url or "").partition("?")[0].rpartition("/")[2]
    return name.rpartition(".")[2] if "." in name else None


def _answers(event: Event) -> Value:
    return list(event.answers) if event.answers is not None else None


_COLUMNS: Final = {
    "host": "host Computer ComputerName hostname",
    "user": "user User cs-username username userName actor",
    "target_user": "TargetUserName",
    "source_ip": "src_ip SourceIp c-ip source_ip src sourceIPAddress id.orig_h ClientIP",
    "source_port": "src_port SourcePort source_port id.orig_p",
    "destination_ip": "dst_ip DestinationIp s-ip destination_ip dst id.resp_h",
    "destination_port": "dst_port DestinationPort s-port destination_port id.resp_p",
    "transport": "Protocol proto transport",
    "process": "Image exe process",
    "process_id": "ProcessId pid",
    "parent": "ParentImage",
    "command_line": "CommandLine cmdline",
    "file": "TargetFilename",
    "domain": "query QueryName DestinationHostname cs-host r-dns host_header server_name",
    "query_type": "record_type qtype_name QueryType",
    "response": "rcode_name QueryStatus",
    "method": "cs-method method http_method",
    "status": "sc-status status_code",
    "user_agent": "c-useragent cs-user-agent user_agent cs(User-Agent) userAgent",
    "referrer": "cs-referer referrer cs-referrer cs(Referer)",
    "bytes_in": "sc-bytes resp_bytes",
    "bytes_out": "cs-bytes orig_bytes",
    "action": "action",
    "message": "message",
}
FETCHES: Final[dict[str, Fetch]] = {
    name: attrgetter(column) for column, names in _COLUMNS.items() for name in names.split()
} | {
    "c-uri": _whole,
    "cs-uri": _whole,
    "cs-uri-stem": _path,
    "cs-uri-query": _query,
    "c-uri-stem": _path,
    "c-uri-query": _query,
    "c-uri-extension": _extension,
    "uri": attrgetter("url"),
    "request": attrgetter("url"),
    "answer": _answers,
    "answers": _answers,
}
"""Name in a rule -> how to get it from an event whose record does not use that name."""

SPELLINGS: Final[dict[str, Fetch]] = {
    name: _field(*others.split())
    for name, others in {
        "TargetFilename": "TargetFileName",
        "TargetFileName": "TargetFilename",
        "Hashes": "Hash",
        "DestinationIp": "DestinationIP",
        "SourceIp": "SourceIP",
        "ParentProcessName": "ParentImage",
        "ScriptBlockText": "scriptBlockText",
        "SubjectUserName": "subjectUserName",
        "ServiceFileName": "ImagePath",
        "ImagePath": "ServiceFileName",
        "IpAddress": "ClientAddress",
        "Data": "param1",
        "Workstation": "WorkstationName",
        "WorkstationName": "Workstation",
    }.items()
}
"""Windows itself, or who ships its logs, spells these differently from one version to the next."""
