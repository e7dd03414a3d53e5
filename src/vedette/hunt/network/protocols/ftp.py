# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""FTP: who logged in and what was fetched, stored or deleted. Passwords are not kept."""

from __future__ import annotations

from typing import Final

from vedette.hunt import actions
from vedette.hunt.event import Event
from vedette.hunt.network.dialogue import Dialogue, Ends, Mark, digits, kind, text

_LOGIN: Final = kind(actions.LOGIN, "ftp", "ftp")
_COMMANDS: Final = {
    b"RETR": kind(actions.FILE_READ, "ftp", "ftp"),
    b"STOR": kind(actions.FILE_WRITE, "ftp", "ftp"),
    b"STOU": kind(actions.FILE_WRITE, "ftp", "ftp"),
    b"APPE": kind(actions.FILE_WRITE, "ftp", "ftp"),
    b"DELE": kind(actions.FILE_DELETE, "ftp", "ftp"),
    b"RNTO": kind(actions.FILE_RENAME, "ftp", "ftp"),
    b"SITE": kind(actions.OTHER, "ftp", "ftp"),
}
_LINE_MAX: Final = 1024
_OPEN_MAX: Final = 64


class Ftp(Dialogue):
    """One control connection."""

    def __init__(self, ends: Ends) -> None:
        """Begin with nothing said."""
        super().__init__(ends)
        self._user: str | None = None
        self._login: Mark | None = None
        self._open: list[tuple[Mark, bytes, str]] = []

    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Read a line."""
        end = data.find(b"\n")
        if end < 0:
            return 0 if len(data) < _LINE_MAX else len(data)
        line = data[:end].rstrip(b"\r")[:_LINE_MAX]
        if way == 0:
            self._command(line, mark)
        elif line[:3].isdigit() and line[3:4] in {b" ", b""}:
            self._reply(digits(line[:3]) or 0)
        return end + 1

    def end(self) -> None:
        """Tell of what was not answered."""
        self._tell_login(None)
        for one in self._open:
            self._tell(one, None)
        self._open.clear()

    def _command(self, line: bytes, mark: Mark) -> None:
        verb, _, argument = line.partition(b" ")
        verb = verb.upper()
        if verb == b"USER":
            self._user, self._login = text(argument), mark
        elif verb in _COMMANDS:
            if len(self._open) >= _OPEN_MAX:
                self._tell(self._open.pop(0), None)
            self._open.append((mark, verb, text(argument)))

    def _reply(self, code: int) -> None:
        if self._login is not None and code in {230, 232}:
            self._tell_login("success")
        elif self._login is not None and code in {430, 530}:
            self._tell_login("failure")
        elif self._open and code >= 200:
            self._tell(self._open.pop(0), code)

    def _tell_login(self, outcome: str | None) -> None:
        if self._login is None or self._user is None:
            return
        fields = {"command": "USER", "user": self._user}
        self.ready.append(
            self.ends.event(
                self._login, _LOGIN, {**fields}, user=self._user.lower().rpartition("\\")[2], outcome=outcome
            )
        )
        self._login = None

    def _tell(self, said: tuple[Mark, bytes, str], code: int | None) -> None:
        mark, verb, argument = said
        what: Event = _COMMANDS[verb]
        outcome = None if code is None else "success" if code < 400 else "failure"
        self.ready.append(
            self.ends.event(
                mark,
                what,
                {"command": verb.decode(), "arg": argument, "reply_code": code, "user": self._user},
                file=argument or None,
                outcome=outcome,
                user=self._user.lower() if self._user else None,
            )
        )
