"""Everything Vedette can be asked to do, in one table."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import job_capabilities, programme_capabilities, requests
from vedette.app.capability import Capability

_ENGINES: tuple[Capability[Any], ...] = (
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
)
CAPABILITIES: dict[str, Capability[Any]] = {
    one.id: one for one in (*_ENGINES, *job_capabilities.ROWS, *programme_capabilities.ROWS)
}
