"""What can be asked about language models attached here: one row each, on one's own machine only."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import backend_requests as backend
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="backend.list",
        does="list the language models attached here, and what a probe saw each do",
        reads="what the operator attached",
        risk=Risk.C0,
        request=backend.ListBackends,
        cost_unit="back-ends",
    ),
    Capability(
        id="backend.probe",
        does="ask a language model fixed questions, and grant it roles by its answers",
        reads="what the operator attached; nothing of the caller's is sent",
        risk=Risk.C1,
        request=backend.ProbeBackend,
        cost_unit="tokens",
        changes=True,
    ),
    Capability(
        id="backend.install",
        does="fetch the weights of a language model, and hold them to their hash",
        reads="nothing of the caller's",
        risk=Risk.C1,
        request=backend.InstallWeights,
        cost_unit="bytes",
        changes=True,
    ),
    Capability(
        id="backend.attach",
        does="write down a language model to ask",
        reads="what the operator attached",
        risk=Risk.C1,
        request=backend.AttachBackend,
        cost_unit="back-ends",
        changes=True,
    ),
)
