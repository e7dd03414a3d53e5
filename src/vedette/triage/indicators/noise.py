"""What is found everywhere and tells nobody anything: a table with reasons, and the looking up."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from msgspec import Struct

from vedette.core.tables import table


class Noise(Struct, frozen=True):
    """Why something is not worth looking for."""

    reason: str
    flagged: bool
    """True where it is told all the same, with the reason, if something is done with it."""


class _Table(Struct, frozen=True):
    names: dict[str, Noise]
    shared: dict[str, Noise]
    """Hosts everybody uses: the name alone says nothing."""
    nets: list[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, Noise]]
    hashes: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    rows = table("vedette.triage.indicators", "noise.toml")

    def named(part: str, *, flagged: bool) -> dict[str, Noise]:
        return {name: Noise(row["reason"], flagged) for row in rows[part] for name in row["names"]}

    return _Table(
        names=named("domains", flagged=False) | named("examples", flagged=True),
        shared=named("shared", flagged=True),
        nets=[
            (ipaddress.ip_network(net), Noise(row["reason"], row.get("flagged", False)))
            for row in rows["networks"]
            for net in row["nets"]
        ],
        hashes=frozenset(value for row in rows["hashes"] for value in row["values"]),
    )


def noise_of_domain(name: str, *, alone: bool = False) -> Noise | None:
    """Return why a domain is noise, or None; `alone`: nothing at it is told, only the name.

    >>> noise_of_domain("schemas.microsoft.com").reason
    'names of XML formats and their schemas'
    """
    known = _table()
    labels = name.lower().rstrip(".").split(".")
    for at in range(len(labels)):
        rest = ".".join(labels[at:])
        found = known.names.get(rest) or (known.shared.get(rest) if alone else None)
        if found is not None:
            return found
    return None


def noise_of_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Noise | None:
    """Return why an address is noise, or None."""
    for net, noise in _table().nets:
        if address.version == net.version and address in net:
            return noise
    return None


def is_noise_hash(digits: str) -> bool:
    """Whether a hash is one everybody knows, or too regular to be one."""
    return digits in _table().hashes or len(set(digits)) < 6  # noqa: PLR2004  real ones use nearly all 16 digits
