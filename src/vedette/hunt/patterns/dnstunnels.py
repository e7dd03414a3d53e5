r"""DNS tunnels: data carried in the names of questions to one domain, and in the answers.

Kept for each registered domain (Public Suffix List): how many different names under it were asked for, a
sample of 64 of them, question types, who asked, a few answers. `tunnels.py` judges. Service records
(`_ldap._tcp`), reverse lookups and names of one label are not looked at. A name with an ending the world does
not have counts for the server that is asked: tools without a domain talk to theirs directly. One of the local
network counts for its last two labels: what a resolver puts its own domain behind, and what hosts are called.
Bytes no host's name has are written `\209` or `\xd1`; each counts as the one letter it is.
Bounds: 20,000 domains, those with the fewest names go first; of addresses talked to, 100,000.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from re import Match
from re import compile as pattern
from typing import Final

from msgspec import Struct

from vedette.hunt.actions import CONNECTION, DNS
from vedette.hunt.event import Event
from vedette.hunt.patterns.bounded import Shelf, reread, sensible, written
from vedette.hunt.patterns.domains import Domain
from vedette.hunt.patterns.names import is_local, is_worldly, registrable
from vedette.hunt.patterns.places import Fields
from vedette.hunt.patterns.tunnels import TALKATIVE, UNUSED, Tunnels
from vedette.hunt.signal import Signal

DOMAINS: Final = 20_000
REACHED: Final = 100_000
_SOURCES: Final = 64
_ANSWERS: Final = 16
_ANSWERED: Final = 1_000
"""Answers looked at for each domain."""
_SPOTS: Final = 6
_LONGEST: Final = 255
_LONGEST_WRITTEN: Final = 4 * _LONGEST
"""Letters, where each byte is written with four."""
_WRITTEN: Final = pattern(r"\\(?:x([0-9a-fA-F]{2})|([01][0-9]{2}|2[0-4][0-9]|25[0-5]))")


class _State(Struct):
    domains: dict[str, Domain]
    reached: set[str]


class DnsTunnels:
    """Sees questions for names, and which addresses are then talked to."""

    name = "dns-tunnels"
    actions = frozenset({DNS, CONNECTION})

    def __init__(self) -> None:
        self._domains: Shelf[str, Domain] = Shelf(DOMAINS, _weight)
        self._reached: set[str] = set()
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        name = event.domain
        if event.action != DNS:
            if event.destination_ip is not None and len(self._reached) < REACHED:
                self._reached.add(event.destination_ip)
            return
        if not name or len(name) > _LONGEST_WRITTEN:
            return
        whose, under = _parted(name)
        if not under:
            return
        if not whose:
            whose, under = _of_server(name, event.destination_ip)
        domain = self._domains.get(whose)
        if domain is None:
            domain = self._domains.put(whose, Domain())
        domain.queries += 1
        domain.names.add(under)
        self._count(domain, event)

    def _count(self, domain: Domain, event: Event) -> None:
        kind = event.query_type
        if kind in TALKATIVE:
            domain.talkative += 1
        if kind in UNUSED:
            domain.unused += 1
        sources, source = domain.sources, event.source_ip or event.host or ""
        if source in sources:
            sources[source] += 1
        elif len(sources) < _SOURCES:
            sources[source] = 1
        time = event.time or 0
        if time > domain.last or time < domain.first:
            domain.spread(sensible(time))
        if event.answers and domain.answered < _ANSWERED:
            self._answered(domain, event.answers)
        if len(domain.spots) < _SPOTS:
            domain.spots.append(self._fields.spot(event, event.domain or "", "domain"))

    @staticmethod
    def _answered(domain: Domain, answers: tuple[str, ...]) -> None:
        domain.answered += 1
        first = answers[0]
        domain.carried += len(first)
        if first.startswith("127."):
            domain.reputation += 1
        elif len(domain.answers) < _ANSWERS:
            domain.answers.add(first[:_LONGEST])

    def signals(self) -> Iterator[Signal]:
        """Say which domains are tunnels."""
        yield from Tunnels(self._domains, self._reached).signals()

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        if self._domains.dropped:
            yield f"{self._domains.dropped:,} domains with the fewest names were forgotten"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._domains, self._reached))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        self._domains.update(list(state.domains.items())[:DOMAINS])
        self._reached = state.reached


@lru_cache(maxsize=65_536)
def _parted(name: str) -> tuple[str, str]:
    """Part a name into whose it is and what is under that; nothing under what is not looked at.

    A name nobody in the world has is nobody's: it counts for the server that is asked.
    """
    if "\\" in name:
        name = _WRITTEN.sub(_meant, name)
    if name[0] == "_" or "." not in name or name.endswith(".arpa") or len(name) > _LONGEST:
        return "", ""
    if not (is_worldly(name) or is_local(name)):
        return "", name
    whose = registrable(name)
    return ("", "") if whose[0] == "_" else (whose, name[: -len(whose) - 1])


def _meant(written: Match[str]) -> str:
    """Turn a byte that is written in hexadecimal or decimal digits into one letter."""
    hexadecimal, decimal = written.groups()
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))


def _of_server(name: str, server: str | None) -> tuple[str, str]:
    """Give a name nobody has to the server that is asked; without one, to its last two labels."""
    if server is not None:
        return server, name
    whose = registrable(name)
    return whose, name[: -len(whose) - 1]


def _weight(domain: Domain) -> float:
    return len(domain.names)
