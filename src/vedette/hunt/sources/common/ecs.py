"""Records in the Elastic Common Schema: of beats and of whatever writes like them, nested or with dots.

Records of Windows event logs (`winlog`) are not taken: they say more by their own names.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from vedette.hunt.actions import (
    ACCOUNT_CHANGED,
    ALERT,
    CONNECTION,
    DNS,
    EMAIL,
    FAILURE,
    FILE_DELETE,
    FILE_READ,
    FILE_RENAME,
    FILE_WRITE,
    HTTP,
    LOGIN,
    LOGOUT,
    MODULE_LOAD,
    OTHER,
    PROCESS_START,
    REGISTRY,
    SUCCESS,
    TLS,
)
from vedette.hunt.event import Event, Logsource
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.common.ecs_names import Names, add_sigma_names
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import (
    address_of,
    degrees_of,
    domain_of,
    host_of,
    number_of,
    port_of,
    user_of,
)
from vedette.hunt.sources.flatten import flatten

_MARKS: Final = (
    "ecs",
    "ecs.version",
    "event",
    "event.category",
    "event.kind",
    "event.dataset",
    "agent",
    "process",
)
_ABOUT_PROCESSES: Final = frozenset({"process", "file", "dll", "hash", "registry"})
_ABOUT_TRAFFIC: Final = frozenset({"source", "destination", "client", "server", "network", "http"})
_ABOUT_NAMES: Final = frozenset({"dns", "tls", "url", "http", "user_agent", "destination", "server"})
_LOGSOURCES: Final = 512
_NANO: Final = 1000
_FILE_TYPES: Final = {
    "creation": FILE_WRITE,
    "change": FILE_WRITE,
    "deletion": FILE_DELETE,
    "access": FILE_READ,
}
_ALONE: Final = {
    "iam": ACCOUNT_CHANGED, "registry": REGISTRY, "email": EMAIL, "library": MODULE_LOAD,
    "driver": MODULE_LOAD,
    "intrusion_detection": ALERT, "malware": ALERT, "threat": ALERT, "web": HTTP,
}  # fmt: skip
_CATEGORIES: Final = {
    PROCESS_START: "process_creation", FILE_WRITE: "file_event", FILE_DELETE: "file_delete",
    FILE_RENAME: "file_rename", CONNECTION: "network_connection", DNS: "dns_query", MODULE_LOAD: "image_load",
    REGISTRY: "registry_event", HTTP: "webserver",
}  # fmt: skip


def fits(record: Record) -> bool:
    """Say whether a record is in the schema, bare or as Elasticsearch gives it back."""
    inner = record.get("_source", record)
    if not isinstance(inner, dict) or "@timestamp" not in inner or "winlog" in inner:
        return False
    return any(mark in inner for mark in _MARKS) and not any(name.startswith("winlog.") for name in inner)


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a record."""
    inner = record.get("_source", record)
    fields = flatten(inner)
    groups = {name.partition(".")[0] for name in inner}
    names = Names(fields)
    action = _action(names)
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(fields.get("event.start") if action == CONNECTION else None)
        or of_stamp(fields.get("@timestamp")),
        logsource=_logsource(
            names.text("host.os.type", "host.os.family", "event.module") or "",
            _CATEGORIES.get(action, ""),
            (names.text("event.dataset") or "").rpartition(".")[2],
        ),
        fields=fields,
        action=action,
        outcome=_outcome(names),
        message=names.text("message", "event.reason", "rule.name", "event.action"),
        host=host_of(names.text("host.name", "host.hostname", "observer.name", "agent.hostname")),
        user=user_of(names.text("user.name", "user.id", "source.user.name")),
        target_user=user_of(names.text("user.target.name", "user.effective.name", "destination.user.name")),
        source_ip=address_of(names.text("source.ip", "client.ip", "source.address")),
        source_port=port_of(names.any("source.port", "client.port")),
        destination_ip=address_of(names.text("destination.ip", "server.ip", "destination.address")),
        destination_port=port_of(names.any("destination.port", "server.port")),
        latitude=degrees_of(names.any("source.geo.location.lat", "client.geo.location.lat")),
        longitude=degrees_of(names.any("source.geo.location.lon", "client.geo.location.lon")),
    )
    if not groups.isdisjoint(_ABOUT_PROCESSES):
        _see_process(made, names)
    if not groups.isdisjoint(_ABOUT_TRAFFIC):
        _see_traffic(made, names)
    if not groups.isdisjoint(_ABOUT_NAMES):
        _see_names(made, names)
    add_sigma_names(made)
    return made


def _see_process(made: Event, names: Names) -> None:
    made.process = names.text("process.executable", "process.name")
    made.process_id = number_of(names.any("process.pid"))
    made.parent = names.text("process.parent.executable", "process.parent.name")
    made.command_line = names.text("process.command_line", "process.title") or names.joined("process.args")
    made.file = names.text("file.path", "file.name", "dll.path", "registry.path")
    hashed = names.text("process.hash.sha256", "file.hash.sha256", "process.hash.sha1", "file.hash.sha1",
                        "process.hash.md5", "file.hash.md5", "hash.sha256")  # fmt: skip
    made.hash = hashed.lower() if hashed is not None else None


def _see_traffic(made: Event, names: Names) -> None:
    made.transport = names.text("network.transport", "network.iana_number")
    made.protocol = names.text("network.protocol", "network.application")
    made.bytes_out = number_of(names.any("source.bytes", "client.bytes", "http.request.bytes"))
    made.bytes_in = number_of(
        names.any("destination.bytes", "server.bytes", "http.response.body.bytes", "http.response.bytes")
    )
    made.packets = number_of(names.any("network.packets", "source.packets"))
    took = number_of(names.any("event.duration"))
    made.duration = took // _NANO if took is not None else None


def _see_names(made: Event, names: Names) -> None:
    made.domain = domain_of(
        names.text(
            "dns.question.name", "tls.client.server_name", "url.domain", "destination.domain", "server.domain"
        )
    )
    made.query_type, made.response = names.text("dns.question.type"), names.text("dns.response_code")
    answers = names.any("dns.answers.data", "dns.resolved_ip")
    if answers is not None:
        made.answers = tuple(str(one) for one in (answers if isinstance(answers, list) else [answers])[:64])
    made.method = names.text("http.request.method")
    made.url = names.text("url.original", "url.full", "url.path")
    made.status = number_of(names.any("http.response.status_code"))
    made.user_agent, made.referrer = names.text("user_agent.original"), names.text("http.request.referrer")
    made.ja3, made.ja4 = names.text("tls.client.ja3"), names.text("tls.client.ja4")


def _action(names: Names) -> str:
    """Tell what happened by category, type and kind, and by what the record has."""
    categories, types = names.words("event.category"), names.words("event.type")
    if names.text("event.kind") in {"alert", "signal"}:
        return ALERT
    if "authentication" in categories or "session" in categories:
        return _session(categories, types, names)
    if "process" in categories:
        return PROCESS_START if "start" in types or "process_started" in types else OTHER
    if "file" in categories:
        return next((_FILE_TYPES[one] for one in types if one in _FILE_TYPES), OTHER)
    found = next((_ALONE[one] for one in categories if one in _ALONE), None)
    return found or _traffic(categories, names)


def _session(categories: frozenset[str], types: frozenset[str], names: Names) -> str:
    if "end" in types or "log-off" in names.words("event.action"):
        return LOGOUT
    return LOGIN if "authentication" in categories else OTHER


def _traffic(categories: frozenset[str], names: Names) -> str:
    if names.has("dns.question.name"):
        return DNS
    if names.has("http.request.method"):
        return HTTP
    if names.has("tls.client.server_name") or names.has("tls.client.ja3"):
        return TLS
    has_ends = names.has("source.ip") and names.has("destination.ip")
    return CONNECTION if has_ends and categories <= {"network", "network_traffic"} else OTHER


def _outcome(names: Names) -> str | None:
    told = names.text("event.outcome")
    return told if told in {SUCCESS, FAILURE} else None


@lru_cache(_LOGSOURCES)
def _logsource(product: str, category: str, service: str) -> Logsource:
    product = "linux" if product in {"system", "auditd", "debian", "redhat"} else product
    return Logsource(product=product[:64], category=category, service=service[:64])


SHAPE: Final = Shape(name="ecs", says="Elastic Common Schema", fits=fits, event=event)
