"""The real objects for whoever runs this on their own machine, from settings; `serving` is for others.

Engines are at hand; everything else, see `homeplaces`, is made once something of it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct

from vedette.access.policy.engine import Policy
from vedette.app import engine_capabilities
from vedette.app.asking import Countable, Request
from vedette.app.callers import Caller, owner
from vedette.app.capability import Capability
from vedette.app.circumstances import AtHome
from vedette.app.clock import SYSTEM, Clock
from vedette.app.extras import lacking
from vedette.app.gate import Gate, Handler, Result, Work
from vedette.app.homefolder import home_folder
from vedette.app.jobs import Job
from vedette.app.later import Later
from vedette.app.ledgers import LedgerRecord, at_home
from vedette.app.reports import LastReport
from vedette.app.tools import Cache, Tools
from vedette.core import settings
from vedette.core.settings import Settings

if TYPE_CHECKING:
    from vedette.app.analyser import Analyser, Texts
    from vedette.app.stamps import Bytes

R = TypeVar("R", bound=Countable)


class App(Struct, frozen=True):
    """What a local door holds: the gate, and who stands before it."""

    gate: Gate
    caller: Caller

    def run(self, capability: str, request: Request[R], job: Job | None = None) -> Result[R]:
        """Ask the gate as the owner of this machine."""
        return self.gate.run(self.caller, capability, request, job)

    def may(self, capability: str) -> bool:
        """Tell whether the owner could use a capability now, without doing anything."""
        from vedette.app.explaining import may  # noqa: PLC0415 - few commands ask

        return may(self.gate, self.caller, capability)


def engines(made: Tools) -> dict[str, Handler]:
    """Say who does the work of each capability that is an engine's."""
    return {name: _engine(made, *place) for name, place in _ENGINES.items()}


_ENGINES: Final = {
    "code.scan": ("scan", "run"),
    "agent.trace": ("agenttrace", "run"),
    "code.fix.approve": ("fixapprove", "run"),
    "triage.run": ("triage", "run"),
    "hunt.run": ("hunt", "run"),
    "hunt.test": ("huntrules", "tested"),
    "hunt.formats": ("hunt", "listed"),
    "hunt.follow": ("live.following", "run"),
    "events.query": ("eventkeep", "query"),
    "events.prune": ("eventkeep", "prune"),
    "report.advise": ("advisories", "run"),
    "report.verify": ("verify", "run"),
    "report.show": ("show", "run"),
    "report.explain": ("explain", "run"),
    "rules.list": ("rules", "listed"),
    "rules.test": ("rules", "tested"),
    "knowledge.search": ("lookup", "sought"),
    "knowledge.show": ("lookup", "shown"),
    "knowledge.list": ("mounting", "listed"),
    "knowledge.add": ("mounting", "add"),
    "knowledge.remove": ("mounting", "remove"),
    "demo.run": ("demo", "run"),
    "ledger.recount": ("recount", "run"),
    "safeguards.evaluate": ("evaluation.safeguarding", "run"),
}
"""Module and function of each; loaded when it is asked for."""


def _engine(made: Tools, module: str, function: str) -> Handler:
    def handle(request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them; a test holds it to that
        try:
            does = getattr(import_module(f"vedette.app.{module}"), function)
            answer: Countable = does(made, request, work.job)
        except ModuleNotFoundError as error:
            raise lacking(error) from error
        return answer

    return handle


def _analyser(texts: Texts, cache: Bytes | None, *, ending: bool) -> Analyser:
    from vedette.app.code_analyser import load  # noqa: PLC0415 - the engine for code, which few commands ask

    return load(texts, cache, ending=ending)


def _cache(chosen: Settings, clock: Clock) -> Cache:
    from vedette.store.cache import Sqlite  # noqa: PLC0415 - a scan keeps what it read; most commands do not

    return Sqlite(chosen.cache_dir, chosen.cache_bytes, lambda: clock.now().timestamp())


def tools(chosen: Settings, clock: Clock = SYSTEM, *, ending: bool = False) -> Tools:
    """Make what use cases are made with; `ending`: the process ends soon after one was done."""
    return Tools(
        limits=chosen.limits,
        clock=clock,
        load=partial(_analyser, ending=ending),
        open_cache=partial(_cache, chosen, clock),
        last=LastReport(chosen.data_dir),
        events=chosen.data_dir / "events",
    )


def chosen(environ: Mapping[str, str]) -> Settings:
    """Read what the operator chose.

    Raises:
        BadInput: a setting is not known or makes no sense.

    """
    return settings.read(environ, home_folder(environ))


def build(environ: Mapping[str, str], *, ending: bool = False) -> App:
    """Make the whole for whoever runs this on their own machine; `ending`: for one thing, then it ends.

    Raises:
        BadInput: a setting is not known or makes no sense.
        Unavailable: the ledger cannot be opened.

    """
    made = chosen(environ)
    book = at_home(made.data_dir)
    using = tools(made, ending=ending)
    does = engines(using)

    def others() -> Mapping[str, Handler]:
        from vedette.app.homeplaces import Home, handlers  # noqa: PLC0415 - what most commands don't need

        return does | handlers(Home(made, environ, using, book, SYSTEM), gate)

    def rows() -> Mapping[str, Capability[Any]]:
        from vedette.app.home_capabilities import HOME  # noqa: PLC0415

        return {name: HOME[name] for name in gate.handlers}

    first = {one.id: one for one in engine_capabilities.ROWS}
    gate = Gate(
        capabilities=Later(first, rows),
        handlers=Later({name: does[name] for name in first}, others),
        policy=Policy.load(),
        circumstances=AtHome(),
        record=LedgerRecord(book, SYSTEM),
        clock=SYSTEM,
    )
    return App(gate, owner())
