"""What may be an indicator, before anybody asked whether it is noise."""

from __future__ import annotations

from typing import Final

import re2  # type: ignore[import-untyped]
from msgspec import Struct

from vedette.core.indicators import IndicatorKind

OPTIONS: Final = re2.Options()
"""Bytes are bytes: a view may be any file."""
OPTIONS.encoding = re2.Options.Encoding.LATIN1
OPTIONS.log_errors = False


class Candidate(Struct, frozen=True, kw_only=True):
    """A value and where it stands in its view."""

    kind: IndicatorKind
    value: str
    start: int
    end: int
    sure: bool = True
    """False where only its looks speak for it."""
    says: str = ""
    """What is known of it from how it is written: a Bitcoin address, an argument of CreateMutex."""


def before(data: bytes, at: int, size: int = 48) -> bytes:
    """Return the rest of the line before a place, in small letters."""
    text = data[max(0, at - size) : at]
    return text[text.rfind(b"\n") + 1 :].lower()


def text_of(data: bytes) -> str:
    """Return bytes of a value as text."""
    return data.decode("utf-8", "replace")
