"""What can be asked about knowledge, on one's own machine: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import knowledge_requests as knowledge
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="knowledge.search",
        does="find weaknesses, techniques, countermeasures and terms by words and by meaning",
        reads="the catalogues this user mounted",
        risk=Risk.C0,
        request=knowledge.SearchKnowledge,
        cost_unit="entries",
        quotes=True,
    ),
    Capability(
        id="knowledge.show",
        does="say everything that is known about one weakness, technique, vulnerability or term",
        reads="the catalogues this user mounted",
        risk=Risk.C0,
        request=knowledge.ShowKnowledge,
        cost_unit="entries",
        quotes=True,
    ),
    Capability(
        id="knowledge.list",
        does="list what ships and which catalogues are mounted, with versions and dates",
        reads="the catalogues this user mounted",
        risk=Risk.C0,
        request=knowledge.ListCatalogues,
        cost_unit="catalogues",
    ),
    Capability(
        id="knowledge.add",
        does="keep what is needed of a published catalogue",
        reads="a file or folder the caller hands in",
        risk=Risk.C1,
        request=knowledge.AddCatalogue,
        cost_unit="entries",
        changes=True,
    ),
    Capability(
        id="knowledge.remove",
        does="forget a catalogue",
        reads="the catalogues this user mounted",
        risk=Risk.C1,
        request=knowledge.RemoveCatalogue,
        cost_unit="catalogues",
        changes=True,
    ),
)
