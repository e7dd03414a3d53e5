"""What mail and file servers say of logins: dovecot, postfix, vsftpd, proftpd, pure-ftpd."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.actions import CONNECTION, FAILURE, LOGIN, SUCCESS
from vedette.hunt.event import Event
from vedette.hunt.sources.common.names import address_of, user_of

_DOVECOT: Final = re.compile(
    r"(?:imap|pop3|submission|managesieve|lmtp)-login: (?:Info: )?(Login|Aborted login"
    r"|Disconnected)\b([^:]{0,255}):(.*)\Z",
    re.DOTALL,
)
_PAIR: Final = re.compile(r"\b(user|method|rip|lip|mpid)=<?([^\s,>]{0,255})>?")
_SASL_FAILED: Final = re.compile(
    r"warning: \S{0,255}\[([0-9A-Fa-f.:]{2,64})\]: SASL (\S{1,32}) authentication failed"
    r"(?:.*sasl_username=(\S{1,255}))?"
)
_SASL: Final = re.compile(r"\S{1,32}: client=\S{0,255}\[([0-9A-Fa-f.:]{2,64})\].*sasl_username=(\S{1,255})")
_VSFTPD: Final = re.compile(
    r'(?:\[pid \d{1,10}\] )?\[([^\]]{1,255})\] (OK|FAIL) LOGIN: Client "([^"]{1,64})"'
)
_PROFTPD: Final = re.compile(
    r".{0,255}?\[([0-9A-Fa-f.:]{2,64})\]\)?:? ?-? ?USER (\S{1,255}?):? (?:\(?(Login (?:failed"
    r"|successful)|no such user found))"
)
_PURE: Final = re.compile(
    r"\(\S{0,64}?@([0-9A-Fa-f.:]{2,64})\) \[\w+\] (?:(\S{1,255}) is now logged in|Authentication"
    r" failed for user \[([^\]]{1,255})\])"
)
_FTPD: Final = re.compile(r"(?:FTP )?LOGIN (FAILED )?FROM (\S{1,255}?)(?: \[[^\]]*\])?, (\S{1,255})")
_KLOGIND: Final = re.compile(r"Authentication failed from ([0-9A-Fa-f.:]{2,64})")
_FROM: Final = re.compile(r"connection from ([0-9A-Fa-f.:]{2,64})")
_LONGEST: Final = 4000


def see_dovecot(event: Event, message: str) -> None:
    """Take over a login to a mailbox."""
    found = _DOVECOT.match(message)
    if found is None:
        return
    pairs = dict(_PAIR.findall(found[3][:_LONGEST]))
    event.fields.update(pairs)
    event.user, event.source_ip = user_of(pairs.get("user")), address_of(pairs.get("rip"))
    event.destination_ip = address_of(pairs.get("lip"))
    if found[1] == "Login":
        event.action, event.outcome = LOGIN, SUCCESS
    elif "auth failed" in found[2]:
        event.action, event.outcome = LOGIN, FAILURE


def see_postfix(event: Event, message: str) -> None:
    """Take over a login to send mail."""
    message = message[:_LONGEST]
    failed = _SASL_FAILED.match(message)
    if failed is not None:
        _login(event, failed[3], failed[1], ok=False)
    elif (good := _SASL.match(message)) is not None:
        _login(event, good[2].rstrip(","), good[1], ok=True)


def see_ftp(event: Event, message: str) -> None:
    """Take over a login to a file server."""
    message = message[:_LONGEST]
    if (found := _VSFTPD.match(message)) is not None:
        _login(event, found[1], found[3], ok=found[2] == "OK")
    elif (found := _PROFTPD.match(message)) is not None:
        _login(event, found[2], found[1], ok=found[3] == "Login successful")
    elif (found := _PURE.match(message)) is not None:
        _login(event, found[2] or found[3], found[1], ok=found[2] is not None)
    elif (found := _FTPD.search(message)) is not None:
        _login(event, found[3], found[2], ok=not found[1])
    elif (found := _FROM.match(message)) is not None:
        event.action, event.protocol, event.source_ip = CONNECTION, "ftp", address_of(found[1])


def see_klogind(event: Event, message: str) -> None:
    """Take over a login with a Kerberos ticket that failed."""
    found = _KLOGIND.match(message)
    if found is not None:
        _login(event, None, found[1], ok=False)


def _login(event: Event, user: str | None, address: str, *, ok: bool) -> None:
    event.action, event.outcome = LOGIN, SUCCESS if ok else FAILURE
    event.user, event.source_ip = user_of(user), address_of(address)
