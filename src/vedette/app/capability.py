"""Everything Vedette can be asked to do, in one table: what it reads, how it is counted, how risky it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from vedette.app import requests

R = TypeVar("R", bound=requests.Countable)


class Risk(StrEnum):
    """What a capability could do in the wrong hands, from nothing to what nobody gets."""

    C0 = "C0"
    """Reads what the caller has anyway and tells them about it."""
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"
    CX = "CX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability(Generic[R]):
    """One thing that can be asked for."""

    id: str
    does: str
    reads: str
    """What of the caller's it looks at."""
    risk: Risk
    request: type[requests.Request[R]]
    cost_unit: str
    """What a run is counted in."""


_TABLE: tuple[Capability[Any], ...] = (
    Capability(
        id="code.scan",
        does="find weaknesses in source",
        reads="a folder, file, archive, local git repository or published package",
        risk=Risk.C0,
        request=requests.Scan,
        cost_unit="lines",
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
CAPABILITIES: dict[str, Capability[Any]] = {one.id: one for one in _TABLE}
