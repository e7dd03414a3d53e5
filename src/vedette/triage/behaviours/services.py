"""Whose a token is: the variables of a service, and the hosts they are for."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from msgspec import Struct, convert, field

from vedette.core.tables import table


class Service(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One service, as the table has it: words with spaces between."""

    variables: str
    hosts: str
    elsewhere: str = field(default="", name="except")
    """Paths that belong to strangers."""


def belongs(variable: str, address: str) -> bool:
    """Tell whether a variable's token is for the service at an address."""
    word = variable.lower().partition("_")[0]
    if word == variable.lower():
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme.lower() != "https":
        return False
    return any(
        word in one.variables.split()
        and host in one.hosts.split()
        and not (one.elsewhere and parts.path.startswith(one.elsewhere))
        for one in _services()
    )


@cache
def _services() -> tuple[Service, ...]:
    return tuple(convert(table("vedette.triage.behaviours", "services.toml")["service"], list[Service]))
