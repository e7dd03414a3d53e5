"""A command line without what only it has: addresses, numbers, long codes become words for themselves.

What is left is how the line is written, which is what another author's line may share with it.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 1_000
"""Characters of a line that are looked at."""
_MASKS: Final = (
    (re.compile(r"(?:https?|ftp)://[^\s\"'|;)<>]+", re.IGNORECASE), " <url> "),
    (re.compile(r"[A-Za-z0-9+/]{40,}={0,2}"), " <b64> "),
    (re.compile(r"\\\\[\w.$-]+\\", re.ASCII), " <unc> "),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", re.ASCII), " <ip> "),
    (re.compile(r"\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?"), " <guid> "),
    (re.compile(r"\b0[xX][0-9a-fA-F]+\b|\b[0-9a-fA-F]{16,}\b"), " <hex> "),
    (re.compile(r"\b\d+\b", re.ASCII), "<n>"),
    (re.compile(r"\s+"), " "),
)


def masked(line: str) -> str:
    """Return a line in lower case with what is particular to it put into words."""
    text = line[:LONGEST]
    for pattern, word in _MASKS:
        text = pattern.sub(word, text)
    return text.lower()
