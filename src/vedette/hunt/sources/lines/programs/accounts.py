"""What programs say that change accounts or let somebody act as another: sudo, su, useradd, passwd."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.actions import ACCOUNT_CHANGED, FAILURE, PRIVILEGE, SUCCESS
from vedette.hunt.event import Event
from vedette.hunt.sources.common.names import user_of

_SUDO: Final = re.compile(r"\s*(\S.{0,255}?) : (.*)\Z", re.DOTALL)
_SUDO_PART: Final = re.compile(r"(?:\A|; )([A-Z]{2,10})=")
_SU: Final = re.compile(
    r"(?:FAILED SU |BAD SU )?\(to (?P<a>\S{1,255})\) (?P<b>\S{1,255}) on (?P<tty>\S{1,64})"
    r"|(?:Successful|FAILED) su for (?P<c>\S{1,255}) by (?P<d>\S{1,255})"
    r"|[+-] (?P<where>\S{1,64}) (?P<e>[^\s:]{1,255})[:-](?P<f>\S{1,255})"
    r"|BAD SU (?P<g>\S{1,255}) to (?P<h>\S{1,255}) on \S{1,64}"
)
_CHANGED: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"new (?:user|account|group):? (?:name|added - account)=?'?([^,'\s]{1,255})",
        r"new account added - account=([^,\s]{1,255})",
        r"(?:group|user) added to /etc/\S{1,32}: name=([^,\s]{1,255})",
        r"add '([^']{1,255})' to (?:shadow )?group '([^']{1,255})'",
        r"(?:delete|remove)d? (?:user|group|account)? ?'([^']{1,255})'(?: from group '([^']{1,255})')?",
        r"change (?:user )?'([^']{1,255})' \S",
        r"changed user '([^']{1,255})'",
        r"user ([^\s']{1,255}) (?:added|removed) by \S{1,255} (?:to|from) group (\S{1,255})",
        r"members of group (\S{1,255}) set by",
        r"password (?:changed )?for '?([^'\s]{1,255})'? (?:changed|by)",
        r"password changed for ([^\s']{1,255})",
        r"(?:pam_unix\(\S{1,64}\): )?password changed for (\S{1,255})",
        r"change user password for ([^\s']{1,255})",
        r"(?:group removed from|group) '?([^'\s]{1,255})'? removed",
    )
)


def see_sudo(event: Event, message: str) -> None:
    """Take over who ran what as whom, or was not let."""
    found = _SUDO.match(message)
    if found is None or message.startswith("pam_"):
        return
    event.user = user_of(found[1])
    event.action, event.outcome = PRIVILEGE, SUCCESS
    said = _parts(found[2], event)
    if said:
        event.outcome = FAILURE
        event.fields["reason"] = said
    event.target_user = user_of(_text(event, "USER"))
    command = _text(event, "COMMAND")
    if command is not None:
        event.command_line, event.process = command, command.partition(" ")[0]


def see_su(event: Event, message: str) -> None:
    """Take over who became whom."""
    found = _SU.match(message)
    if found is None:
        return
    got = found.groupdict()
    user, target = got["b"] or got["d"] or got["e"] or got["g"], got["a"] or got["c"] or got["f"] or got["h"]
    event.user, event.target_user = user_of(user), user_of(target)
    event.action = PRIVILEGE
    event.outcome = FAILURE if message.startswith(("FAILED", "BAD", "-")) else SUCCESS


def see_account(event: Event, message: str) -> None:
    """Take over whose account was changed."""
    for pattern in _CHANGED:
        found = pattern.search(message[:2000])
        if found is not None:
            event.action, event.outcome = ACCOUNT_CHANGED, SUCCESS
            event.target_user = user_of(found[1])
            if pattern.groups > 1 and found[2]:
                event.fields["group"] = found[2]
            return


def _parts(text: str, event: Event) -> str:
    """Read `TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh -c x`; return what is said before it."""
    places = list(_SUDO_PART.finditer(text))
    for place, found in enumerate(places):
        last = place + 1 == len(places) or found[1] == "COMMAND"
        end = len(text) if last else places[place + 1].start()
        event.fields[found[1]] = text[found.end() : end].strip()
        if found[1] == "COMMAND":
            break
    return text[: places[0].start()].strip(" ;") if places else text.strip()


def _text(event: Event, name: str) -> str | None:
    value = event.fields.get(name)
    return value if isinstance(value, str) else None
