"""A command line without what only it has: addresses, numbers, long codes become words for themselves.

What is left is how the line is written, which is what another author's line may share with it.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.core.expressions import expression

LONGEST: Final = 1_000
"""Characters of a line that are looked at."""
_MASKS: Final = (
    ("://", expression(r"(?:https?|ftp)://[^\s\"'|;)<>]+", re.IGNORECASE), " <url> "),
    ("", expression(r"[A-Za-z0-9+/]{40,}={0,2}"), " <b64> "),
    ("\\\\", expression(r"\\\\[\w.$-]+\\", re.ASCII), " <unc> "),
    (".", expression(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", re.ASCII), " <ip> "),
    ("-", expression(r"\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?"), " <guid> "),
    ("", expression(r"\b0[xX][0-9a-fA-F]+\b|\b[0-9a-fA-F]{16,}\b"), " <hex> "),
    ("", expression(r"\b\d+\b", re.ASCII), "<n>"),
    ("", expression(r"\s+"), " "),
)
"""What has to stand in a line before it is looked for, what is looked for, and what takes its place."""


def masked(line: str) -> str:
    """Return a line in lower case with what is particular to it put into words."""
    text = line[:LONGEST]
    for needs, pattern, word in _MASKS:
        if needs in text:
            text = pattern.sub(word, text)
    return text.lower()
