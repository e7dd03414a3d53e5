"""The record: who asked for what, what was decided, how it ended. Durable before anything runs.

Behind it stands the ledger: never changed. It holds digests, counts and pseudonyms, never names or content.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import msgspec
from msgspec import Struct

from vedette.access.nouns import Decision, Subject
from vedette.app.asking import Request
from vedette.app.capability import Capability
from vedette.app.steps import Where


class Ended(NamedTuple):
    """How a run ended."""

    how: str
    """done, failed, stopped."""
    seconds: float
    error: str
    """The class of the error, if there was one: never its words."""
    counts: Mapping[str, int | str]


class Written(msgspec.Struct, frozen=True):
    """Where an entry stands in the ledger."""

    index: int
    leaf: str
    """Its hash, in hex."""
    size: int
    """Of the ledger once the entry was in it."""


class Writing(Protocol):
    """An entry on its way: on the record once somebody has waited for it."""

    @property
    def where(self) -> Where:
        """Where to wait for it: best with others, whose entries become durable with it."""
        ...

    def wait(self) -> Written:
        """Return once it is durable.

        Raises:
            Unavailable: it cannot be written, and then nothing may run.

        """
        ...


class Record(Protocol):
    """Somewhere to write what is decided and done. Whoever writes waits, before anything rests on it.

    The two are apart so that one thread may write for many, and wait for the disk once.
    """

    def decided(
        self, subject: Subject, capability: Capability[Any], request: Request[Any], decision: Decision
    ) -> Writing:
        """Write what was decided."""
        ...

    def ended(
        self, subject: Subject, capability: Capability[Any], decision: Decision, ended: Ended
    ) -> Writing:
        """Write how what was allowed ended."""
        ...


class _Done(Struct, frozen=True):
    written: Written
    where: Where = Where.HERE

    def wait(self) -> Written:
        """Return at once."""
        return self.written


class Remembered:
    """The fake that ships: a list of (capability, decision, end)."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, Decision, Ended | None]] = []

    def decided(
        self, subject: Subject, capability: Capability[Any], request: Request[Any], decision: Decision
    ) -> Writing:
        """Remember what was decided."""
        del subject, request
        return self._add(capability, decision, None)

    def ended(
        self, subject: Subject, capability: Capability[Any], decision: Decision, ended: Ended
    ) -> Writing:
        """Remember how it ended."""
        del subject
        return self._add(capability, decision, ended)

    def _add(self, capability: Capability[Any], decision: Decision, ended: Ended | None) -> Writing:
        self.entries.append((capability.id, decision, ended))
        return _Done(Written(len(self.entries) - 1, "", len(self.entries)))
