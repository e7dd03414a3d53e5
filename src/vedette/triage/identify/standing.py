"""Tables of cron and descriptions of containers: lines that look like a shell's, and are read by others."""

from __future__ import annotations

import re
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.kinds import Kind

_CRON: Final = expression(
    r"(?:@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)|(?:[\d*][\d*/,-]{0,60}[ \t]+){3}"
    r"[\dA-Za-z*][\w*/,-]{0,60}[ \t]+[\dA-Za-z*][\w*/,-]{0,60})[ \t]+[A-Za-z/~.$(\[{@\"'_]"
)
_SETTING: Final = expression(r"[A-Za-z_]\w{0,40}[ \t]*=")
_FROM: Final = expression(r"(?:ARG|FROM)[ \t]+[\w./:$@{}=\"-]", re.IGNORECASE)
_BUILDS: Final = expression(r"(?mi)^[ \t]*(?:RUN|CMD|ENTRYPOINT|COPY|ADD|WORKDIR|ENV)[ \t]+\S")
_HEAD: Final = 4096


def standing_kind(text: str, name: str) -> Kind | None:
    """Return which of them a text is, or None."""
    lines = [line.strip() for line in text[:_HEAD].split("\n")]
    full = [line for line in lines if line and not line.startswith("#")]
    if not full or text.startswith("#!"):
        return None
    if _FROM.match(full[0]) and _BUILDS.search(text):
        return Kind.DOCKERFILE
    times = [line for line in full if _CRON.match(line)]
    whole = len(times) + sum(1 for line in full if _SETTING.match(line)) >= len(full) - 1
    starred = any("*" in line or line.startswith("@") for line in times)
    return Kind.CRON if times and whole and (starred or "cron" in name.lower()) else None
