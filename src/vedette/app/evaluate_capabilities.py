"""What can be asked about how good a model is, and how well texts are read: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app.capability import Capability
from vedette.app.evaluate_requests import Evaluate, EvaluateSafeguards

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="model.evaluate",
        does="measure a named model on cases with known answers, beside the engines and the model alone",
        reads="a folder of cases the caller names",
        risk=Risk.C1,
        request=Evaluate,
        cost_unit="trials",
    ),
    Capability(
        id="safeguards.evaluate",
        does="measure which of some prompts would wait for a person, and which would not",
        reads="files of prompts the caller names",
        risk=Risk.C0,
        request=EvaluateSafeguards,
        cost_unit="prompts",
    ),
)
