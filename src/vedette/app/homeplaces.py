"""Who does, on one's own machine, what no engine does alone: loaded once something of it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vedette.app import actiontable, assistplace, backendplace, fixplace, ledgerwork, modelserving
from vedette.app.clock import Clock
from vedette.app.gate import Gate, Handler
from vedette.app.incidentplace import IncidentPlace
from vedette.app.ledgers import Book
from vedette.app.modelplace import placed
from vedette.app.narrateplace import Narration
from vedette.app.responding.place import ResponsePlace
from vedette.app.tools import Tools
from vedette.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Home:
    """What whoever does the work is made with."""

    chosen: Settings
    environ: Mapping[str, str]
    tools: Tools
    book: Book
    clock: Clock


def handlers(home: Home, gate: Gate) -> dict[str, Handler]:
    """Say who does the work of each capability; `gate` is the one by which named models are asked."""
    data_dir, environ, clock, using = home.chosen.data_dir, home.environ, home.clock, home.tools
    made = ledgerwork.handlers(home.book, clock)
    incidents = IncidentPlace(data_dir / "incidents", home.book, clock)
    made |= actiontable.at_home(data_dir / "actions", environ, clock, incidents.mirror)
    made |= incidents.handlers() | ResponsePlace(incidents, files=True, tools=using).handlers()
    models = modelserving.at_home(data_dir, environ, clock)
    models.gates.append(gate)
    made |= models.handlers() | Narration(models.gates, using).handlers()
    made |= assistplace.at_home(data_dir, using, models)
    made |= fixplace.at_home(data_dir, using, models.gates)
    return made | backendplace.handlers(placed(data_dir, environ), home.chosen.limits, clock)
