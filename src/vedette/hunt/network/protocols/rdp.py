"""Remote desktop: the name a client's connection request carries in the clear."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt import actions
from vedette.hunt.network.dialogue import Dialogue, Mark, kind, text

_EVENT: Final = kind(actions.LOGIN, "rdp", "rdp")
_COOKIE: Final = re.compile(rb"Cookie: mstshash=([^\r\n]{1,256})", re.IGNORECASE)
_REMOTE_INTERACTIVE: Final = 10


class Rdp(Dialogue):
    """One connection's first packet."""

    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Read a connection request."""
        size = int.from_bytes(data[2:4], "big")
        if len(data) < min(size, 1024):
            return 0
        found = _COOKIE.search(data[:1024])
        if found is not None:
            name = text(found[1])
            self.ready.append(
                self.ends.seen_from(way).event(
                    mark, _EVENT, {"cookie": name}, user=name.lower().rpartition("\\")[2],
                    logon_type=_REMOTE_INTERACTIVE,
                )
            )  # fmt: skip
        return max(size, len(data))
