"""Facts about formulas of Excel 4 macro sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.documents.places import fact
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample

_CALLS: Final = (
    (re.compile(r"(?i)\bEXEC\s*\(\s*(.{0,300})"), Act.RUNS_COMMAND, "a macro sheet starts a program", "EXEC"),
    (
        re.compile(r"(?i)\b(?:CALL|REGISTER)\s*\(\s*(.{0,300})"),
        Act.LOADS_CODE,
        "a macro sheet calls a library",
        "CALL",
    ),
    (re.compile(r"(?i)\bFOPEN\s*\(\s*(.{0,300})"), Act.WRITES_FILE, "a macro sheet opens a file", "FOPEN"),
    (
        re.compile(r"(?i)\bFORMULA(?:\.FILL)?\s*\(\s*(.{0,300})"),
        Act.OBFUSCATED,
        "a macro sheet writes formulas as it runs",
        "FORMULA",
    ),
)
_DOWNLOAD: Final = expression(r"(?i)URLDownloadToFile|https?://[^\s\"',)]{3,400}")
_TEXT: Final = expression(r"\"([^\"]{0,300})\"")
_LINES: Final = 20_000
STARTED: Final = "name: auto_open"
"""The line before formulas that says they run on opening."""


def facts_of_formulas(sample: Sample, formulas: Sequence[str]) -> Iterator[Fact]:
    """Yield what formulas do; of each sort of call, the first five."""
    told: dict[str, int] = {}
    when = When.OPEN if any(line.lower().startswith(STARTED) for line in formulas[:50]) else When.CALL
    for line in formulas[:_LINES]:
        for pattern, act, says, how in _CALLS:
            match = pattern.search(line)
            if match is not None and told.get(how, 0) < 5:  # noqa: PLR2004  more says nothing new
                told[how] = told.get(how, 0) + 1
                texts = " ".join(_TEXT.findall(match[1])) or match[1]
                fetched = _DOWNLOAD.search(line)
                if how == "CALL" and fetched is not None:
                    address = re.search(r"(?i)https?://[^\s\"',)]{3,400}", line)
                    target = address[0] if address is not None else ""
                    yield fact(
                        sample,
                        Act.DOWNLOADS,
                        line.strip()[:100],
                        "a macro sheet downloads",
                        how=how,
                        target=target,
                    )
                else:
                    yield fact(sample, act, line.strip()[:100], says, how=how, target=texts[:300], when=when)
