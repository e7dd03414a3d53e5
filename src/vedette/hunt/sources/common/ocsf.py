"""Records in the Open Cybersecurity Schema, told by the number of their class."""

from __future__ import annotations

from typing import Final

from vedette.hunt.actions import (
    ACCOUNT_CHANGED,
    ALERT,
    API_CALL,
    CONNECTION,
    DHCP,
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
    PRIVILEGE,
    PROCESS_START,
    REGISTRY,
    SMB,
    SSH,
    SUCCESS,
    TASK,
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

_CLASSES: Final = {
    1005: MODULE_LOAD, 1006: TASK, 1007: PROCESS_START, 2001: ALERT, 2002: ALERT, 2003: ALERT, 2004: ALERT,
    2005: ALERT, 2006: ALERT, 3001: ACCOUNT_CHANGED, 3002: LOGIN, 3003: PRIVILEGE, 3005: ACCOUNT_CHANGED,
    3006: ACCOUNT_CHANGED, 4001: CONNECTION, 4002: HTTP, 4003: DNS, 4004: DHCP, 4006: SMB, 4007: SSH,
    4009: EMAIL, 6003: API_CALL, 201001: REGISTRY, 201002: REGISTRY,
}  # fmt: skip
_FILES: Final = 1001
_FILE_ACTIVITIES: Final = {1: FILE_WRITE, 2: FILE_READ, 3: FILE_WRITE, 4: FILE_DELETE, 5: FILE_RENAME}
_PROCESSES: Final = 1007
_LOGINS: Final = 3002
_LOGGED_OFF: Final = 2
_LOGON_TYPES: Final = range(1, 14)
"""Windows' own numbers; 0 and 99 say that it is none of them."""
_CATEGORIES: Final = {
    PROCESS_START: "process_creation", FILE_WRITE: "file_event", FILE_DELETE: "file_delete",
    CONNECTION: "network_connection", DNS: "dns", HTTP: "webserver", MODULE_LOAD: "image_load",
}  # fmt: skip
_SYSTEMS: Final = {100: "windows", 200: "linux", 300: "macos"}


def fits(record: Record) -> bool:
    """Say whether a record is in the schema."""
    return (
        isinstance(record.get("class_uid"), int)
        and "metadata" in record
        and ("time" in record or "start_time" in record)
    )


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a record."""
    fields = flatten(record)
    names = Names(fields)
    action = _action(record)
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(names.any("start_time") if action == CONNECTION else None)
        or of_stamp(record.get("time")),
        logsource=_logsource(names, action),
        fields=fields,
        action=action,
        outcome={1: SUCCESS, 2: FAILURE}.get(number_of(record.get("status_id")) or 0),
        message=names.text("finding_info.title", "message", "api.operation", "activity_name"),
        host=host_of(names.text("device.hostname", "device.name", "dst_endpoint.hostname", "device.ip")),
        user=user_of(names.text("actor.user.name", "user.name", "actor.user.email_addr", "user.email_addr")),
        source_ip=address_of(names.text("src_endpoint.ip", "actor.session.ip")),
        source_port=port_of(names.any("src_endpoint.port")),
        destination_ip=address_of(names.text("dst_endpoint.ip")),
        destination_port=port_of(names.any("dst_endpoint.port")),
        latitude=degrees_of(names.any("src_endpoint.location.lat")),
        longitude=degrees_of(names.any("src_endpoint.location.long")),
    )
    if action in {LOGIN, ACCOUNT_CHANGED}:
        _see_account(made, names)
    _see_process(made, names)
    _see_network(made, names)
    add_sigma_names(made)
    return made


def _see_account(made: Event, names: Names) -> None:
    about, actor = user_of(names.text("user.name", "user.email_addr")), user_of(names.text("actor.user.name"))
    if made.action == LOGIN:
        made.user, kind = about or actor, number_of(names.any("logon_type_id"))
        made.logon_type = kind if kind in _LOGON_TYPES else None
    elif about != actor:
        made.target_user = about


def _see_process(made: Event, names: Names) -> None:
    where = "process" if made.action == PROCESS_START else "actor.process"
    made.process = names.text(f"{where}.file.path", f"{where}.name")
    made.process_id = number_of(names.any(f"{where}.pid"))
    made.command_line = names.text(f"{where}.cmd_line")
    made.parent = names.text(f"{where}.parent_process.file.path", f"{where}.parent_process.name")
    if made.action == PROCESS_START and made.parent is None:
        made.parent = names.text("actor.process.file.path", "actor.process.name")
    made.file = names.text("file.path", "file.name", "module.file.path", "reg_key.path")
    hashed = names.text("file.hashes.value", f"{where}.file.hashes.value")
    made.hash = hashed.lower() if hashed is not None else None


def _see_network(made: Event, names: Names) -> None:
    transport = names.text("connection_info.protocol_name")
    made.transport = transport.lower() if transport is not None else None
    made.bytes_out, made.bytes_in = (
        number_of(names.any("traffic.bytes_out")),
        number_of(names.any("traffic.bytes_in")),
    )
    made.packets = number_of(names.any("traffic.packets"))
    took = number_of(names.any("duration"))
    made.duration = took * 1000 if took is not None else None
    asked = names.text("query.hostname", "tls.sni", "http_request.url.hostname")
    if asked is None and made.action != LOGIN:  # whose other end is the machine it happened on
        asked = names.text("dst_endpoint.hostname")
    made.domain = domain_of(asked)
    made.query_type, made.response = names.text("query.type"), names.text("rcode")
    answers = names.any("answers.rdata")
    if answers is not None:
        made.answers = tuple(str(one) for one in (answers if isinstance(answers, list) else [answers])[:64])
    made.method = names.text("http_request.http_method")
    made.url = names.text("http_request.url.url_string", "http_request.url.path")
    made.status = number_of(names.any("http_response.code"))
    made.user_agent, made.referrer = (
        names.text("http_request.user_agent"),
        names.text("http_request.referrer"),
    )
    made.ja3, made.ja4 = names.text("tls.ja3_hash.value"), names.text("ja4_fingerprint_list.value")


def _action(record: Record) -> str:
    kind, activity = record["class_uid"], number_of(record.get("activity_id")) or 0
    if kind == _FILES:
        return _FILE_ACTIVITIES.get(activity, OTHER)
    if kind == _PROCESSES:
        return PROCESS_START if activity == 1 else OTHER
    if kind == _LOGINS and activity == _LOGGED_OFF:
        return LOGOUT
    return _CLASSES.get(kind, OTHER)


def _logsource(names: Names, action: str) -> Logsource:
    system = _SYSTEMS.get(number_of(names.any("device.os.type_id")) or 0, "")
    return Logsource(product=system, category=_CATEGORIES.get(action, ""))


SHAPE: Final = Shape(name="ocsf", says="Open Cybersecurity Schema", fits=fits, event=event)
