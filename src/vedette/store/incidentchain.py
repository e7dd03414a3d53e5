"""Each event of an incident hashed with all before it: whoever knows the last hash knows all of them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

_BEGIN: Final = b"vedette incident v1\0"


class Sent(NamedTuple):
    """An event on its way in."""

    id: str
    """Random, and given by whoever sends it."""
    at: str
    by: str
    decision: str
    field: str
    """What of the incident it changes; empty where it only adds."""
    data: bytes
    """What happened, as JSON."""


class Logged(NamedTuple):
    """An event as it is kept."""

    seq: int
    """Counts from 1, without gaps."""
    sent: Sent
    hash: bytes
    """Of this event and all before it."""


def beginning(incident: str) -> bytes:
    """Return what the chain of an incident begins with."""
    return sha256(_BEGIN + incident.encode("utf-8", "surrogatepass")).digest()


def link(before: bytes, seq: int, sent: Sent) -> bytes:
    """Return the hash of an event that follows."""
    head = msgspec.json.encode((seq, sent.id, sent.at, sent.by, sent.decision, sent.field))
    return sha256(before + len(head).to_bytes(8) + head + sent.data).digest()


def fault(incident: str, logged: Iterable[Logged]) -> str:
    """Say what is wrong with a whole chain; nothing when all is well."""
    before = beginning(incident)
    for number, one in enumerate(logged, 1):
        if one.seq != number:
            return f"event {number} is missing: the next one there is event {one.seq}"
        before = link(before, number, one.sent)
        if before != one.hash:
            return f"event {number} ({one.sent.id}) is not as it was written down"
    return ""
