"""Who had which address: learned from records that say so, used to tell one host's story across logs.

Three kinds of record say it: a lease (DHCP), a host's own record of a connection it opened, and a logon that
names both the workstation and the address it came from. An address two hosts claim belongs to neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Final

import msgspec

from vedette.core.errors import BadInput
from vedette.hunt import actions
from vedette.hunt.event import Event

MOST: Final = 100_000
"""Addresses remembered."""
_NOBODY: Final = frozenset(("", "-", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"))  # noqa: S104  no address is bound
_INSIDE: Final = tuple(
    ip_network(net)
    for net in (
        (
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "100.64.0.0/10",
            "fc00::/7",
            "fe80::/10",
        )
    )
)


@dataclass(slots=True)
class Identities:
    """A watcher that learns."""

    actions: frozenset[str] = frozenset(
        (actions.CONNECTION, actions.DHCP, actions.LOGIN, actions.TICKET, actions.DNS)
    )
    _hosts: dict[str, str | None] = field(default_factory=dict)
    full: bool = False

    def see(self, event: Event) -> None:
        """Learn from one event, if it says who has an address."""
        action = event.action
        if action == actions.CONNECTION:
            if event.host is not None and str(event.fields.get("Initiated")).lower() == "true":
                self.learn(event.source_ip, event.host)
        elif action == actions.DHCP:
            self.learn(_leased(event), event.host or event.target_host)
        elif action == actions.DNS:
            self._answered(event)
        elif event.source_ip is not None:
            named = event.fields.get("WorkstationName")
            if isinstance(named, str):
                self.learn(event.source_ip, named)

    def learn(self, address: str | None, host: str | None) -> None:
        """Remember that a host has an address."""
        if address is None or host is None or address in _NOBODY:
            return
        name = short(host)
        if name in _NOBODY or name == address:
            return
        known = self._hosts.get(address, "")
        if known == "":
            if len(self._hosts) >= MOST:
                self.full = True
                return
            self._hosts[address] = name
        elif known != name:
            self._hosts[address] = None

    def host_of(self, address: str) -> str | None:
        """Say whose an address is, if just one host claims it."""
        return self._hosts.get(address)

    def save(self) -> bytes:
        """Write down what was learnt."""
        return msgspec.json.encode(self._hosts)

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        try:
            self._hosts = msgspec.json.decode(saved, type=dict[str, str | None])
        except msgspec.MsgspecError as error:
            raise BadInput(
                "what was saved of addresses cannot be read", hint="begin anew without it"
            ) from error

    def addresses(self) -> Mapping[str, tuple[str, ...]]:
        """Say which addresses each host has."""
        found: dict[str, list[str]] = {}
        for address, host in self._hosts.items():
            if host is not None:
                found.setdefault(host, []).append(address)
        return {host: tuple(sorted(owned)) for host, owned in found.items()}

    def _answered(self, event: Event) -> None:
        """Believe an answer about a name inside the house only: elsewhere many names share an address."""
        if event.domain is None or event.answers is None or len(event.answers) != 1:
            return
        if is_inside(event.answers[0]):
            self.learn(event.answers[0], event.domain)


def _leased(event: Event) -> str | None:
    """Return the address a lease is of."""
    named = (event.fields.get(one) for one in ("assigned_addr", "requested_addr"))
    ends = (event.source_ip, event.destination_ip)
    return next((one for one in (*named, *ends) if isinstance(one, str) and one not in _NOBODY), None)


def short(host: str) -> str:
    """Return a host's name without its domain, lower case; an address stays as it is."""
    name = host.strip().lstrip("\\").lower()
    return name if is_address(name) else name.partition(".")[0]


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    if not text or text[-1] not in "0123456789abcdef:":
        return False
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_inside(text: str) -> bool:
    """Whether a text is an address of one's own network: private, link-local or shared.

    `is_private` of the library is wider: it takes in what is kept for documentation.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in net for net in _INSIDE if net.version == address.version)
