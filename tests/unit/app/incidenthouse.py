"""Incidents in a folder of a test, with a ledger, and somebody who writes in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.warm import warm
from vedette.app import incident_requests as ask
from vedette.app import wiring
from vedette.app.asking import Countable, Request
from vedette.app.clock import SYSTEM
from vedette.app.incident_requests import Wish
from vedette.app.incidents import HOME, By, IncidentBook
from vedette.app.wiring import App
from vedette.core.incidents import Incident
from vedette.respond.custody import Checked
from vedette.store.incidents import SqlIncidents
from vedette.store.locker import Locker
from vedette.store.sql import on_sqlite

R = TypeVar("R", bound=Countable)
ANA, BEN = By("org:clinic", "ana", "d1"), By("org:clinic", "ben", "d2")
EVE = By("org:other", "eve", "d3")


@contextmanager
def book(folder: Path) -> Iterator[IncidentBook]:
    base = on_sqlite(folder / "incidents.sqlite")
    try:
        yield IncidentBook(lambda: SqlIncidents(base), Locker(folder / "locker"), SYSTEM)
    finally:
        base.close()


@dataclass
class Desk:
    """Somebody at their own machine."""

    home: Path

    @property
    def app(self) -> App:
        """Everything anew, as each command does it."""
        return wiring.build({"VEDETTE_DATA_DIR": str(self.home / "data"), "VEDETTE_CACHE_DIR": warm()})

    def ask(self, capability: str, request: Request[R]) -> R:
        return self.app.run(capability, request).value

    def open(self, title: str = "Ransom note on ws01") -> Incident:
        return self.ask("incident.open", ask.OpenIncident(title=title)).incident

    def change(self, incident: str, *changes: Wish) -> Incident:
        return self.ask("incident.change", ask.ChangeIncident(incident=incident, changes=changes)).incident

    def keep(self, incident: str, data: bytes, name: str = "memory.dmp") -> str:
        path = self.home / name
        path.write_bytes(data)
        return self.ask("incident.keep", ask.KeepEvidence(incident=incident, path=path)).piece.id

    def custody(self, incident: str) -> Checked:
        return self.ask("incident.custody", ask.CheckCustody(incident=incident)).checked


__all__ = ["ANA", "BEN", "EVE", "HOME", "Desk", "book"]
