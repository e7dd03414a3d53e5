"""What can be asked of named models: one row each. The row is the profile's minimum tier."""

from __future__ import annotations

from typing import Any, Final

from vedette.access.nouns import Risk
from vedette.app.capability import Capability
from vedette.app.model_requests import CountTokens, ListProfiles, UseModel

_SEES: Final = "what the caller says to it"
LIST: Final = "model.list"
COUNT: Final = "model.count"

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id=LIST,
        does="list the named models and what each would take",
        reads="nothing of the caller's",
        risk=Risk.C0,
        request=ListProfiles,
        cost_unit="listings",
        brief=True,
    ),
    Capability(
        id=COUNT,
        does="estimate how many tokens a question has",
        reads=_SEES,
        risk=Risk.C0,
        request=CountTokens,
        cost_unit="questions",
        brief=True,
    ),
    Capability(
        id="model.core",
        does="have the engines answer a question, with no language model",
        reads=_SEES,
        risk=Risk.C0,
        request=UseModel,
        cost_unit="requests",
        at_once=True,
    ),
    Capability(
        id="model.open",
        does="have the open model answer",
        reads=_SEES,
        risk=Risk.C1,
        request=UseModel,
        cost_unit="requests",
        at_once=True,
    ),
    Capability(
        id="model.cyber",
        does="have the model for verified defenders answer",
        reads=_SEES,
        risk=Risk.C2,
        request=UseModel,
        cost_unit="requests",
        at_once=True,
        static=True,
    ),
    Capability(
        id="model.critical",
        does="have the model for defenders of critical infrastructure answer",
        reads=_SEES,
        risk=Risk.C2,
        request=UseModel,
        cost_unit="requests",
        at_once=True,
        static=True,
        model="critical",
    ),
)
"""What a model then *does* is decided again, tool by tool, for whoever asks and by that tool's own class."""
