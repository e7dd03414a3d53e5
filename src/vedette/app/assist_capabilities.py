"""What can be asked for where a language model is to help with a scan, and of its runs: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app.assist_requests import Assist, ShowTrace
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="code.assist",
        does="have a named model propose what a scan misses and rank what it found, each claim checked",
        reads="a folder, file, archive, local git repository or published package",
        risk=Risk.C2,
        request=Assist,
        cost_unit="requests",
        quotes=True,
    ),
    Capability(
        id="agent.trace",
        does="show what agents did in a run, step by step",
        reads="the journal of a run",
        risk=Risk.C0,
        request=ShowTrace,
        cost_unit="steps",
        quotes=True,
    ),
)
