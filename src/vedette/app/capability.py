"""Everything Vedette can be asked to do, in one table: what it reads, how it is counted, how risky it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from vedette.access.nouns import Risk
from vedette.app import programme_requests as programme
from vedette.app import requests
from vedette.app.asking import Countable, Request

R = TypeVar("R", bound=Countable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability(Generic[R]):
    """One thing that can be asked for."""

    id: str
    does: str
    reads: str
    """What of the caller's it looks at."""
    risk: Risk
    request: type[Request[R]]
    cost_unit: str
    """What a run is counted in."""
    estimate: int = 1
    """What is put aside of the budget before a run, in that unit; the run itself says what it came to."""
    role: str = ""
    """Whoever runs the programme for others needs it: operator, reviewer."""
    scoped: bool = False
    """Whether it names somebody's target, which has to be proved."""
    static: bool = False
    """Whether it only judges something hostile, which needs no scope."""
    own_input: bool = True
    """Whether it looks at nothing but what the caller hands in or has."""
    needs_purpose: bool = False
    needs_step_up: bool = False
    """Whether a person has to touch their key for just this action."""
    needs_second: bool = False
    """Whether others have to approve first."""
    self_service: bool = False
    """Whether it is about the caller's own account and rights."""
    human_only: bool = False
    """Whether no agent may do it."""


_OWN = "the caller's own account"
_TABLE: tuple[Capability[Any], ...] = (
    Capability(
        id="code.scan",
        does="find weaknesses in source the caller hands in",
        reads="a folder, file, archive, local git repository or published package",
        risk=Risk.C1,
        request=requests.Scan,
        cost_unit="lines",
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
        id="access.explain",
        does="say whether something could be done, and what it would take",
        reads=_OWN,
        risk=Risk.C0,
        request=programme.Explain,
        cost_unit="questions",
        self_service=True,
    ),
    Capability(
        id="access.apply",
        does="ask for a tier",
        reads=_OWN,
        risk=Risk.C0,
        request=programme.Apply,
        cost_unit="applications",
        self_service=True,
        human_only=True,
    ),
    Capability(
        id="access.appeal",
        does="ask somebody else to look at a decision again",
        reads=_OWN,
        risk=Risk.C0,
        request=programme.Appeal,
        cost_unit="appeals",
        self_service=True,
        human_only=True,
    ),
    Capability(
        id="access.list",
        does="list applications, grants and approvals the caller may see",
        reads="the state of the programme",
        risk=Risk.C0,
        request=programme.ListAccess,
        cost_unit="rows",
        self_service=True,
    ),
    Capability(
        id="access.review",
        does="decide an application or an appeal",
        reads="an application and its evidence",
        risk=Risk.C0,
        request=programme.Review,
        cost_unit="reviews",
        role="reviewer",
        needs_step_up=True,
        human_only=True,
    ),
    Capability(
        id="access.approve",
        does="approve what somebody else wants to do",
        reads="a pending request",
        risk=Risk.C0,
        request=programme.Approve,
        cost_unit="approvals",
        role="reviewer",
        needs_step_up=True,
        human_only=True,
    ),
    Capability(
        id="access.revoke",
        does="take a grant, a session or a person's access back",
        reads="a grant, a session or a person",
        risk=Risk.C0,
        request=programme.Revoke,
        cost_unit="revocations",
        role="operator",
        human_only=True,
    ),
    Capability(
        id="identity.me",
        does="say who the caller is here",
        reads=_OWN,
        risk=Risk.C0,
        request=programme.Me,
        cost_unit="accounts",
        self_service=True,
    ),
    Capability(
        id="identity.invite",
        does="invite a person",
        reads="nothing",
        risk=Risk.C0,
        request=programme.Invite,
        cost_unit="invitations",
        role="operator",
        human_only=True,
    ),
    Capability(
        id="identity.leave",
        does="end the caller's own sessions",
        reads=_OWN,
        risk=Risk.C0,
        request=programme.Leave,
        cost_unit="sessions",
        self_service=True,
    ),
    Capability(
        id="identity.challenge",
        does="show what a touch of the key would confirm",
        reads=_OWN,
        risk=Risk.C0,
        request=programme.ShowTouch,
        cost_unit="touches",
        self_service=True,
        human_only=True,
    ),
    Capability(
        id="identity.touch",
        does="take note that a person touched their key for one action",
        reads=_OWN,
        risk=Risk.C0,
        request=programme.Touch,
        cost_unit="touches",
        self_service=True,
        human_only=True,
    ),
    Capability(
        id="identity.connect",
        does="let a program of the caller's in, with its own key",
        reads=_OWN,
        risk=Risk.C0,
        request=programme.Connect,
        cost_unit="sessions",
        self_service=True,
        human_only=True,
    ),
    Capability(
        id="agents.exchange",
        does="give an agent a part of the caller's rights for a while",
        reads=_OWN,
        risk=Risk.C0,
        request=programme.Exchange,
        cost_unit="tokens",
        self_service=True,
        human_only=True,
    ),
    Capability(
        id="scope.start",
        does="say how to prove that a target is one's own",
        reads=_OWN,
        risk=Risk.C0,
        request=programme.StartProof,
        cost_unit="challenges",
        self_service=True,
        human_only=True,
    ),
    Capability(
        id="scope.prove",
        does="look whether a target's owner put the proof where it belongs",
        reads="one name in DNS, or one file at the target",
        risk=Risk.C0,
        request=programme.CheckProof,
        cost_unit="proofs",
        self_service=True,
        human_only=True,
    ),
    Capability(
        id="scope.check",
        does="say whether a target is covered",
        reads=_OWN,
        risk=Risk.C0,
        request=programme.CheckTarget,
        cost_unit="targets",
        self_service=True,
    ),
    Capability(
        id="ledger.receipt",
        does="prove that an entry is in the ledger",
        reads="the ledger",
        risk=Risk.C0,
        request=programme.ShowReceipt,
        cost_unit="proofs",
        self_service=True,
    ),
    Capability(
        id="ledger.verify",
        does="verify an export of a ledger, or a receipt",
        reads="an export or a receipt",
        risk=Risk.C0,
        request=programme.VerifyLedger,
        cost_unit="entries",
    ),
    Capability(
        id="ledger.export",
        does="write the ledger down for others to verify",
        reads="the ledger",
        risk=Risk.C0,
        request=programme.ExportLedger,
        cost_unit="entries",
        role="operator",
    ),
    Capability(
        id="ledger.witness",
        does="have witnesses sign the ledger as it is",
        reads="the ledger",
        risk=Risk.C0,
        request=programme.AskWitnesses,
        cost_unit="signatures",
        role="operator",
    ),
)
CAPABILITIES: dict[str, Capability[Any]] = {one.id: one for one in _TABLE}
