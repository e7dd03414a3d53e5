"""Catalogues the user mounted: found in their folder, looked up by id.

    mounted = Mounted(folder, today)
    mounted.exploited("CVE-2026-0001")  # Exploited(…, as_of="KEV of 2026-11-01"), or None

Without catalogues every lookup finds nothing; a broken one is one clear error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from vedette.app.knowledge_answers import Catalogue, Mount
from vedette.core.errors import BadInput
from vedette.knowledge.catalogues import osv
from vedette.knowledge.catalogues.nouns import Advisory, AttackEntry, CweEntry, Exploited, Probability
from vedette.knowledge.searchentries import Described
from vedette.store.shelf import Shelf

FOLDER: Final = "knowledge"
CARD: Final = ".json"
SHELF: Final = ".sqlite"
BY_ID: Final = "id\t"
"""Before the id of an advisory, which is also kept by its package."""
_MOST_CARD: Final = 100_000
_MOST_CARDS: Final = 100
_CALLED: Final = {"attack": "ATT&CK", "cwe": "CWE", "kev": "KEV", "epss": "EPSS", "osv": "OSV"}
E = TypeVar("E", Exploited, Probability, CweEntry, AttackEntry, Advisory)


class Mounted:
    """All catalogues in a folder, on a day."""

    def __init__(self, folder: Path, today: date) -> None:
        self.folder: Final = folder
        self._today: Final = today

    @cached_property
    def mounts(self) -> tuple[Mount, ...]:
        """Return every catalogue whose card can be read, by name."""
        return tuple(one for one in self._cards.values() if one is not None)

    @property
    def broken(self) -> tuple[str, ...]:
        """Return the names of the others."""
        return tuple(name for name, one in self._cards.items() if one is None)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say which catalogues are older than they should be, or cannot be read."""
        return self.warned({as_of(one.catalogue) for one in self.mounts})

    def warned(self, sources: Collection[str]) -> tuple[str, ...]:
        """Say which of some catalogues are older than they should be, and of any that cannot be read."""
        stale = (one for one in self.mounts if one.stale and as_of(one.catalogue) in sources)
        said = [
            f"{one.catalogue.name} is {one.age:,} days old: add a newer one (it is called stale after "
            f"{one.catalogue.max_age:,} days)"
            for one in stale
        ]
        return (*said, *(f"{name} cannot be read: add it again, or remove it" for name in self.broken))

    def exploited(self, cve: str) -> Exploited | None:
        """Say whether a vulnerability is known to be exploited."""
        return next(self._found("kev", cve.strip().upper(), Exploited), None)

    def probability(self, cve: str) -> Probability | None:
        """Say how likely a vulnerability is to be exploited."""
        return next(self._found("epss", cve.strip().upper(), Probability), None)

    def weakness(self, ident: str) -> CweEntry | None:
        """Say what CWE has on a weakness."""
        return next(self._found("cwe", ident.strip().upper(), CweEntry), None)

    def technique(self, ident: str) -> AttackEntry | None:
        """Say what a mounted ATT&CK has on a technique."""
        return next(self._found("attack", ident.strip().upper(), AttackEntry), None)

    def advisories(self, package: str, version: str, ecosystem: str) -> tuple[Advisory, ...]:
        """Return what is known against a package in a version; without a version, against any."""
        found = {
            one.id: one
            for one in self._found("osv", osv.key(ecosystem, package), Advisory)
            if osv.concerns(one, version)
        }
        return tuple(found[ident] for ident in sorted(found))

    def advisory(self, ident: str) -> tuple[Advisory, ...]:
        """Return what an advisory says, by its id or by another name it has: one for each package."""
        wanted = BY_ID + ident.strip().upper()
        found = {(one.id, one.ecosystem, one.package): one for one in self._found("osv", wanted, Advisory)}
        return tuple(found[each] for each in sorted(found))

    def parents(self) -> Mapping[str, tuple[str, ...]]:
        """Return the parents of every weakness in a mounted CWE."""
        return {one.id: one.parents for one in self._everything("cwe", CweEntry) if one.parents}

    def described(self) -> tuple[Described, ...]:
        """Return what mounted catalogues say of techniques and weaknesses, for the search."""
        found = [
            Described(id=one.id, kind="technique", name=one.name, says=one.says)
            for one in self._everything("attack", AttackEntry)
            if not one.replaced_by
        ]
        found += [
            Described(id=one.id, kind="weakness", name=one.name, says=one.says)
            for one in self._everything("cwe", CweEntry)
        ]
        return tuple({one.id: one for one in found}.values())

    def _everything(self, kind: str, noun: type[E]) -> Iterator[E]:
        for mount in self._of(kind):
            for _, value in self._shelf(mount).everything():
                yield _read(value, noun, mount)

    def _of(self, kind: str) -> Iterator[Mount]:
        return (one for one in self.mounts if one.catalogue.kind == kind)

    def _found(self, kind: str, key: str, noun: type[E]) -> Iterator[E]:
        for mount in self._of(kind):
            for value in self._shelf(mount).get(key):
                yield msgspec.structs.replace(_read(value, noun, mount), as_of=as_of(mount.catalogue))

    def _shelf(self, mount: Mount) -> Shelf:
        return Shelf(self.folder / mount.catalogue.data)

    @cached_property
    def _cards(self) -> dict[str, Mount | None]:
        if not self.folder.is_dir():
            return {}
        paths = sorted(self.folder.glob(f"*{CARD}"))[:_MOST_CARDS]
        return {path.name.removesuffix(CARD): self._mount(path) for path in paths}

    def _mount(self, path: Path) -> Mount | None:
        try:
            with path.open("rb") as file:
                card = msgspec.json.decode(file.read(_MOST_CARD), type=Catalogue)
            since = date.fromisoformat(card.date or card.added)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, ValueError):
            return None
        whole = card.name == path.name.removesuffix(CARD) and card.kind in _CALLED
        beside = card.data == Path(card.data).name and (self.folder / card.data).is_file()
        age = max((self._today - since).days, 0)
        return Mount(catalogue=card, age=age, stale=age > card.max_age) if whole and beside else None


def as_of(catalogue: Catalogue) -> str:
    """Name a catalogue with its date, as in `KEV of 2026-11-01`."""
    version = f" {catalogue.version}" if catalogue.kind in {"attack", "cwe"} and catalogue.version else ""
    day = f" of {catalogue.date}" if catalogue.date else f" without a date, added {catalogue.added}"
    return f"{_CALLED[catalogue.kind]}{version}{day}"


def _read(value: bytes, noun: type[E], mount: Mount) -> E:
    try:
        return msgspec.json.decode(value, type=noun)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadInput(f"{mount.catalogue.name}: broken", hint="add the catalogue again") from error
