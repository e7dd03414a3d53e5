# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""SSH: the two banners, and what client and server say they can do, by HASSH."""

from __future__ import annotations

import hashlib
from typing import Final

from vedette.hunt import actions
from vedette.hunt.event import Value
from vedette.hunt.network.dialogue import Dialogue, Ends, Mark, kind, text

_EVENT: Final = kind(actions.SSH, "ssh", "ssh")
_BANNER_MAX: Final = 1024
_PACKET_MAX: Final = 35_000
_KEXINIT: Final = 20
_LISTS: Final = 10


class Ssh(Dialogue):
    """One connection."""

    def __init__(self, ends: Ends) -> None:
        """Begin with nothing said."""
        super().__init__(ends)
        self._banners: list[str | None] = [None, None]
        self._hassh: list[str | None] = [None, None]
        self._mark: Mark | None = None

    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Read a banner, then the first packet."""
        if self._banners[way] is None:
            return self._banner(way, data, mark)
        size = int.from_bytes(data[:4], "big")
        if len(data) < 6 or (size <= _PACKET_MAX and data[5] == _KEXINIT and len(data) < 4 + size):
            return 0
        if size <= _PACKET_MAX and data[5] == _KEXINIT:
            self._hassh[way] = _hassh(data[6 : 4 + size - data[4]], way)
        return self._done(way, len(data))

    def _banner(self, way: int, data: bytes, mark: Mark) -> int:
        end = data.find(b"\n")
        if end < 0:
            return 0 if len(data) < _BANNER_MAX else len(data)
        self._banners[way] = text(data[:end].rstrip(b"\r")[:256])
        self._mark = self._mark or mark
        self.hungry[way] = True
        return end + 1

    def _done(self, way: int, used: int) -> int:
        self.hungry[way] = False
        if not any(self.hungry) and all(self._banners):
            self.end()
        return used

    def end(self) -> None:
        """Tell of the connection, once."""
        if self._mark is None:
            return
        fields: dict[str, Value] = {
            "client": self._banners[0],
            "server": self._banners[1],
            "hassh": self._hassh[0],
            "hasshServer": self._hassh[1],
        }
        self.ready.append(self.ends.event(self._mark, _EVENT, fields, user_agent=self._banners[0]))
        self._mark = None


def _hassh(body: bytes, way: int) -> str | None:
    """Hash the lists of key exchange, ciphers, digests and compressions of one way."""
    lists: list[bytes] = []
    at = 16
    while len(lists) < _LISTS and at + 4 <= len(body):
        size = int.from_bytes(body[at : at + 4], "big")
        lists.append(body[at + 4 : at + 4 + size])
        at += 4 + size
    if len(lists) < _LISTS or at > len(body):
        return None
    chosen = (lists[0], lists[2 + way], lists[4 + way], lists[6 + way])
    return hashlib.md5(b";".join(chosen), usedforsecurity=False).hexdigest()
