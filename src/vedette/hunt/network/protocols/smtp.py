# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""SMTP: who sent to whom, and who logged in to do so. Messages themselves are not read."""

from __future__ import annotations

import binascii
from typing import Final

from vedette.hunt import actions
from vedette.hunt.event import Value
from vedette.hunt.network.dialogue import Dialogue, Ends, Mark, digits, kind, text

_EMAIL: Final = kind(actions.EMAIL, "smtp", "smtp")
_LOGIN: Final = kind(actions.LOGIN, "smtp", "smtp")
_LINE_MAX: Final = 1024
_RECIPIENTS_MAX: Final = 100


class Smtp(Dialogue):
    """One connection."""

    def __init__(self, ends: Ends) -> None:
        """Begin with nothing said."""
        super().__init__(ends)
        self._helo = ""
        self._from: str | None = None
        self._to: list[str] = []
        self._mark: Mark | None = None
        self._login: Mark | None = None
        self._user = ""
        self._data = False

    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Read a line; a message is passed."""
        if way == 0 and self._data:
            if data.endswith((b"\r\n.\r\n", b"\n.\n")) or data == b".\r\n":
                self._data = False
            return len(data)
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
        """Tell of what was begun."""
        self._tell(None)
        self._tell_login(None)

    def _command(self, line: bytes, mark: Mark) -> None:
        verb = line[:10].upper()
        if verb[:4] in {b"HELO", b"EHLO"}:
            self._helo = text(line[5:])
        elif verb[:4] == b"AUTH":
            self._login, self._user = mark, _plain_user(line)
        elif self._login is not None and not self._user:
            self._user = _decoded(line)
        elif verb == b"MAIL FROM:":
            self._tell(None)
            self._from, self._mark = _address(line[10:]), mark
        elif verb[:8] == b"RCPT TO:" and len(self._to) < _RECIPIENTS_MAX:
            self._to.append(_address(line[8:]))
        elif verb[:4] == b"DATA":
            self._data = True

    def _reply(self, code: int) -> None:
        if self._login is not None and code in {235, 535, 534, 530}:
            self._tell_login("success" if code == 235 else "failure")
        elif self._mark is not None and self._data and code >= 400:
            self._data = False
        elif self._mark is not None and self._to and not self._data and code == 250:
            return

    def _tell(self, outcome: str | None) -> None:
        if self._mark is None:
            return
        fields: dict[str, Value] = {"helo": self._helo, "mailfrom": self._from, "rcptto": [*self._to]}
        self.ready.append(
            self.ends.event(self._mark, _EMAIL, fields, user=self._from or None, outcome=outcome)
        )
        self._mark, self._from, self._to = None, None, []

    def _tell_login(self, outcome: str | None) -> None:
        if self._login is None:
            return
        user = self._user.lower()
        self.ready.append(
            self.ends.event(self._login, _LOGIN, {"user": self._user}, user=user or None, outcome=outcome)
        )
        self._login, self._user = None, ""


def _address(said: bytes) -> str:
    return text(said.strip().partition(b" ")[0].strip(b"<>")).lower()


def _decoded(line: bytes) -> str:
    try:
        return text(binascii.a2b_base64(line[:512]))
    except ValueError:
        return ""


def _plain_user(line: bytes) -> str:
    """Return the user of AUTH PLAIN or AUTH LOGIN with its first word; the password is not kept."""
    words = line.split()
    if len(words) < 3:
        return ""
    plain = _decoded(words[2])
    return plain.split("\0")[1] if "\0" in plain else plain
