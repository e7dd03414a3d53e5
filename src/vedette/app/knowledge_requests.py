"""What can be asked about knowledge: what ships, and catalogues the user mounts."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

from vedette.app.asking import Request
from vedette.app.knowledge_answers import CatalogueAdded, CatalogueRemoved, CataloguesListed, Known, Sought

Kind = Literal["attack", "cwe", "kev", "epss", "osv"]


class AddCatalogue(Request[CatalogueAdded], Struct, frozen=True, kw_only=True):
    """Keep what is needed of a published catalogue."""

    kind: Kind
    path: Path
    name: str | None = None
    """By default the kind, and which of several it is, as in `attack-ics`."""
    max_age: int | None = None
    """Days after which it is called stale; by default, as often as that kind is published."""


class ListCatalogues(Request[CataloguesListed], Struct, frozen=True, kw_only=True):
    """List what there is to know things from."""


class RemoveCatalogue(Request[CatalogueRemoved], Struct, frozen=True, kw_only=True):
    """Forget a catalogue."""

    name: str


class SearchKnowledge(Request[Sought], Struct, frozen=True, kw_only=True):
    """Find entries by words and by meaning."""

    words: str
    most: int = 10


class ShowKnowledge(Request[Known], Struct, frozen=True, kw_only=True):
    """Say everything there is about one thing."""

    ident: str
    """CWE-89, T1566, TA0001, M1017, D3-MFA, CVE-2026-1234, GHSA-…, pypi:NAME==VERSION, or a term."""
