"""What catalogues say, each noun as it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from msgspec import Struct


class Exploited(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vulnerability known to be used by attackers (CISA KEV)."""

    cve: str
    name: str
    vendor: str
    product: str
    added: str
    """The day it was put on the list, as in 2026-11-01."""
    due: str = ""
    """The day United States agencies have to be done by."""
    action: str = ""
    """What the list asks for."""
    ransomware: bool = False
    """Whether ransomware crews are known to use it."""
    as_of: str = ""
    """The list and its date: filled in by who looks it up."""


class Probability(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How likely a vulnerability is to be exploited within 30 days (EPSS)."""

    cve: str
    probability: float
    percentile: float
    """The share of all vulnerabilities that are no more likely."""
    as_of: str = ""


class CweEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A weakness as CWE has it."""

    id: str
    name: str
    says: str = ""
    """The beginning of CWE's own description."""
    parents: tuple[str, ...] = ()
    as_of: str = ""


class AttackEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A technique as an ATT&CK bundle has it."""

    id: str
    name: str
    tactics: tuple[str, ...] = ()
    matrix: str = ""
    mitigations: tuple[str, ...] = ()
    """Ids and names, as in `M1017 User Training`."""
    log_data: tuple[str, ...] = ()
    says: str = ""
    """The beginning of ATT&CK's own description."""
    replaced_by: str = ""
    """The id that stands for it, where it was revoked."""
    as_of: str = ""


class Stretch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Versions that are affected: from one, to the one that mends it or the last."""

    introduced: str = "0"
    fixed: str = ""
    last: str = ""


class Advisory(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an OSV record says of one package."""

    id: str
    ecosystem: str
    package: str
    summary: str = ""
    aliases: tuple[str, ...] = ()
    severity: str = ""
    """As its source says: a word, or a CVSS vector."""
    published: str = ""
    modified: str = ""
    stretches: tuple[Stretch, ...] = ()
    versions: tuple[str, ...] = ()
    """Affected versions that are named one by one."""
    as_of: str = ""

    @property
    def malicious(self) -> bool:
        """Whether the package was made to do harm."""
        return self.id.startswith("MAL-")

    @property
    def fixed(self) -> tuple[str, ...]:
        """Return the versions that mend it."""
        return tuple(one.fixed for one in self.stretches if one.fixed)


Entry = Exploited | Probability | CweEntry | AttackEntry | Advisory
E_co = TypeVar("E_co", bound=Entry, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed(Generic[E_co]):
    """One catalogue: what it says of itself, and its entries by what they are looked up with."""

    version: str
    date: str
    """Of the data, as in 2026-11-01; empty where it does not say."""
    entries: Iterator[tuple[str, E_co]]
    part: str = ""
    """Which of several catalogues of this kind it is: a matrix, an ecosystem."""
