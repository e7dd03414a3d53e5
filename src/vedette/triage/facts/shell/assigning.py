"""What giving a variable a value, or asking for a file, says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.fact import Act
from vedette.triage.facts.commands.told import Told

_NOWHERE: Final = frozenset({"", "/dev/null", "0"})
_MACHINE: Final = expression(
    r"/\.dockerenv|/proc/vz\b|/run/\.containerenv|/sys/class/dmi/id/(?:product_name|sys_vendor)|vboxguest|/proc/xen\b"
)


def told_of_assignment(name: str, value: str) -> Iterator[Told]:
    """Yield what a variable's value does."""
    if name in {"HISTFILE", "HISTSIZE", "HISTFILESIZE"} and value.strip() in _NOWHERE:
        yield Told(act=Act.CLEARS_TRACES, says="keeps no history of the shell", target=name, how="history")
    elif name in {"LD_PRELOAD", "DYLD_INSERT_LIBRARIES"} and value.strip():
        yield Told(
            act=Act.LOADS_CODE, says="has a library loaded into programs", target=value[:300], how=name
        )
    elif name in {"PROMPT_COMMAND", "BASH_ENV", "ENV"} and re.search(r"\bcurl|\bwget|base64|/dev/tcp", value):
        yield Told(act=Act.PERSISTS, says="has a command run at every prompt", target=value[:300], how=name)


def told_of_test(text: str) -> Iterator[Told]:
    """Yield what is asked about."""
    found = _MACHINE.search(text)
    if found is not None:
        yield Told(
            act=Act.EVADES, says="asks whether it runs in a container or machine", target=found[0], how="test"
        )
