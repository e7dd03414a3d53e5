"""What can be asked for when weaknesses are to be mended: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import fix_requests as requests
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="code.fix",
        does="propose patches for weaknesses, and try them in a sandbox",
        reads="a folder, file, archive, local git repository or published package",
        risk=Risk.C2,
        request=requests.Fix,
        cost_unit="findings",
        changes=True,
        quotes=True,
    ),
    Capability(
        id="code.fix.approve",
        does="say that a patch is right, as a person who read it",
        reads="what a fix wrote down",
        risk=Risk.C1,
        request=requests.ApprovePatch,
        cost_unit="patches",
        human_only=True,
        changes=True,
    ),
)
