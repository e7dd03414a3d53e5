"""What a probe saw, as values."""

from __future__ import annotations

from msgspec import Struct

from vedette.core.dialogue import ModelRole, Usage
from vedette.models.dialect import PLAIN, Dialect


class Seen(Struct, frozen=True, kw_only=True):
    """One check, and how it went."""

    check: str
    """Its name, as the table of roles has it."""
    score: float
    """The share that went well, 0 to 1."""
    of: int = 1
    """How many questions that was."""
    words: str = ""
    """What went wrong, or what was measured: ours, a server's own words only shortened and made harmless."""
    seconds: float = 0.0


class Unfit(Struct, frozen=True, kw_only=True):
    """A role that was not granted, and what stood against it."""

    role: ModelRole
    why: tuple[str, ...]


class Card(Struct, frozen=True, kw_only=True):
    """Everything a probe saw of one model behind one back-end."""

    backend: str
    model: str
    probe: str
    """Digest of the questions and thresholds: others make another card."""
    date: str
    """When, as in 2026-11-29."""
    dialect: Dialect = PLAIN
    seen: tuple[Seen, ...] = ()
    roles: tuple[ModelRole, ...] = ()
    unfit: tuple[Unfit, ...] = ()
    usage: Usage = Usage()
    """What the probe itself cost."""
    seconds: float = 0.0
