"""Who had which address: learned from records that say so, used to tell one host's story across logs.

Three kinds of record say it: a lease (DHCP), a host's own record of a connection it opened, and a logon
from inside that names the workstation (a stranger outside may call himself anything). Addresses change
hands: where two hosts claim one at different times, it is whose claim is nearest. One that two claim at the
same time belongs to neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from itertools import combinations
from typing import Final

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput
from vedette.hunt import actions
from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR

MOST: Final = 100_000
"""Addresses remembered."""
_CLAIMS: Final = 4
"""Hosts one address may have had; of more it says nothing."""
_NEAR: Final = 12 * HOUR
"""How far outside a claim it still holds where others claim the address too."""
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


class Claim(Struct):
    """A host that had an address, from when to when; None where the records had no time."""

    host: str
    first: int | None
    last: int | None

    def apart(self, time: int) -> int:
        """Say how far a moment is from it; 0 inside."""
        if self.first is None or self.last is None:
            return 0
        return max(self.first - time, time - self.last, 0)


@dataclass(slots=True)
class Identities:
    """A watcher that learns."""

    actions: frozenset[str] = frozenset(
        (actions.CONNECTION, actions.DHCP, actions.LOGIN, actions.TICKET, actions.DNS)
    )
    _claims: dict[str, list[Claim]] = field(default_factory=dict)
    full: bool = False

    def see(self, event: Event) -> None:
        """Learn from one event, if it says who has an address."""
        action = event.action
        if action == actions.CONNECTION:
            if event.host is not None and str(event.fields.get("Initiated")).lower() == "true":
                self.learn(event.source_ip, event.host, event.time)
        elif action == actions.DHCP:
            self.learn(_leased(event), event.host or event.target_host, event.time)
        elif action == actions.DNS:
            self._answered(event)
        elif event.source_ip is not None:
            named = event.fields.get("WorkstationName")
            if isinstance(named, str) and is_inside(event.source_ip):
                self.learn(event.source_ip, named, event.time)

    def learn(self, address: str | None, host: str | None, time: int | None = None) -> None:
        """Remember that a host has an address."""
        if address is None or host is None or address in _NOBODY:
            return
        name = short(host)
        if name in _NOBODY or name == address:
            return
        claims = self._claims.get(address)
        if claims is None:
            if len(self._claims) >= MOST:
                self.full = True
                return
            claims = self._claims[address] = []
        for claim in claims:
            if claim.host == name:
                _widen(claim, time)
                return
        if len(claims) <= _CLAIMS:
            claims.append(Claim(name, time, time))

    def host_of(self, address: str, time: int | None = None) -> str | None:
        """Say whose an address is, or was at a time, if just one host claims it."""
        claims = self._claims.get(address)
        if not claims or len(claims) > _CLAIMS:
            return None
        if len(claims) == 1:
            return claims[0].host
        if time is None:
            return None
        nearest, other = sorted(claims, key=lambda claim: claim.apart(time))[:2]
        alone = nearest.apart(time) < other.apart(time) and nearest.apart(time) <= _NEAR
        return nearest.host if alone and not _overlap(nearest, other) else None

    def save(self) -> bytes:
        """Write down what was learnt."""
        return msgspec.json.encode(self._claims)

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        try:
            self._claims = msgspec.json.decode(saved, type=dict[str, list[Claim]])
        except msgspec.MsgspecError as error:
            raise BadInput(
                "what was saved of addresses cannot be read", hint="begin anew without it"
            ) from error

    def addresses(self) -> Mapping[str, tuple[str, ...]]:
        """Say which addresses each host has."""
        found: dict[str, list[str]] = {}
        for address, claims in self._claims.items():
            for claim in claims if len(claims) <= _CLAIMS and not _shared(claims) else ():
                found.setdefault(claim.host, []).append(address)
        return {host: tuple(sorted(owned)) for host, owned in found.items()}

    def _answered(self, event: Event) -> None:
        """Believe an answer about a name inside the house only: elsewhere many names share an address."""
        if event.domain is None or event.answers is None or len(event.answers) != 1:
            return
        if is_inside(event.answers[0]):
            self.learn(event.answers[0], event.domain, event.time)


def _widen(claim: Claim, time: int | None) -> None:
    if time is not None:
        claim.first = time if claim.first is None else min(claim.first, time)
        claim.last = time if claim.last is None else max(claim.last, time)


def _overlap(one: Claim, other: Claim) -> bool:
    """Whether two hosts had the address at the same time, or nobody can say."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return True
    return one.first <= other.last and other.first <= one.last


def _shared(claims: Sequence[Claim]) -> bool:
    return any(_overlap(one, other) for one, other in combinations(claims, 2))


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
