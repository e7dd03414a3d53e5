"""What is found everywhere and tells nobody anything: a table with reasons, and the looking up."""

from __future__ import annotations

import ipaddress
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

_TABLE: Final = Path(__file__).with_name("noise.toml")


class Noise(NamedTuple):
    """Why something is not worth looking for."""

    reason: str
    flagged: bool
    """True where it is told all the same, with the reason, if something is done with it."""


@lru_cache(maxsize=1)
def _table() -> tuple[
    dict[str, Noise], list[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, Noise]], set[str]
]:
    rows = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    names = {name: Noise(row["reason"], flagged=False) for row in rows["domains"] for name in row["names"]}
    names |= {name: Noise(row["reason"], flagged=True) for row in rows["examples"] for name in row["names"]}
    nets = [
        (ipaddress.ip_network(net), Noise(row["reason"], flagged=row.get("flagged", False)))
        for row in rows["networks"]
        for net in row["nets"]
    ]
    return names, nets, {value for row in rows["hashes"] for value in row["values"]}


def noise_of_domain(name: str) -> Noise | None:
    """Return why a domain is noise, or None.

    >>> noise_of_domain("schemas.microsoft.com").reason
    'names of XML formats and their schemas'
    """
    names = _table()[0]
    labels = name.lower().rstrip(".").split(".")
    for at in range(len(labels)):
        if (found := names.get(".".join(labels[at:]))) is not None:
            return found
    return None


def noise_of_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Noise | None:
    """Return why an address is noise, or None."""
    for net, noise in _table()[1]:
        if address.version == net.version and address in net:
            return noise
    return None


def is_noise_hash(digits: str) -> bool:
    """Whether a hash is one everybody knows, or too regular to be one."""
    return digits in _table()[2] or len(set(digits)) < 6  # noqa: PLR2004  real ones use nearly all 16 digits
