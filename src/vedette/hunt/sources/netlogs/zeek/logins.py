"""Zeek's records of who logged in where, what they did there, and what Zeek itself found odd, as events."""

from __future__ import annotations

from typing import Any, Final

from vedette.hunt.actions import (
    ALERT,
    FAILURE,
    FILE_DELETE,
    FILE_READ,
    FILE_RENAME,
    FILE_WRITE,
    LOGIN,
    OTHER,
    SHARE,
    SMB,
    SSH,
    SUCCESS,
    TICKET,
)
from vedette.hunt.event import Event
from vedette.hunt.sources.common.names import address_of, host_of, number_of, port_of, text_of, user_of

_FILE_ACTIONS: Final = {
    "SMB::FILE_WRITE": FILE_WRITE,
    "SMB::FILE_DELETE": FILE_DELETE,
    "SMB::FILE_RENAME": FILE_RENAME,
    "SMB::FILE_READ": FILE_READ,
}
_FTP_ACTIONS: Final = {
    "RETR": FILE_READ, "STOR": FILE_WRITE, "STOU": FILE_WRITE, "APPE": FILE_WRITE, "DELE": FILE_DELETE,
    "RNTO": FILE_RENAME,
}  # fmt: skip
_FTP_LOGGED_IN: Final = 230
_FTP_REFUSED: Final = 530


def see_ssh(event: Event, fields: dict[str, Any]) -> None:
    """Read an SSH connection: Zeek guesses from sizes whether somebody got in."""
    event.protocol = "ssh"
    event.user_agent = text_of(fields.get("client"))
    _tried(event, fields.get("auth_success"), SSH)


def see_ntlm(event: Event, fields: dict[str, Any]) -> None:
    """Read a login by NTLM."""
    event.protocol = "ntlm"
    event.user = user_of(text_of(fields.get("username")))
    event.host = host_of(
        text_of(fields.get("server_nb_computer_name") or fields.get("server_dns_computer_name"))
    )
    _tried(event, fields.get("success"), LOGIN)


def see_kerberos(event: Event, fields: dict[str, Any]) -> None:
    """Read a ticket that was asked for."""
    event.protocol = "kerberos"
    event.user = user_of((text_of(fields.get("client")) or "").partition("/")[0])
    event.message = text_of(fields.get("error_msg"))
    event.target_host = host_of((text_of(fields.get("service")) or "").partition("/")[2].partition("@")[0])
    _tried(event, fields.get("success"), TICKET)
    event.action = TICKET


def see_radius(event: Event, fields: dict[str, Any]) -> None:
    """Read a login a RADIUS server decided."""
    event.protocol = "radius"
    event.user = user_of(text_of(fields.get("username")))
    result = str(fields.get("result"))
    _tried(event, result == "success" if result in {"success", "failed"} else None, OTHER)


def see_ldap(event: Event, fields: dict[str, Any]) -> None:
    """Read a request to a directory; a bind is a login."""
    event.action, event.protocol = OTHER, "ldap"
    kind, result = str(fields.get("message_type", "")), str(fields.get("result", ""))
    event.user = user_of(text_of(fields.get("object"))) if "bind" in kind else None
    if "bind" in kind and result:
        _tried(event, result == "success", OTHER)


def see_rdp(event: Event, fields: dict[str, Any]) -> None:
    """Read a remote desktop; whether somebody got in is not visible."""
    event.action, event.protocol = OTHER, "rdp"
    event.user = user_of(text_of(fields.get("cookie")))


def see_ftp(event: Event, fields: dict[str, Any]) -> None:
    """Read a command to a file server; those Zeek logs with what came back."""
    event.action, event.protocol = OTHER, "ftp"
    event.user, event.file = user_of(text_of(fields.get("user"))), text_of(fields.get("arg"))
    command, code = str(fields.get("command")), number_of(fields.get("reply_code"))
    if command in {"USER", "PASS"} and code in {_FTP_LOGGED_IN, _FTP_REFUSED}:
        _tried(event, code == _FTP_LOGGED_IN, OTHER)
    else:
        event.action = _FTP_ACTIONS.get(command, OTHER)


def see_smb_files(event: Event, fields: dict[str, Any]) -> None:
    """Read something done to a file on a share."""
    event.protocol = "smb"
    event.action = _FILE_ACTIONS.get(str(fields.get("action")), SHARE)
    path, name = text_of(fields.get("path")) or "", text_of(fields.get("name")) or ""
    event.file = f"{path}\\{name}".strip("\\") if path else name or None
    event.bytes_out = number_of(fields.get("size"))


def see_smb_mapping(event: Event, fields: dict[str, Any]) -> None:
    """Read a share that was opened."""
    event.action, event.protocol = SHARE, "smb"
    event.file = text_of(fields.get("path"))


def see_dce_rpc(event: Event, fields: dict[str, Any]) -> None:
    """Read a procedure called on another machine."""
    event.action, event.protocol = SMB, "dce_rpc"
    event.message = f"{fields.get('endpoint', '?')}::{fields.get('operation', '?')}"


def see_notice(event: Event, fields: dict[str, Any]) -> None:
    """Read what Zeek's own scripts found worth telling."""
    event.action = ALERT
    event.message = text_of(fields.get("msg")) or text_of(fields.get("note"))
    event.source_ip = event.source_ip or address_of(text_of(fields.get("src")))
    event.destination_ip = event.destination_ip or address_of(text_of(fields.get("dst")))
    event.destination_port = event.destination_port or port_of(fields.get("p"))
    event.transport = text_of(fields.get("proto"))


def see_weird(event: Event, fields: dict[str, Any]) -> None:
    """Read something no protocol allows."""
    event.action, event.message = OTHER, text_of(fields.get("name"))


def see_software(event: Event, fields: dict[str, Any]) -> None:
    """Read a program seen in use."""
    event.action = OTHER
    event.source_ip = address_of(text_of(fields.get("host")))
    event.message = text_of(fields.get("unparsed_version")) or text_of(fields.get("name"))


def see_syslog(event: Event, fields: dict[str, Any]) -> None:
    """Read a line of syslog that went by."""
    event.action, event.protocol, event.message = OTHER, "syslog", text_of(fields.get("message"))


def see_other(event: Event, fields: dict[str, Any]) -> None:
    """Read any other log: its ends are known, what happened is in its fields."""
    event.action = OTHER
    event.transport = text_of(fields.get("proto"))


def _tried(event: Event, success: object, else_action: str) -> None:
    """Tell a login by how it went; where that is not known, it is only what else it is."""
    if isinstance(success, bool):
        event.action, event.outcome = LOGIN, SUCCESS if success else FAILURE
    else:
        event.action = else_action
