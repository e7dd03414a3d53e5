"""One thing that does not stand: where, what, and why."""

from __future__ import annotations

from msgspec import Struct


class Fault(Struct, frozen=True, kw_only=True):
    """One fault of an explanation."""

    where: str
    """Which part of it: happened 2, do 1, terms, subject."""
    text: str
    why: str
