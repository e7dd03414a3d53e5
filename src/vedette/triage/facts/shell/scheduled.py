"""The commands in what a script leaves behind for later: cron lines, units, profiles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression

_CRON: Final = expression(r"\s*(?:@\w+|(?:[\d*/,A-Za-z-]+\s+){4}[\d*/,A-Za-z-]+)\s+(\S.*)")
_USER: Final = expression(r"(?:root|www-data|nobody|\w{1,20})\s+(?=[/~.$(\w])")
_UNIT: Final = expression(r"\s*Exec(?:Start|Stop|Reload)(?:Pre|Post)?\s*=\s*[-@+!:]*(\S.*)")
_AGENT: Final = expression(r"<string>([^<]{1,2000})</string>")
_LINES: Final = 200


def commands_of(text: str, path: str) -> Iterator[str]:
    """Yield the commands a file holds, by what its path says it is; of the list of cron the path is empty."""
    if not path or "cron" in path:
        yield from _timed(text, user="cron.d" in path or path.endswith("/crontab"))
    elif path.endswith((".service", ".timer", ".socket", ".desktop", ".path")) or "systemd" in path:
        for line in text.splitlines()[:_LINES]:
            found = _UNIT.match(line.replace("\\\n", " "))
            if found is not None:
                yield found[1]
    elif path.endswith(".plist"):
        yield " ".join(f"'{one}'" for one in _AGENT.findall(text)[:_LINES])
    else:
        yield text


def _timed(text: str, *, user: bool) -> Iterator[str]:
    for line in text.splitlines()[:_LINES]:
        found = _CRON.match(line)
        if found is None or line.lstrip().startswith("#"):
            continue
        command = found[1]
        named = _USER.match(command) if user or command.startswith("root ") else None
        yield command[named.end() :] if named is not None else command
