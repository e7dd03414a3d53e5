"""What can be asked on one's own machine, with what engines do: loaded once something else is asked."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import (
    action_capabilities,
    assist_capabilities,
    backend_capabilities,
    desk_capabilities,
    engine_capabilities,
    evaluate_capabilities,
    fix_capabilities,
    incident_capabilities,
    knowledge_capabilities,
    model_capabilities,
    narrate_capabilities,
    requests,
    response_capabilities,
    transparency_capabilities,
)
from vedette.app import ledger_requests as ledger
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    *engine_capabilities.ROWS,
    Capability(
        id="code.discover",
        does="find weaknesses in what runs at a named target",
        reads="source the operator mirrors for that target",
        risk=Risk.C2,
        request=requests.Discover,
        cost_unit="lines",
        scoped=True,
        own_input=False,
        needs_purpose=True,
        quotes=True,
    ),
    Capability(
        id="ledger.receipt",
        does="prove that an entry is in the ledger",
        reads="the ledger",
        risk=Risk.C0,
        request=ledger.ShowReceipt,
        cost_unit="proofs",
        self_service=True,
    ),
    Capability(
        id="ledger.verify",
        does="verify an export of a ledger, or a receipt",
        reads="an export or a receipt",
        risk=Risk.C0,
        request=ledger.VerifyLedger,
        cost_unit="entries",
    ),
    Capability(
        id="ledger.export",
        does="write the ledger down for others to verify",
        reads="the ledger",
        risk=Risk.C0,
        request=ledger.ExportLedger,
        cost_unit="entries",
        role="operator",
        changes=True,
    ),
    Capability(
        id="ledger.witness",
        does="have witnesses sign the ledger as it is",
        reads="the ledger",
        risk=Risk.C0,
        request=ledger.AskWitnesses,
        cost_unit="signatures",
        role="operator",
        changes=True,
    ),
    *fix_capabilities.ROWS,
    *assist_capabilities.ROWS,
    *action_capabilities.ROWS,
    *knowledge_capabilities.ROWS,
    *model_capabilities.ROWS,
    *backend_capabilities.ROWS,
    *desk_capabilities.ROWS,
    *evaluate_capabilities.ROWS,
    *narrate_capabilities.ROWS,
    *incident_capabilities.ROWS,
    *response_capabilities.ROWS,
    *transparency_capabilities.AT_HOME,
)
HOME: dict[str, Capability[Any]] = {one.id: one for one in ROWS}
