"""Texts that lie in an executable as letters of base64."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import re2  # type: ignore[import-untyped]

from vedette.triage.binary.masks import Mask

_TRIED_MAX: Final = 2000
_SCAN_MAX: Final = 16 << 20
_LONGEST: Final = 4096
_PRINTABLE: Final = frozenset(range(32, 127)) | {9, 10, 13}
_TEXT_MAX: Final = 400


@dataclass(frozen=True, slots=True)
class Folded:
    """A text, and where the letters of it lie in the file."""

    offset: int
    length: int
    text: str


@lru_cache(maxsize=1)
def _letters() -> Any:  # noqa: ANN401 - of a library without types
    return re2.compile(rb"[A-Za-z0-9+/]{15,}={0,2}")


def folded(masks: Iterable[Mask]) -> list[Folded]:
    """Return the texts that lie in readable parts of a file as letters of base64."""
    return [one for mask in masks for one in _in(mask)]


def _in(mask: Mask) -> Iterator[Folded]:
    for tried, match in enumerate(_letters().finditer(mask.text[:_SCAN_MAX])):
        if tried >= _TRIED_MAX:
            return
        raw = match[0][:_LONGEST]
        text = _text(raw)
        if text:
            yield Folded(mask.offset(match.start()), len(raw) * mask.step, text)


def _text(raw: bytes) -> str:
    """Return what letters say; nothing where that is no text."""
    if len(raw) % 4 or raw.islower() or raw.isupper() or (raw.isalpha() and len(raw) < 20):  # noqa: PLR2004
        return ""
    try:
        plain = base64.b64decode(raw)
    except binascii.Error:
        return ""
    if plain[1::2].count(0) * 2 == len(plain) // 2 * 2:
        plain = plain[::2]
    if len(plain) < 8 or not _PRINTABLE.issuperset(plain):  # noqa: PLR2004
        return ""
    return plain[:_TEXT_MAX].decode("ascii")
