"""What an SSH server says of logins: OpenSSH and dropbear.

OpenSSH says several things about one attempt. One of them becomes the login: the line that says it was
accepted or failed; or, where none came (a server that takes keys only), the line that says the client left.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.actions import FAILURE, LOGIN, LOGOUT, SSH, SUCCESS
from vedette.hunt.event import Event
from vedette.hunt.sources.common.names import address_of, port_of, user_of

_KEPT: Final = 4096
_USER: Final = r"(.{0,255}?)"
_FROM: Final = r" from ([0-9A-Za-z.:%_-]{2,255})(?: port (\d{1,5}))?"
_ACCEPTED: Final = re.compile(
    rf"Accepted (\S{{1,64}}) for {_USER}{_FROM}(?: ssh2?)?(?::"
    rf" (.*))?\Z",
    re.DOTALL,
)
_FAILED: Final = re.compile(
    rf"(?:Failed|Postponed) (\S{{1,64}}) for (invalid user |illegal user )?{_USER}{_FROM}(?: ssh\d?)?"
    r"(?: \[preauth\])?(?:: .*)?\Z",
    re.DOTALL,
)
_UNKNOWN: Final = re.compile(rf"(?:Invalid|Illegal) user {_USER}{_FROM}\s*\Z", re.DOTALL)
_REFUSED: Final = re.compile(rf"User {_USER}{_FROM} not allowed because", re.DOTALL)
_GONE: Final = re.compile(
    r"(?:Connection (?:closed|reset) by|Disconnected from|Disconnecting)"
    rf"(?: (invalid|authenticating)? ?user {_USER})? ([0-9A-Fa-f.:%a-z]{{2,64}})(?: port (\d{{1,5}}))?",
)
_RECEIVED: Final = re.compile(
    r"Received disconnect from ([0-9A-Fa-f.:%a-z]{2,64})(?: port (\d{1,5}))?: ?(.*)\Z"
)
_TOO_MANY: Final = re.compile(
    rf"error: maximum authentication attempts exceeded for (?:invalid user )?{_USER}{_FROM}"
)
_ANYWHERE: Final = re.compile(
    r"(?:from|by|with|\[|rhost=)\s?((?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})"
    r"(?:(?: port |:)(\d{1,5}))?"
)
_DROPBEAR: Final = re.compile(
    r"(Bad (?:password|PAM password|public key) attempt|Login attempt|"
    r"Password auth succeeded|PAM password auth succeeded|Pubkey auth succeeded)"
    r" for (?:'(.{0,255}?)'|(nonexistent user|user '.{0,255}?'))(?: with \S+ \S+)?(?: .{0,64})? ?from"
    r" <?([0-9A-Fa-f.:]{2,64}?):(\d{1,5})>?"
)


class Sshd:
    """Remembers, a process at a time, whom it is about and whether an attempt was counted."""

    __slots__ = ("_attempts",)

    def __init__(self) -> None:
        self._attempts: dict[tuple[str | None, int | None], tuple[str | None, bool]] = {}

    def see(self, event: Event, message: str) -> None:
        """Take what a line says over into its event."""
        event.action, event.protocol = SSH, "ssh"
        message = message.removeprefix("error: ") if message.startswith("error: R") else message
        first = message.partition(" ")[0]
        known = _BY_FIRST_WORD.get(first)
        if known is None or not known(self, event, message):
            self._anything(event, message)

    def accepted(self, event: Event, message: str) -> bool:
        """Read an attempt that went well."""
        found = _ACCEPTED.match(message)
        if found is None:
            return False
        way, user, address, port, _ = found.groups()
        _ends(event, user, address, port)
        event.action, event.outcome = LOGIN, SUCCESS
        event.fields["method"] = way
        self._remember(event, user, counted=True)
        return True

    def failed(self, event: Event, message: str) -> bool:
        """Read an attempt that did not."""
        found = _FAILED.match(message)
        if found is None:
            return False
        way, unknown, user, address, port = found.groups()
        _ends(event, user, address, port)
        event.fields["method"] = way
        if message[0] == "F":
            event.action, event.outcome = LOGIN, FAILURE
            self._remember(event, user, counted=True)
        if unknown:
            event.fields["invalid_user"] = True
        return True

    def unknown(self, event: Event, message: str) -> bool:
        """Read that somebody is not known, or not let in: more will be said."""
        found = _UNKNOWN.match(message) or _REFUSED.match(message)
        if found is None:
            return False
        _ends(event, *found.groups())
        event.outcome = FAILURE
        self._remember(event, found[1], counted=False)
        return True

    def gone(self, event: Event, message: str) -> bool:
        """Read the end of a connection: of a session, or of an attempt nothing was said about."""
        found = _GONE.match(message)
        if found is None:
            return False
        kind, user, address, port = found.groups()
        self._end(event, user, address, port)
        if kind is None and user is not None and not message.endswith("[preauth]"):
            event.action = LOGOUT
        elif "[preauth]" in message:
            self._gave_up(event)
        return True

    def received(self, event: Event, message: str) -> bool:
        """Read that the client ended it."""
        found = _RECEIVED.match(message)
        if found is None:
            return False
        self._end(event, None, found[1], found[2])
        return True

    def too_many(self, event: Event, message: str) -> bool:
        """Read that somebody tried too often: the attempts were said one by one."""
        found = _TOO_MANY.match(message)
        if found is None:
            return False
        _ends(event, *found.groups())
        event.outcome = FAILURE
        return True

    def _end(self, event: Event, user: str | None, address: str, port: str | None) -> None:
        if user is None:
            user, _ = self._attempts.get((event.host, event.process_id), (None, True))
        _ends(event, user, address, port)

    def _gave_up(self, event: Event) -> None:
        key = (event.host, event.process_id)
        _, counted = self._attempts.pop(key, (None, False))
        event.outcome = FAILURE
        if not counted and event.user is not None:
            event.action = LOGIN
            event.fields["method"] = "none"

    def _remember(self, event: Event, user: str, *, counted: bool) -> None:
        if len(self._attempts) >= _KEPT:
            del self._attempts[next(iter(self._attempts))]
        self._attempts[(event.host, event.process_id)] = (user, counted)

    def _anything(self, event: Event, message: str) -> None:
        """Find at least the address, whatever is said."""
        found = _ANYWHERE.search(message[:2000])
        if found is not None:
            event.source_ip, event.source_port = address_of(found[1]), port_of(found[2])


_BY_FIRST_WORD: Final = {
    "Accepted": Sshd.accepted,
    "Failed": Sshd.failed,
    "Postponed": Sshd.failed,
    "Invalid": Sshd.unknown,
    "Illegal": Sshd.unknown,
    "User": Sshd.unknown,
    "Connection": Sshd.gone,
    "Disconnected": Sshd.gone,
    "Disconnecting": Sshd.gone,
    "Received": Sshd.received,
    "error:": Sshd.too_many,
}


def see_dropbear(event: Event, message: str) -> None:
    """Take over what dropbear says."""
    event.action, event.protocol = SSH, "ssh"
    found = _DROPBEAR.match(message)
    if found is None:
        return
    what, user, other, address, port = found.groups()
    _ends(event, user or other, address, port)
    if user is None and not other.startswith("user"):
        event.user = None
    event.action, event.outcome = LOGIN, SUCCESS if "succeeded" in what else FAILURE


def _ends(event: Event, user: str | None, address: str, port: str | None) -> None:
    event.user = user_of(user)
    event.source_ip, event.source_port = address_of(address), port_of(port)
