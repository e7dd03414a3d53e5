"""What cron says: jobs that ran, crontabs that were changed."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.actions import PROCESS_START, TASK
from vedette.hunt.event import Event
from vedette.hunt.sources.common.names import user_of

_SAID: Final = re.compile(r"\(([^)]{1,255})\) ([A-Z][A-Z ]{2,24})(?: \((.*)\))?\s*\Z", re.DOTALL)
_CHANGES: Final = frozenset({"REPLACE", "DELETE", "RELOAD", "END EDIT"})


def see(event: Event, message: str) -> None:
    """Take over who ran what, or whose crontab was changed."""
    found = _SAID.match(message)
    if found is None:
        return
    who, what, about = found.groups()
    event.user = user_of(who)
    if what == "CMD" and about:
        command = about.strip()
        event.action, event.command_line, event.parent = PROCESS_START, command, "cron"
        event.process = command.partition(" ")[0]
    elif what in _CHANGES:
        event.action = TASK
        event.target_user = user_of((about or "").rpartition("/")[2])
