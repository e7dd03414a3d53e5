"""Disclosures: what was found in what is others' too, and whether they were told. The member's own record.

One for each asset, so that looking again asks for nothing twice. Findings are named by digest.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.monitor.m11_untold import Open
from vedette.access.programme.kept import Nouns
from vedette.core.errors import BadInput, LimitHit

_KIND: Final = "disclosure"
_ASSET: Final = 300
_WHOM: Final = 300
_MOST: Final = 2000
_DIGEST: Final = re.compile(r"(|[0-9a-f]{64})")
KEPT: Final = 400 * 86_400.0
"""Seconds a record is kept after it was settled."""


class Disclosure(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something found in one asset, and what became of it. Times are seconds since the epoch; 0: not yet."""

    id: str
    person: str
    org: str = ""
    asset: str
    """What it was found in, as its finder spells it."""
    finding: str = ""
    """SHA-256 of the finding's id, in hex; empty: all that a look at the asset found."""
    found: float
    told: float = 0.0
    whom: str = ""
    """Who was told, in the finder's words."""
    fixed: float = 0.0
    own: bool = False
    """Whether it is the finder's own, so that there is nobody to tell."""

    @property
    def open(self) -> bool:
        """Whether somebody is still to be told."""
        return not (self.told or self.fixed or self.own)


class Said(Struct, frozen=True, kw_only=True):
    """What a finder records about an asset."""

    asset: str
    finding: str = ""
    whom: str = ""
    """Who was told; empty where nobody was yet."""
    fixed: bool = False
    own: bool = False


class Disclosures:
    """All of them."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._kept = Nouns(documents, _KIND, Disclosure, _tags)

    def found(self, person: str, org: str, asset: str, now: float) -> Disclosure:
        """Note that a look at an asset found something; what was settled is opened anew once it was fixed."""
        ident = _id(person, asset, "")

        def noted(known: Disclosure | None) -> Disclosure:
            if known is None or (known.fixed and not known.own):
                return Disclosure(id=ident, person=person, org=org, asset=_short(asset), found=now)
            return known

        return self._kept.change(ident, noted)

    def record(self, person: str, org: str, said: Said, now: float) -> Disclosure:
        """Write down what a finder says: found, told, fixed, or their own.

        Raises:
            BadInput: it names no asset, or the finding is no digest.
            LimitHit: there are too many.

        """
        asset = said.asset.strip()
        if not 0 < len(asset) <= _ASSET or len(said.whom) > _WHOM or not _DIGEST.fullmatch(said.finding):
            raise BadInput(
                "no such disclosure",
                hint=f"name what it was found in, in up to {_ASSET} characters; a finding by its SHA-256",
            )
        ident = _id(person, asset, said.finding)
        if self._kept.get(ident) is None and len(self.of_person(person)) >= _MOST:
            raise LimitHit(f"{_MOST} disclosures are on record", hint="settle some first")

        def changed(known: Disclosure | None) -> Disclosure:
            made = known or Disclosure(
                id=ident, person=person, org=org, asset=asset, finding=said.finding, found=now
            )
            return replace(
                made,
                told=made.told or (now if said.whom.strip() else 0.0),
                whom=said.whom.strip() or made.whom,
                fixed=made.fixed or (now if said.fixed else 0.0),
                own=made.own or said.own,
            )

        return self._kept.change(ident, changed)

    def of_person(self, person: str) -> list[Disclosure]:
        """Return a person's, the oldest first."""
        return sorted(self._kept.tagged(f"person:{person}"), key=lambda one: (one.found, one.id))

    def of_org(self, org: str) -> list[Disclosure]:
        """Return an organisation's, the oldest first."""
        return sorted(self._kept.tagged(f"org:{org}"), key=lambda one: (one.found, one.id))

    def untold(self, now: float) -> list[Open]:
        """Return what each finder still has to tell; of those who have told all, that it is nothing."""
        mine: dict[str, list[Disclosure]] = {}
        for one in self._kept.tagged("open"):
            mine.setdefault(one.person, []).append(one)
        return [
            Open(
                at=now,
                person=person,
                org=max(found, key=lambda one: one.found).org,
                found=tuple(sorted((one.found, one.id) for one in found)),
            )
            for person, found in mine.items()
        ]

    def sweep(self, now: float) -> int:
        """Forget what was settled long ago; return how many."""
        old = [
            one
            for one in (self._kept.get(kept.key) for kept in self._documents.all(_KIND))
            if one is not None and not one.open and max(one.found, one.told, one.fixed) + KEPT < now
        ]
        return sum(self._documents.delete(_KIND, one.id) for one in old)


def _tags(one: Disclosure) -> list[str]:
    named = [f"person:{one.person}"] + ([f"org:{one.org}"] if one.org else [])
    return [*named, "open"] if one.open else named


def _id(person: str, asset: str, finding: str) -> str:
    return hashlib.sha256("\0".join((person, _short(asset), finding)).encode()).hexdigest()[:32]


def _short(asset: str) -> str:
    return asset.strip()[:_ASSET] or "unnamed"
