"""The text Windows shows of an event: Sysmon's has a line for each field, by its own name."""

from __future__ import annotations

import re
from typing import Final

_LINE: Final = re.compile(r"^([A-Za-z][A-Za-z0-9_]{1,48}): ?(.*)$")
_TEXT_MAX: Final = 64 * 1024
_LINES_MAX: Final = 200


def named_in_message(message: str) -> dict[str, str]:
    """Give the `Name: value` lines of a message."""
    lines = message[:_TEXT_MAX].replace("\r\n", "\n").split("\n", _LINES_MAX)[:_LINES_MAX]
    found = (_LINE.match(line.rstrip("\r")) for line in lines)
    return {one[1]: one[2] for one in found if one is not None and one[2]}
