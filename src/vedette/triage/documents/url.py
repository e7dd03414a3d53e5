"""Facts about an internet shortcut: where it leads when that is no page, and pictures it fetches unasked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents.names import runs
from vedette.triage.documents.places import fact
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample

_LINE: Final = expression(
    r"(?im)^[ \t]*(URL|BASEURL|IconFile|WorkingDirectory|Exec)[ \t]*=[ \t]*([^\r\n]{1,2048})"
)
_HOST: Final = expression(r"(?i)^(?:file:)?(?:\\\\|/{2,5})(?!/|localhost)[^\\/]+[\\/@]")
_STARTS: Final = expression(
    r"(?i)^(?:search-ms|ms-search|ms-msdt|mhtml|javascript|vbscript|shell|ms-officecmd|ms-appinstaller):"
)


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield where it leads, if that is no ordinary page."""
    text = sample.text
    allowance.burn(len(text) // 16 + 1)
    for match in _LINE.finditer(text):
        name, value = match[1].lower(), match[2].strip()
        path = value.split("?")[0]
        if _HOST.match(value):
            says = (
                "loads its picture from another host"
                if name == "iconfile"
                else "leads to a file on another host"
            )
            yield fact(sample, Act.OPENS_EXTERNAL, value, says, how=name, target=value, when=When.OPEN)
        elif _STARTS.match(value):
            yield fact(
                sample,
                Act.RUNS_COMMAND,
                value,
                "starts a program through its address",
                how=name,
                target=value,
                when=When.OPEN,
            )
        elif (
            name == "url"
            and (value.lower().startswith("file:") or re.match(r"(?i)https?://[^/]+/", value))
            and runs(path, b"")
        ):
            yield fact(
                sample,
                Act.OPENS_EXTERNAL,
                value,
                "leads to a program",
                how=name,
                target=value,
                when=When.OPEN,
            )
