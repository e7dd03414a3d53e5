"""What Suricata's events of each kind say: columns from the part of the record named after the kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vedette.hunt.actions import (
    ALERT,
    CONNECTION,
    DHCP,
    EMAIL,
    FAILURE,
    FILE_DELETE,
    FILE_READ,
    FILE_WRITE,
    HTTP,
    LOGIN,
    OTHER,
    SHARE,
    SMB,
    SSH,
    SUCCESS,
    TICKET,
    TLS,
)
from vedette.hunt.event import Event
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import (
    address_of,
    domain_of,
    forwarded,
    host_of,
    number_of,
    text_of,
    user_of,
)
from vedette.hunt.sources.common.web import add_query

Part = Mapping[str, Any]

_SMB_LOGINS: Final = frozenset({"SMB2_COMMAND_SESSION_SETUP", "SMB1_COMMAND_SESSION_SETUP_ANDX"})
_SMB_REFUSED: Final = frozenset(
    {
        "STATUS_LOGON_FAILURE", "STATUS_ACCOUNT_DISABLED", "STATUS_ACCOUNT_LOCKED_OUT",
        "STATUS_WRONG_PASSWORD", "STATUS_NO_SUCH_USER", "STATUS_PASSWORD_EXPIRED",
        "STATUS_ACCOUNT_RESTRICTION", "STATUS_ACCESS_DENIED",
    }
)  # fmt: skip
_SMB_COMMANDS: Final = {
    "SMB2_COMMAND_TREE_CONNECT": SHARE, "SMB1_COMMAND_TREE_CONNECT_ANDX": SHARE,
    "SMB2_COMMAND_WRITE": FILE_WRITE, "SMB1_COMMAND_WRITE_ANDX": FILE_WRITE,
    "SMB2_COMMAND_READ": FILE_READ, "SMB1_COMMAND_READ_ANDX": FILE_READ, "SMB1_COMMAND_DELETE": FILE_DELETE,
}  # fmt: skip
_FTP_COMMANDS: Final = {"RETR": FILE_READ, "STOR": FILE_WRITE, "APPE": FILE_WRITE, "DELE": FILE_DELETE}


def part_of(record: Part, name: str) -> Part:
    """Take a record inside a record."""
    part = record.get(name)
    return part if isinstance(part, dict) else {}


def see_flow(event: Event, record: Part) -> None:
    """Read a conversation that ended."""
    flow = part_of(record, "flow") or part_of(record, "netflow")
    event.action = CONNECTION
    event.bytes_out, event.bytes_in = (
        _number(flow, "bytes_toserver", "bytes"),
        _number(flow, "bytes_toclient"),
    )
    out, back = _number(flow, "pkts_toserver", "pkts"), _number(flow, "pkts_toclient")
    event.packets = (out or 0) + (back or 0) if out is not None else None
    start, end = of_stamp(flow.get("start")), of_stamp(flow.get("end"))
    if start is not None:
        event.time = start
        event.duration = max(end - start, 0) if end is not None else None
    if back is not None:
        refused = str(part_of(record, "tcp").get("state")) in {"syn_sent", "syn_recv"}
        event.outcome = FAILURE if back == 0 or refused else SUCCESS


def see_alert(event: Event, record: Part) -> None:
    """Read an alarm, and what it was about as far as the record says."""
    if "http" in record:
        see_http(event, record)
    elif "tls" in record:
        see_tls(event, record)
    alert = part_of(record, "alert")
    event.action, event.message = ALERT, text_of(alert.get("signature"))
    event.outcome = FAILURE if alert.get("action") == "blocked" else None


def see_http(event: Event, record: Part) -> None:
    """Read a request, and what came back."""
    http = part_of(record, "http")
    event.action, event.protocol = HTTP, "http"
    event.domain = domain_of(text_of(http.get("hostname")))
    event.method, event.url = text_of(http.get("http_method")), text_of(http.get("url"))
    event.status = number_of(http.get("status"))
    event.user_agent, event.referrer = text_of(http.get("http_user_agent")), text_of(http.get("http_refer"))
    event.bytes_in = number_of(http.get("length"))
    behalf = text_of(http.get("xff"))
    if behalf is not None:
        event.source_ip = forwarded(event.source_ip, behalf)
    add_query(event.fields, event.url)


def see_tls(event: Event, record: Part) -> None:
    """Read a handshake."""
    tls = part_of(record, "tls")
    event.action, event.protocol = TLS, "tls"
    event.domain = domain_of(text_of(tls.get("sni")))
    event.ja3 = text_of(part_of(tls, "ja3").get("hash"))
    event.ja4 = text_of(tls.get("ja4"))
    event.hash = (text_of(tls.get("fingerprint")) or "").replace(":", "").lower() or None


def see_quic(event: Event, record: Part) -> None:
    """Read a handshake over UDP."""
    quic = part_of(record, "quic")
    event.action, event.protocol = TLS, "quic"
    event.domain = domain_of(text_of(quic.get("sni")))
    event.ja3, event.ja4 = text_of(part_of(quic, "ja3").get("hash")), text_of(quic.get("ja4"))
    event.user_agent = text_of(quic.get("ua"))


def see_ssh(event: Event, record: Part) -> None:
    """Read two programs greeting each other."""
    event.action, event.protocol = SSH, "ssh"
    event.user_agent = text_of(part_of(part_of(record, "ssh"), "client").get("software_version"))


def see_smb(event: Event, record: Part) -> None:
    """Read a command to a file server; a session that was set up is a login."""
    smb = part_of(record, "smb")
    command, status = str(smb.get("command")), text_of(smb.get("status"))
    event.protocol, event.action = "smb", _SMB_COMMANDS.get(command, SMB)
    event.file = text_of(smb.get("filename") or smb.get("share"))
    ntlm = part_of(smb, "ntlmssp")
    event.user = user_of(text_of(ntlm.get("user")))
    if command in _SMB_LOGINS and (event.user is not None or "kerberos" in smb):
        if status == "STATUS_SUCCESS":
            event.action, event.outcome = LOGIN, SUCCESS
        elif status in _SMB_REFUSED:
            event.action, event.outcome = LOGIN, FAILURE
    elif status is not None and status != "STATUS_SUCCESS":
        event.outcome = FAILURE


def see_krb5(event: Event, record: Part) -> None:
    """Read a ticket that was asked for."""
    krb5 = part_of(record, "krb5")
    event.action, event.protocol = TICKET, "kerberos"
    event.user = user_of(text_of(krb5.get("cname")))
    event.target_host = host_of((text_of(krb5.get("sname")) or "").partition("/")[2])
    event.message = text_of(krb5.get("error_code"))
    event.outcome = FAILURE if krb5.get("msg_type") == "KRB_ERROR" or event.message else SUCCESS


def see_fileinfo(event: Event, record: Part) -> None:
    """Read a file that was carried."""
    info = part_of(record, "fileinfo")
    if "http" in record:
        see_http(event, record)
    event.action, event.file = OTHER, text_of(info.get("filename"))
    event.hash = text_of(info.get("sha256") or info.get("sha1") or info.get("md5"))
    event.bytes_in = number_of(info.get("size"))


def see_dhcp(event: Event, record: Part) -> None:
    """Read an address somebody was given; only the server's word names it for certain."""
    dhcp = part_of(record, "dhcp")
    event.action, event.protocol = DHCP, "dhcp"
    given = address_of(text_of(dhcp.get("assigned_ip"))) or address_of(text_of(dhcp.get("client_ip")))
    if given not in {None, "0.0.0.0"}:  # noqa: S104  an address, not a socket
        event.source_ip = given
    event.target_host = host_of(text_of(dhcp.get("hostname")))


def see_ftp(event: Event, record: Part) -> None:
    """Read a command to a file server, with what came back."""
    ftp = part_of(record, "ftp")
    event.action, event.protocol = _FTP_COMMANDS.get(str(ftp.get("command")), OTHER), "ftp"
    data = ftp.get("command_data")
    event.file = text_of(data)
    codes = ftp.get("completion_code")
    code = codes[0] if isinstance(codes, list) and codes else codes
    if str(ftp.get("command")) in {"USER", "PASS"} and str(code) in {"230", "530"}:
        event.action, event.outcome, event.file = LOGIN, SUCCESS if code == "230" else FAILURE, None
        event.user = user_of(text_of(data)) if ftp.get("command") == "USER" else None


def see_smtp(event: Event, record: Part) -> None:
    """Read a letter."""
    smtp, email = part_of(record, "smtp"), part_of(record, "email")
    event.action, event.protocol = EMAIL, "smtp"
    event.domain = domain_of(text_of(smtp.get("helo")))
    event.user = user_of((text_of(smtp.get("mail_from")) or text_of(email.get("from")) or "").strip("<>"))
    event.message = text_of(email.get("subject"))


def see_rdp(event: Event, record: Part) -> None:
    """Read the beginning of a remote desktop."""
    event.action, event.protocol = OTHER, "rdp"
    event.user = user_of(text_of(part_of(record, "rdp").get("cookie")))


def see_anomaly(event: Event, record: Part) -> None:
    """Read something no protocol allows."""
    event.action, event.message = OTHER, text_of(part_of(record, "anomaly").get("event"))


def see_other(event: Event, _: Part) -> None:
    """Read any other kind: its ends are known, what happened is in its fields."""
    event.action = OTHER


def _number(part: Part, *names: str) -> int | None:
    return next((number_of(part[name]) for name in names if name in part), None)
