"""What a table of columns can't say of a Windows event: outcomes in codes, commands inside texts."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt import actions
from vedette.hunt.actions import FAILURE, SUCCESS
from vedette.hunt.event import Event
from vedette.hunt.sources.values import NOTHING, account, address, machine, port

_TEXT_MAX: Final = 64 * 1024
_COMMAND: Final = re.compile(r"<Command>([^<]{1,4096})</Command>")
_ARGUMENTS: Final = re.compile(r"<Arguments>([^<]{1,8192})</Arguments>")
_HOST_APPLICATION: Final = re.compile(r"Host ?Application ?= ?([^\r\n]{1,8192})")
_CONTEXT_USER: Final = re.compile(r"(?:^|\n)\s*User(?:Id)? ?= ?([^\r\n]{1,256})")
_CN: Final = re.compile(r"CN=((?:[^,\\]|\\.){1,256})", re.IGNORECASE)
_CLIENT: Final = re.compile(r"\[CLIENT: ([0-9a-fA-F:.]{2,45})\]")
_SSH_LOGIN: Final = re.compile(
    r"(Accepted|Failed) \S{1,40} for (?:invalid user )?(\S{1,256}) from ([0-9a-fA-F:.%]{2,64}) port (\d{1,5})"
)
_WHERE_FROM: Final = re.compile(r"\[?([0-9a-fA-F:.%]{2,64}?)\]?:(\d{1,5})")
_URL_HOST: Final = re.compile(r"[a-zA-Z]+://(?:[^/@]*@)?(\[[0-9a-fA-F:.]+\]|[^/:?#\s]+)")
_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_DNS_STATUS: Final = {
    "0": "NOERROR", "9001": "FORMERR", "9002": "SERVFAIL", "9003": "NXDOMAIN", "9004": "NOTIMP",
    "9005": "REFUSED", "9501": "NOERROR", "9701": "NXDOMAIN", "1460": "TIMEOUT",
}  # fmt: skip
_QUERY_TYPES: Final = {
    "1": "A", "2": "NS", "5": "CNAME", "6": "SOA", "10": "NULL", "12": "PTR", "15": "MX", "16": "TXT",
    "28": "AAAA", "33": "SRV", "255": "ANY",
}  # fmt: skip
_AUDIT_FAILURE: Final = 0x0010000000000000
_AUDIT_SUCCESS: Final = 0x0020000000000000


def _text(event: Event, name: str) -> str:
    value = event.fields.get(name)
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)[:_TEXT_MAX]
    return "" if value is None else str(value)[:_TEXT_MAX]


def _unescaped(text: str) -> str:
    for written, meant in _ENTITIES:
        text = text.replace(written, meant)
    return text


def judge_status(event: Event) -> None:
    """Read success or failure from a status code."""
    status = _text(event, "Status")
    if status:
        event.outcome = SUCCESS if status.lower() in {"0x0", "0", "0x00000000"} else FAILURE


def judge_credentials(event: Event) -> None:
    """Read the outcome of a check of credentials, and from where it was asked for."""
    judge_status(event)
    asked = _text(event, "Workstation").strip("\\")
    if asked not in NOTHING:
        event.source_ip = address(asked)
        if event.source_ip is None and machine(asked) != event.host:
            event.target_host = event.host
            event.host = machine(asked)


def judge_keywords(event: Event) -> None:
    """Read the outcome Windows' audit puts into the keywords."""
    text = _text(event, "Keywords")
    try:
        keywords = int(text, 16) if text[:2] == "0x" else int(text) & 0xFFFFFFFFFFFFFFFF
    except ValueError:
        return
    if keywords & (_AUDIT_FAILURE | _AUDIT_SUCCESS):
        event.outcome = FAILURE if keywords & _AUDIT_FAILURE else SUCCESS


def name_member(event: Event) -> None:
    """Name who was put into a group or taken out: the event's target is the group."""
    found = _CN.search(_text(event, "MemberName"))
    if found:
        event.target_user = account(found[1].replace("\\", ""))


def read_task(event: Event) -> None:
    """Take the command a task runs out of its definition."""
    text = _text(event, "TaskContent") or _text(event, "TaskContentNew")
    command = _COMMAND.search(text)
    if command:
        arguments = _ARGUMENTS.search(text)
        event.process = _unescaped(command[1])
        event.command_line = event.process + (f" {_unescaped(arguments[1])}" if arguments else "")


def tell_object(event: Event) -> None:
    """Tell a file from a key of the registry and a process."""
    match event.fields.get("ObjectType"):
        case "File":
            event.action = actions.FILE_READ
        case "Key":
            event.action = actions.REGISTRY
        case "Process":
            event.action = actions.PROCESS_ACCESS
        case _:
            pass


def read_dns_status(event: Event) -> None:
    """Turn Windows' error number into a response code."""
    event.response = _DNS_STATUS.get(_text(event, "QueryStatus"))
    read_query_type(event)


def read_query_type(event: Event) -> None:
    """Name a type of question by its number."""
    kind = _text(event, "QueryType") or _text(event, "QTYPE")
    if kind:
        event.query_type = _QUERY_TYPES.get(kind, kind)


def read_context(event: Event) -> None:
    """Take user and command line out of what PowerShell says of its surroundings."""
    _from_context(event, _text(event, "ContextInfo"))


def read_classic(event: Event) -> None:
    """Take user and command line out of the unnamed data of the old PowerShell log."""
    _from_context(event, _text(event, "Data").replace("\r\n", "\n"))


def _from_context(event: Event, text: str) -> None:
    if found := _HOST_APPLICATION.search(text):
        event.command_line = found[1].strip() or None
    if found := _CONTEXT_USER.search(text):
        event.user = account(found[1].strip())


def read_url(event: Event) -> None:
    """Take the host out of a URL."""
    found = _URL_HOST.match(event.url or "")
    if found:
        event.domain = found[1].lower()


def join_names(event: Event) -> None:
    """Let names with spaces be asked for without them, as rules do; the record's own stay."""
    for name in [one for one in event.fields if " " in one]:
        value = event.fields[name]
        event.fields.setdefault(name.replace(" ", ""), value)
        event.fields.setdefault(name.replace(" ", "_"), value)


def read_database_login(event: Event) -> None:
    """Take who and from where out of the unnamed values of SQL Server's logins."""
    values = event.fields.get("Data")
    if isinstance(values, list) and values:
        event.user = account(str(values[0]))
    if found := _CLIENT.search(_text(event, "Data")):
        event.source_ip = address(found[1])


def read_ssh(event: Event) -> None:
    """Read a login out of what OpenSSH says."""
    if found := _SSH_LOGIN.search(_text(event, "payload")):
        event.action = actions.LOGIN
        event.outcome = SUCCESS if found[1] == "Accepted" else FAILURE
        event.user, event.source_ip, event.source_port = account(found[2]), address(found[3]), port(found[4])


def read_client(event: Event) -> None:
    """Take apart the address and port of who asked for a remote desktop."""
    found = _WHERE_FROM.fullmatch(_text(event, "ClientIP"))
    if found:
        event.source_ip, event.source_port = address(found[1]), port(found[2])
        event.transport = _text(event, "ConnType").lower() or None
