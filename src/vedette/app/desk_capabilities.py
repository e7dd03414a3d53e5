"""What can be asked in plain words: one row each. What an answer needs looked at is decided once more."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app.capability import Capability
from vedette.app.desk_requests import AskDesk, LookAtText

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="text.look",
        does="look at a text the caller pastes: code, a script, lines of a log",
        reads="that text",
        risk=Risk.C1,
        request=LookAtText,
        cost_unit="texts",
        quotes=True,
    ),
    Capability(
        id="desk.ask",
        does="answer a question in plain words, by asking for what it needs as the same caller",
        reads="what the caller says",
        risk=Risk.C0,
        request=AskDesk,
        cost_unit="questions",
        quotes=True,
    ),
)
