"""Lateral movement: an account that hops from host to host, and one source that suddenly logs in everywhere.

Formulas. A *hop* is a successful remote login (Windows type 3 or 10, SSH, WinRM, RDP) or explicit
credentials for another host (4648), the first between two hosts by an account. A *chain* is hops
A->B->C... that each begin where the last one led, within four hours of it, by the same account or by one
that came to use there with explicit credentials. Three hops make a signal; two do where something was
carried out at both ends: a service installed, a task made, an admin share used, by the time of the hop or
within ten minutes. A *run* is a service installed or a task made on a host within ten minutes after a
source opened a share of the system there (service control, task scheduler, ADMIN$, C$), with an account
that logged in from that source. A *fan-out* is one source that logs in to eight hosts and more within an
hour, all for the first time. After ATT&CK TA0008; the figures are ours.

Controls: runs of one source on several days are its work; hops that recur on another day are habit;
machine accounts, anonymous logons and logins to oneself are none; a source whose hops recur is a server
that manages others; an account that has a chain of two without anything being carried out is somebody
using a jump host. Addresses are hosts where logins from inside or Sysmon say whose they are.

Order of files does not matter. Bounds: 50,000 hops, 10,000 addresses, 32 deeds a host; the oldest go
first. Chains are followed to eight hops.

"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.hunt.actions import CONNECTION, LOGIN, SERVICE_INSTALL, SHARE, SUCCESS, TASK
from vedette.hunt.event import Event
from vedette.hunt.instants import DAY
from vedette.hunt.patterns.addresses import OUTSIDE, side
from vedette.hunt.patterns.bounded import Shelf, reread, written
from vedette.hunt.patterns.logins.attempts import NAME_MAX, NOBODY
from vedette.hunt.patterns.logins.chains import Deed, Hop, chains, fans, tell_chain, tell_fan
from vedette.hunt.patterns.logins.runs import runs, tell_run
from vedette.hunt.patterns.places import Fields
from vedette.hunt.signal import Signal

HOPS: Final = 50_000
ADDRESSES: Final = 10_000
DEEDS: Final = 32
DAYS: Final = 4
_REMOTE: Final = frozenset({3, 10})
_PROTOCOLS: Final = {"ssh": "SSH", "rdp": "remote desktop", "winrm": "WinRM"}
_SHARES: Final = ("admin$", "c$", "svcctl", "atsvc", "winreg")
_OWN_TASKS: Final = ("\\microsoft\\windows\\", "\\microsoft\\office\\")
HOSTS: Final = 5_000
_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost", "0.0.0.0", "::"})  # noqa: S104  read, not bound to


class _State(Struct):
    hops: dict[tuple[str, str, str], Hop]
    names: dict[str, str]
    deeds: dict[str, list[Deed]]


class LateralMovement:
    """Sees logins, shares, services and tasks; from flows a host reports, whose address is whose."""

    name = "lateral-movement"
    actions = frozenset({LOGIN, SHARE, SERVICE_INSTALL, TASK, CONNECTION})

    def __init__(self) -> None:
        self._hops: Shelf[tuple[str, str, str], Hop] = Shelf(HOPS, lambda hop: hop.last)
        self._names: dict[str, str] = {}
        """Hosts by address."""
        self._deeds: dict[str, list[Deed]] = {}
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        action = event.action
        if action == CONNECTION:
            self._own_address(event)
        elif action == LOGIN:
            self._login(event)
        elif event.host is not None and event.time is not None:
            self._deed(event, action or "", event.host, event.time)

    def _own_address(self, event: Event) -> None:
        """Learn whose an address is from the host that began a conversation by it."""
        host, address = event.host, event.source_ip
        if host is not None and address is not None and event.fields.get("Initiated") in {"true", True}:
            self._name(address, host)

    def _name(self, address: str, host: str) -> None:
        if len(self._names) < ADDRESSES and address not in _HERE and address not in self._names:
            self._names[address] = host

    def _login(self, event: Event) -> None:
        if event.time is None or event.host is None:
            return
        if event.target_host is not None:
            if event.fields.get("EventID") == 4648 and event.target_host not in _HERE:  # noqa: PLR2004
                user = event.target_user or event.user
                self._hop(event, event.host, event.target_host, user, "explicit credentials")
            return
        source, way = event.source_ip, _way(event)
        if event.outcome != SUCCESS or source is None or source in _HERE or not way:
            return
        named = event.fields.get("WorkstationName")
        if isinstance(named, str) and named not in {"", "-"} and side(source) != OUTSIDE:
            self._name(source, named.lower().partition(".")[0][:255])
        self._hop(event, source, event.host, event.user, way)

    def _hop(self, event: Event, source: str, host: str, user: str | None, way: str) -> None:
        if user is None or user[-1] == "$" or user in NOBODY or source == host:
            return
        time, key = event.time or 0, (source, host[:NAME_MAX], user[:NAME_MAX])
        hop = self._hops.get(key)
        if hop is None:
            hop = self._hops.put(key, Hop(time, time, way, self._fields.spot(event, user, "user")))
        hop.count += 1
        if time < hop.first:
            hop.first, hop.way = time, way
            hop.spot = self._fields.spot(event, user, "user")
        hop.last = max(hop.last, time)
        day = time // DAY
        if day not in hop.days and len(hop.days) < DAYS:
            hop.days.append(day)

    def _deed(self, event: Event, action: str, host: str, time: int) -> None:
        """Remember what was carried out on a host."""
        file = event.file or ""
        if action == SHARE:
            said = f"{event.fields.get('ShareName') or ''} {file}".lower()
            share = next((name for name in _SHARES if name in said), "")
            if not share:
                return
            what, value = f"the share {share}", (file, "file")
        elif file.lower().startswith(_OWN_TASKS):
            return
        else:
            what = "a service was installed" if action == SERVICE_INSTALL else "a task was made"
            value = (event.command_line or file, "command_line" if event.command_line else "file")
        deeds = self._deeds.get(host)
        if deeds is None:
            if len(self._deeds) >= HOSTS:
                return
            deeds = self._deeds[host] = []
        if len(deeds) >= DEEDS:
            deeds.sort(key=lambda deed: deed.time)
            del deeds[: DEEDS // 4]
        source = event.source_ip or "" if action == SHARE else ""
        deeds.append(Deed(time, what, action != SHARE, self._fields.spot(event, *value), source))

    def signals(self) -> Iterator[Signal]:
        """Say which accounts and sources moved."""
        hops = self._named()
        deeds = self._renamed()
        told: set[tuple[str, str]] = set()
        for chain in chains(hops, deeds):
            told.update((step.source, step.host) for step in chain)
            yield tell_chain(chain, deeds)
        for run in runs(hops, deeds):
            if (run.source, run.host) not in told:
                yield tell_run(run)
        for source, found in fans(hops):
            yield tell_fan(source, found)

    def _renamed(self) -> dict[str, list[Deed]]:
        """Put hosts in place of the addresses shares were opened from."""
        for deeds in self._deeds.values():
            for deed in deeds:
                deed.source = self._names.get(deed.source, deed.source)
        return self._deeds

    def _named(self) -> dict[tuple[str, str, str], Hop]:
        """Put hosts in place of their addresses, where known."""
        made: dict[tuple[str, str, str], Hop] = {}
        for (source, host, user), hop in self._hops.items():
            start, end = self._names.get(source, source), self._names.get(host, host)
            known = made.get((start, end, user))
            if start != end and (known is None or hop.first < known.first):
                made[start, end, user] = hop
        return made

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        if self._hops.dropped:
            yield f"{self._hops.dropped:,} of the oldest remote logins were forgotten"
        if len(self._deeds) >= HOSTS:
            yield f"what was carried out was remembered of the first {HOSTS:,} hosts"
        if len(self._names) >= ADDRESSES:
            yield f"only the first {ADDRESSES:,} addresses were given their host's name"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._hops, self._names, self._deeds))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        self._hops.update(list(state.hops.items())[:HOPS])
        self._names.update(list(state.names.items())[:ADDRESSES])
        self._deeds.update(list(state.deeds.items())[:ADDRESSES])


def _way(event: Event) -> str:
    """Say how somebody came from elsewhere; empty for one who did not."""
    if event.logon_type is not None:
        if event.logon_type not in _REMOTE:
            return ""
        return "remote desktop" if event.logon_type == 10 else "the network"  # noqa: PLR2004
    return _PROTOCOLS.get(event.protocol or "", "")
