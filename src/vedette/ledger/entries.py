"""What is written into the ledger: who (under a pseudonym) asked for what, what was decided, how it ended.

No personal data: subjects are pseudonyms, targets and content are salted digests. The salt is kept with the
content, outside the ledger; once it is destroyed nobody can tell what the digest was of.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput

_SALT_BYTES: Final = 16
_ENCODER: Final = msgspec.json.Encoder(order="sorted")


class Kind(StrEnum):
    """What an entry tells of."""

    DECIDED = "decided"
    ENDED = "ended"
    STARTED = "started"
    """The service began to write; `unclean` among the reasons when it had not said that it stopped."""
    STOPPED = "stopped"
    LATE = "late"
    """Entries waited longer than promised for a signed checkpoint."""
    ERASED = "erased"
    """The key of an epoch of pseudonyms was destroyed."""
    MEASURED = "measured"
    """Something was done about a subject: `reasons` names the rule, `outcome` the step, `until` its end."""
    LIFTED = "lifted"
    """A measure, named by `id`, was lifted before its end."""


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of the ledger; as JSON with sorted keys it is a leaf."""

    kind: Kind
    id: str
    """Of the decision or run."""
    time: float
    """Seconds since the epoch."""
    subject: str = ""
    """A pseudonym."""
    agent: str = ""
    """A pseudonym of the agent that acted for the subject."""
    org: str = ""
    """A pseudonym."""
    tier: int = 0
    capability: str = ""
    risk: str = ""
    purpose: str = ""
    verdict: str = ""
    reasons: tuple[str, ...] = ()
    policy: str = ""
    """Digest of the policy that decided."""
    obligations: tuple[str, ...] = ()
    digests: Mapping[str, str] = {}
    """Salted: of the request, of targets, of artefacts."""
    outcome: str = ""
    """done, failed, stopped; empty while it runs."""
    error: str = ""
    """The class of the error, if there was one."""
    seconds: float = 0.0
    """How long it took; for `started` and `late`, how long nothing was written or signed."""
    counts: Mapping[str, int | str] = {}
    until: float = 0.0
    """When what is told of ends by itself, in seconds since the epoch; 0 where nothing does."""

    def leaf(self) -> bytes:
        """Write it down, always in the same way."""
        return _ENCODER.encode(self)


class Salted(NamedTuple):
    """A digest for the ledger, and the salt that stays outside it."""

    digest: str
    salt: bytes


def entry_of(leaf: bytes) -> Entry:
    """Read an entry back.

    Raises:
        BadInput: the leaf is no entry of ours.

    """
    try:
        return msgspec.json.decode(leaf, type=Entry)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(
            f"not an entry of the ledger: {error}", hint="give a leaf as it was written"
        ) from error


def salted(data: bytes) -> Salted:
    """Make a digest that says nothing without its salt (128 random bits), however guessable the data."""
    salt = os.urandom(_SALT_BYTES)
    return Salted(digest_with(salt, data), salt)


def digest_with(salt: bytes, data: bytes) -> str:
    """Make the digest again, to show what an entry was about to whoever is given the salt."""
    return f"hmac-sha256:{hmac.digest(salt, data, 'sha256').hex()}"
