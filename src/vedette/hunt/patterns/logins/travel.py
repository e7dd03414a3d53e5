"""Impossible travel: one account in two places sooner than anybody gets from one to the other.

Formula: of two successful logins that follow one another in time, great-circle distance (haversine, radius
6,371 km) over the time between them; 500 km and more at more than 1,000 km/h (airliners cruise at 900) is
impossible. 500 km is beyond the error of geolocation by address. Places are the record's own coordinates,
else those `locate` knows.

Controls: two places one account keeps jumping between or to (three times and more) are two devices or a
VPN; an address five accounts and more use, or a place three accounts jump to, is an exit of a VPN or
proxy; one and the same network (AS number) at both ends is a carrier's; names of services that carry
users' traffic say so themselves; what is logged as a proxy counts for less; addresses inside the network
have no place.

Order of files does not matter. Bounds: 20,000 accounts of 256 stays, an hour at one place and address
each; accounts with the fewest logins, and the oldest stays, go first.

"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import LOGIN, SUCCESS
from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR, MINUTE, SECOND, rfc3339
from vedette.hunt.patterns.addresses import OUTSIDE, side
from vedette.hunt.patterns.bounded import Shelf, reread, written
from vedette.hunt.patterns.places import Fields, Spot, places
from vedette.hunt.patterns.speech import plain
from vedette.hunt.signal import Signal

Locate: TypeAlias = Callable[[str], tuple[float, float] | None]

ACCOUNTS: Final = 20_000
STAYS: Final = 256
KM_MIN: Final = 500.0
KM_AN_HOUR: Final = 1_000.0
_RADIUS: Final = 6_371.0
_SOONEST: Final = MINUTE
_HABIT: Final = 3
_SHARED: Final = 5
_EXIT: Final = 3
_BY_ITSELF: Final = frozenset({"NonInteractiveUserSignInLogs", "ManagedIdentitySignInLogs"})
"""Sign-ins programs make for somebody who is elsewhere."""
_NUMBERS: Final = (
    "autonomousSystemNumber",
    "properties.autonomousSystemNumber",
    "securityContext.asNumber",
    "source.as.number",
    "asn",
    "as_number",
)
_NAMES: Final = (
    "securityContext.asOrg",
    "securityContext.isp",
    "source.as.organization.name",
    "as_org",
    "isp",
    "autonomousSystemName",
)
_CARRIERS: Final = (
    "zscaler",
    "netskope",
    "cloudflare",
    "akamai",
    "icloud",
    "apple",
    "fastly",
    "palo alto",
    "prisma",
    "forcepoint",
    "iboss",
    "menlo",
    "vpn",
    "warp",
    "relay",
)


class Stay(Struct):
    """An account at one place, by one address, within one hour."""

    first: int
    last: int
    latitude: float
    longitude: float
    address: str
    network: str
    """Its AS number, where the record says so."""
    carried: bool
    """Whether the record says that the address is a proxy's or a carrier's."""
    agent: str
    spot: Spot


class Account(Struct):
    """Where an account was."""

    count: int = 0
    stays: dict[str, Stay] = {}
    forgotten: int = 0


class Jump(NamedTuple):
    """Two stays too far apart."""

    start: Stay
    end: Stay
    km: float
    speed: float
    """km/h; time apart counts as at least a minute."""


class _State(Struct):
    accounts: dict[str, Account]


class ImpossibleTravel:
    """Sees logins."""

    name = "impossible-travel"
    actions = frozenset({LOGIN})

    def __init__(self, locate: Locate | None = None) -> None:
        self._locate = locate
        self._accounts: Shelf[str, Account] = Shelf(ACCOUNTS, lambda account: account.count)
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        address, user, time = event.source_ip, event.user, event.time
        if event.outcome != SUCCESS or address is None or user is None or time is None:
            return
        if event.fields.get("category") in _BY_ITSELF:
            return
        place = self._place(event, address)
        if place is None:
            return
        account = self._accounts.get(user) or self._accounts.put(user, Account())
        account.count += 1
        key = f"{time // HOUR} {place[0]:.1f} {place[1]:.1f} {address}"
        stay = account.stays.get(key)
        if stay is None:
            self._arrive(account, key, event, place)
        elif time < stay.first:
            stay.first = time
        elif time > stay.last:
            stay.last = time

    def _place(self, event: Event, address: str) -> tuple[float, float] | None:
        if event.latitude is not None and event.longitude is not None:
            return event.latitude, event.longitude
        if self._locate is None or side(address) != OUTSIDE:
            return None
        return self._locate(address)

    def _arrive(self, account: Account, key: str, event: Event, place: tuple[float, float]) -> None:
        if not (-90 <= place[0] <= 90 and -180 <= place[1] <= 180) or place == (0.0, 0.0):  # noqa: PLR2004
            return
        if len(account.stays) >= STAYS:
            oldest = sorted(account.stays, key=lambda one: account.stays[one].last)[: STAYS // 4]
            for one in oldest:
                del account.stays[one]
            account.forgotten += len(oldest)
        time, address = event.time or 0, event.source_ip or ""
        network, carried = _network(event)
        spot = self._fields.spot(event, address, "source_ip")
        agent = (event.user_agent or "")[:200]
        account.stays[key] = Stay(time, time, *place, address, network, carried, agent, spot)

    def signals(self) -> Iterator[Signal]:
        """Say which accounts were in two places at once."""
        users_of: dict[str, set[str]] = defaultdict(set)
        for user, account in self._accounts.items():
            for stay in account.stays.values():
                users_of[stay.address].add(user)
        jumps = {user: found for user, account in self._accounts.items() if (found := _jumps(account))}
        arrivals: dict[tuple[int, int], set[str]] = defaultdict(set)
        for user, found in jumps.items():
            for jump in found:
                for stay in (jump.start, jump.end):
                    arrivals[_cell(stay)].add(user)
        for user, found in sorted(jumps.items()):
            kept = [
                jump for jump in found
                if max(len(users_of[jump.start.address]), len(users_of[jump.end.address])) < _SHARED
                and not _is_exit(jump, arrivals)
            ]  # fmt: skip
            if kept:
                yield _signal(user, kept)

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        if self._accounts.dropped:
            yield f"{self._accounts.dropped:,} accounts with the fewest logins were forgotten"
        stays = sum(account.forgotten for account in self._accounts.values())
        if stays:
            yield f"{stays:,} of the oldest stays of accounts with many were forgotten"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._accounts))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        self._accounts.update(list(reread(_State, saved, self.name).accounts.items())[:ACCOUNTS])


def distance(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the great-circle distance in km."""
    latitude, longitude, other, far = map(math.radians, (*start, *end))
    half = math.sin((other - latitude) / 2) ** 2
    half += math.cos(latitude) * math.cos(other) * math.sin((far - longitude) / 2) ** 2
    return 2 * _RADIUS * math.asin(min(1.0, math.sqrt(half)))


def _network(event: Event) -> tuple[str, bool]:
    fields = event.fields
    number = next((str(value) for name in _NUMBERS if (value := fields.get(name))), "")
    named = " ".join(str(value).lower() for name in _NAMES if (value := fields.get(name)))
    proxy = str(fields.get("securityContext.isProxy", "")).lower() == "true"
    return number, proxy or any(word in named for word in _CARRIERS)


def _cell(stay: Stay) -> tuple[int, int]:
    return round(stay.latitude), round(stay.longitude)


def _is_exit(jump: Jump, arrivals: dict[tuple[int, int], set[str]]) -> bool:
    """Whether several accounts jump between these two places: what their traffic leaves by lies there."""
    together = arrivals[_cell(jump.start)] & arrivals[_cell(jump.end)]
    return len(together) >= _EXIT


def _jumps(account: Account) -> list[Jump]:
    """Return the impossible ones, without those between places the account keeps jumping between."""
    stays = sorted(account.stays.values(), key=lambda stay: (stay.first, stay.last, stay.address))
    found = [jump for start, end in pairwise(stays) if (jump := _jump(start, end))]
    habits = Counter(frozenset((_cell(jump.start), _cell(jump.end))) for jump in found)
    exits = Counter(_cell(jump.end) for jump in found)
    return [
        jump
        for jump in found
        if habits[frozenset((_cell(jump.start), _cell(jump.end)))] < _HABIT
        and exits[_cell(jump.start)] < _HABIT
        and exits[_cell(jump.end)] < _HABIT
    ]


def _jump(start: Stay, end: Stay) -> Jump | None:
    if (start.network and start.network == end.network) or start.carried or end.carried:
        return None
    km = distance((start.latitude, start.longitude), (end.latitude, end.longitude))
    if km < KM_MIN:
        return None
    hours = max(end.first - start.last, _SOONEST) / HOUR
    return Jump(start, end, km, km / hours) if km / hours > KM_AN_HOUR else None


def _signal(user: str, jumps: list[Jump]) -> Signal:
    worst = max(jumps, key=lambda jump: jump.speed)
    start, end = worst.start, worst.end
    apart = max(0, end.first - start.last)
    same_program = bool(start.agent) and start.agent == end.agent
    return Signal(
        rule="pattern:impossible-travel",
        title="An account in two places at once",
        message=plain(f"{user} logged in from {start.address} at {rfc3339(start.last)} and from"
f" {end.address} at"
f" {rfc3339(end.first)}: {worst.km:,.0f} km in {apart / MINUTE:,.0f} minutes,"
f" {worst.speed:,.0f} km/h."),
        severity=Severity.MEDIUM if same_program else Severity.HIGH,
        confidence=Confidence.POSSIBLE if same_program else Confidence.LIKELY,
        reason=("Neither address is shared by other accounts, and the account does not go"
" to and fro between them")
        + (", but the program was the same." if same_program else "."),
        techniques=("T1078",),
        first=min(jump.start.last for jump in jumps),
        last=max(jump.end.first for jump in jumps),
        count=2 * len(jumps),
        actors=(Entity(EntityKind.ADDRESS, end.address), Entity(EntityKind.ADDRESS, start.address)),
        targets=(Entity(EntityKind.USER, user),),
        places=places([spot for jump in jumps for spot in (jump.start.spot, jump.end.spot)]),
        numbers={
            "km": round(worst.km), "km_per_hour": round(worst.speed), "seconds_apart": apart // SECOND,
            "jumps": len(jumps), "limit_km_per_hour": KM_AN_HOUR, "limit_km": KM_MIN,
        },
        benign=("a VPN or a phone's carrier whose exit lies elsewhere, or an address that"
" geolocation has wrong"),
        remedy="Ask the person; if it was not they, end the sessions and reset password and second factor.",
    )  # fmt: skip
