"""Asks the engine one question: in which lines of a program does what SOURCE() gives reach SINK(…)?"""

from __future__ import annotations

from functools import lru_cache
from textwrap import dedent

from vedette.code import load_knowledge, scan
from vedette.code.knowledge import Knowledge
from vedette.code.result import FAULT
from vedette.core.nouns import Lines
from vedette.core.sources import SourceFile

_PAGE = """+++
id = "probe"
title = "The probe's source reaches its sink"
severity = "info"
score = 0.0
weaknesses = ["CWE-74"]
kinds = ["probe"]
message = "{source} reaches {sink}"
remedy = "None: this page is for tests."

[sources]
probe = "strong"
+++
# The probe's source reaches its sink
"""
_TABLE = """
library = "the probe"
imports = ["probe"]

[[source]]
kind = "probe"
what = "the source"
paths = ["probe.SOURCE"]

[[sink]]
kind = "probe"
calls = ["probe.SINK"]
"""


@lru_cache(maxsize=1)
def _knowledge() -> Knowledge:
    return load_knowledge([("probe.md", _PAGE), ("probe.toml", _TABLE)])


def _file(path: str, text: str) -> SourceFile:
    data = text.encode()
    return SourceFile(path=path, digest=f"sha256:{abs(hash(text)):064x}", size=len(data), read=lambda: data)


def reaches(code: str, **others: str) -> list[int]:
    """Return the lines of `code` in which the source reaches the sink; `others` are modules beside it."""
    texts = {"main": code, **others}
    prelude = "from probe import SINK, SOURCE\n"  # one line, so that `code` may start with an empty one
    files = [_file(f"{name}.py", prelude + dedent(text).removeprefix("\n")) for name, text in texts.items()]
    lines: list[int] = []
    result = scan(files, _knowledge())
    assert not [note.why for note in result.coverage.skipped if note.why.startswith(FAULT)]
    for finding in result.findings:
        place = finding.primary.locator
        if finding.rule == "probe" and finding.primary.name == "main.py" and isinstance(place, Lines):
            lines.append(place.line)
    return sorted(lines)
