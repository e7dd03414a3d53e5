"""A user that exists nowhere: owns nothing, may do nothing, and runs nothing but one jailed program."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

_RANGES: Final = ((1_879_048_192, 1 << 20), (61_184, 4_335))
"""Numbers nobody gives out, then those given out for a moment (systemd, UIDS-GIDS): first and how many."""
_NOBODY: Final = 65_534


def nobody(mapped: Path = Path("/proc/self/uid_map")) -> str:
    """Return a number to become, a new one for each run; empty unless we are root: only root may."""
    if os.geteuid() != 0:
        return ""
    rows = [[int(word) for word in line.split()] for line in mapped.read_text(encoding="ascii").splitlines()]
    for first, many in _RANGES:
        if any(inside <= first and first + many <= inside + length for inside, _, length in rows):
            return str(first + secrets.randbelow(many))
    return str(_NOBODY)
