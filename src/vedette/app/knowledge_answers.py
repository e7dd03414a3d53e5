"""What comes back about knowledge. Each can be counted for the record, its content unseen."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Catalogue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A catalogue the user mounted, as its card says."""

    name: str
    kind: str
    version: str
    """As the catalogue says; empty where it does not."""
    date: str
    """Of the data, as in 2026-11-01; empty where it does not say."""
    sha256: str
    """Of what was given."""
    source: str
    """The name of the file that was given."""
    added: str
    """When, as in 2026-11-03."""
    entries: int
    max_age: int
    """Days after which it is stale."""
    data: str
    """The file beside the card that has the entries."""
    skipped: int = 0
    """Records that could not be read."""


class Mount(Struct, frozen=True, kw_only=True):
    """A catalogue, and how old it is today."""

    catalogue: Catalogue
    age: int
    """Days since the date of the data, or since it was added where there is none."""
    stale: bool
    """Whether it is older than it should be."""


class Ships(Struct, frozen=True, kw_only=True):
    """Something we know without any file."""

    name: str
    version: str
    date: str
    entries: int
    licence: str


class CatalogueAdded(Struct, frozen=True, kw_only=True):
    """What was mounted."""

    mount: Mount
    replaced: bool

    def counts(self) -> Mapping[str, int | str]:
        """Count entries, and name the file by digest."""
        one = self.mount.catalogue
        return {"catalogue": f"sha256:{one.sha256}", "entries": one.entries, "skipped": one.skipped}


class CataloguesListed(Struct, frozen=True, kw_only=True):
    """What there is."""

    ships: tuple[Ships, ...]
    mounted: tuple[Mount, ...]
    broken: tuple[str, ...] = ()
    """Names of catalogues whose card cannot be read."""

    def counts(self) -> Mapping[str, int | str]:
        """Count catalogues."""
        return {"catalogues": len(self.mounted), "broken": len(self.broken)}


class CatalogueRemoved(Struct, frozen=True, kw_only=True):
    """What was forgotten."""

    name: str

    def counts(self) -> Mapping[str, int | str]:
        """Count it."""
        return {"catalogues": 1}


class Hit(Struct, frozen=True, kw_only=True):
    """An entry that was found."""

    id: str
    kind: str
    """term, weakness, technique, tactic, mitigation, log data or countermeasure."""
    name: str
    says: str = ""
    """In a sentence."""


class Sought(Struct, frozen=True, kw_only=True):
    """Entries, the most fitting first."""

    hits: tuple[Hit, ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count entries."""
        return {"entries": len(self.hits)}


class Part(Struct, frozen=True, kw_only=True):
    """Some of what is known: lines under a heading."""

    heading: str
    lines: tuple[str, ...]
    source: str = ""
    """The catalogue the lines are from, where they are not ours."""


class Known(Struct, frozen=True, kw_only=True):
    """Everything about one thing."""

    id: str
    kind: str
    name: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    """What should be known about the sources, such as that one is stale."""

    def counts(self) -> Mapping[str, int | str]:
        """Count parts."""
        return {"parts": len(self.parts)}
