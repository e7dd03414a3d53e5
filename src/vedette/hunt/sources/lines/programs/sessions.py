"""What is said of sessions and passwords by PAM, login, desktop managers and systemd-logind."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.actions import ACCOUNT_CHANGED, FAILURE, LOGIN, LOGOUT, PRIVILEGE, SUCCESS
from vedette.hunt.event import Event
from vedette.hunt.sources.common.names import address_of, host_of, user_of

_PAM: Final = re.compile(
    r"(pam_\w{1,32})\(([\w./@+-]{1,64}):(auth|session|account|chauthtok|setcred)\): ?(.*)\Z", re.DOTALL
)
_OLD_PAM: Final = re.compile(
    r"(authentication failure;|session (?:opened|closed) for user |check pass;|password changed for )"
)
_SESSION: Final = re.compile(
    r"session (opened|closed) for user ([^\s(]{1,255})(?:\(uid=\d{1,10}\))?(?: by ([^\s(]{0,255}))?"
)
_PAIR: Final = re.compile(r"\b(logname|uid|euid|tty|ruser|rhost|user)=(\S{0,255})")
_CHANGED: Final = re.compile(r"password changed for (\S{1,255})")
_NEW: Final = re.compile(r"New session '?(\S{1,64}?)'? of user '?([^\s'.]{1,255})'?")
_LOGIN: Final = re.compile(
    r"(FAILED LOGIN|ROOT LOGIN|LOGIN|DIALUP AT)\b(?: SESSION)?(?: ?\(?\d{1,4}\)?)?"
    r"(?: (?:on|ON|FROM|from) '?(\S{1,255}?)'?)?(?: (?:FOR|BY|for|by) '?([^\s',]{1,255})'?)?(?: FROM"
    r" (\S{1,255}))?(?:,.*)?\Z"
)
_BECOMES: Final = frozenset({"su", "su-l", "sudo", "sudo-i", "runuser", "runuser-l", "polkit-1", "doas"})
_QUIET: Final = frozenset({"sshd", "cron", "crond", "systemd-user", "atd"})
"""Their sessions are told by somebody else, or nobody logs in."""


def is_pam(message: str) -> bool:
    """Say whether PAM speaks, whatever the program."""
    return message.startswith("pam_")


def see_pam(event: Event, message: str) -> None:
    """Take over what PAM says: pam_unix(su:session): session opened for user root by alice(uid=1000)."""
    found = _PAM.match(message)
    if found is None:
        return
    event.fields["pam_module"], event.fields["pam_service"] = found[1], found[2]
    _said(event, found[2], found[4])


def see_old_pam(event: Event, message: str, service: str) -> None:
    """Take over what PAM said before it named the service in the message, but in the program's name."""
    if _OLD_PAM.match(message):
        _said(event, service, message)
        failed = message.startswith("authentication failure")
        if service == "sshd" and (failed or event.action is None) and "check pass" not in message:
            event.action, event.outcome = LOGIN, FAILURE if failed else SUCCESS


def see_logind(event: Event, message: str) -> None:
    """Take over whose session began; who let them in has told the login."""
    found = _NEW.match(message)
    if found is not None:
        event.user = user_of(found[2])
        event.fields["session"] = found[1]


def see_login(event: Event, message: str) -> None:
    """Take over who logged in at a terminal."""
    found = _LOGIN.match(message)
    if found is None:
        return
    what, place, user, origin = found.groups()
    event.action, event.outcome = LOGIN, FAILURE if what == "FAILED LOGIN" else SUCCESS
    event.user = user_of("root" if what == "ROOT LOGIN" and not user else user)
    event.source_ip = address_of(origin or (place if what == "FAILED LOGIN" else None))


def _said(event: Event, service: str, message: str) -> None:
    session = _SESSION.match(message)
    if session is not None:
        _see_session(event, service, session)
    elif message.startswith("authentication failure"):
        _see_failure(event, service, message)
    elif (changed := _CHANGED.match(message)) is not None:
        event.action, event.outcome = ACCOUNT_CHANGED, SUCCESS
        event.target_user = user_of(changed[1])


def _see_session(event: Event, service: str, found: re.Match[str]) -> None:
    opened, user, by = found[1] == "opened", user_of(found[2]), user_of(found[3])
    if service in _BECOMES:
        event.user, event.target_user = by or user, user
        if opened:
            event.action, event.outcome = PRIVILEGE, SUCCESS
        return
    event.user = user
    if not opened:
        event.action = LOGOUT if service not in _QUIET - {"sshd"} else event.action
    elif service not in _QUIET:
        event.action, event.outcome = LOGIN, SUCCESS


def _see_failure(event: Event, service: str, message: str) -> None:
    pairs = dict(_PAIR.findall(message[:2000]))
    event.fields.update(pairs)
    event.outcome = FAILURE
    event.source_ip = address_of(pairs.get("rhost"))
    if event.source_ip is None and pairs.get("rhost"):
        event.fields["source_host"] = host_of(pairs["rhost"])
    user, by = user_of(pairs.get("user")), user_of(pairs.get("ruser") or pairs.get("logname"))
    if service in _BECOMES:
        event.action, event.user, event.target_user = PRIVILEGE, by or user, user
        return
    event.user = user
    if service not in _QUIET:
        event.action = LOGIN
