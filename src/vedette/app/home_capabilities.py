"""What can be asked on one's own machine (engines, ledger): one row each. Every command loads it."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import ledger_requests as ledger
from vedette.app import requests
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="code.scan",
        does="find weaknesses in source the caller hands in",
        reads="a folder, file, archive, local git repository or published package",
        risk=Risk.C1,
        request=requests.Scan,
        cost_unit="lines",
    ),
    Capability(
        id="triage.run",
        does="say what scripts, packages, documents and executables do, without running them",
        reads="files, folders, published packages",
        risk=Risk.C1,
        request=requests.Triage,
        cost_unit="files",
    ),
    Capability(
        id="hunt.run",
        does="find attacks in logs and captures the caller hands in",
        reads="files and folders of logs and captures",
        risk=Risk.C1,
        request=requests.Hunt,
        cost_unit="records",
    ),
    Capability(
        id="hunt.follow",
        does="hunt in logs while they are written, and send alarms where the caller says",
        reads="files and folders of logs and captures",
        risk=Risk.C1,
        request=requests.Follow,
        cost_unit="records",
    ),
    Capability(
        id="hunt.test",
        does="run the events that stand beside the rules of the hunt",
        reads="nothing of the caller's",
        risk=Risk.C0,
        request=requests.TestHuntRules,
        cost_unit="cases",
    ),
    Capability(
        id="hunt.formats",
        does="list what logs and captures can be read as",
        reads="nothing of the caller's",
        risk=Risk.C0,
        request=requests.ListFormats,
        cost_unit="formats",
    ),
    Capability(
        id="events.query",
        does="answer a question about events that hunts kept",
        reads="the events this user's hunts kept",
        risk=Risk.C1,
        request=requests.QueryEvents,
        cost_unit="rows",
    ),
    Capability(
        id="events.prune",
        does="drop kept events that are too old",
        reads="the events this user's hunts kept",
        risk=Risk.C1,
        request=requests.PruneEvents,
        cost_unit="files",
    ),
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
    ),
    Capability(
        id="report.verify",
        does="check every quote of a report against what it was made from",
        reads="a report, and what it was made from",
        risk=Risk.C0,
        request=requests.Verify,
        cost_unit="quotes",
    ),
    Capability(
        id="report.show",
        does="show one finding of a report",
        reads="a report",
        risk=Risk.C0,
        request=requests.Show,
        cost_unit="findings",
    ),
    Capability(
        id="rules.list",
        does="list the rules",
        reads="a folder of the caller's rules, if given",
        risk=Risk.C0,
        request=requests.ListRules,
        cost_unit="rules",
    ),
    Capability(
        id="rules.test",
        does="run the examples that stand in rules and tables",
        reads="a folder of the caller's rules, if given",
        risk=Risk.C0,
        request=requests.TestRules,
        cost_unit="cases",
    ),
    Capability(
        id="demo.run",
        does="find a known vulnerability in a published release, and not in the fixed one",
        reads="two published releases of one package, or a bundled example",
        risk=Risk.C0,
        request=requests.Demo,
        cost_unit="lines",
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
    ),
    Capability(
        id="ledger.witness",
        does="have witnesses sign the ledger as it is",
        reads="the ledger",
        risk=Risk.C0,
        request=ledger.AskWitnesses,
        cost_unit="signatures",
        role="operator",
    ),
)
HOME: dict[str, Capability[Any]] = {one.id: one for one in ROWS}
