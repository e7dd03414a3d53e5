"""What is odd about a rhythm beside itself: what honest programs that are even as well seldom have.

* An address nobody asked a name for, where others were asked for; web requests to outside that name an
  address, or nothing, where browsers name a host;
* a program (user agent, JA4) no other of ten hosts and more shows;
* TLS to outside whose hello names no server;
* web requests no browser makes (`manners.py`), of what does not say it is one only on a host that shows one:
  things that serve one purpose do nothing but send to their maker;
* a name lent to anybody, for nothing, for an address that changes (`lent.tsv`);
* a name at an address outside whose ending is none of the world's: programs that use other roots hide;
* IRC, opened again and again: people and what they use stay in a chat, bots are told there what to do;
* pauses that look drawn between two bounds, or are whole seconds of many different lengths: what is late by
  itself is late by parts of a second;
* outside: a certificate signed by nobody but itself; a port nothing usual is spoken on; on the ports of TLS
  and HTTP something that is neither, and is answered, where who wrote the data recognised them elsewhere;
  a new connection every few seconds, as servers keep one open that long.

Inside a network a bare address, a certificate of one's own and a port of one's own are what services have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vedette.hunt.patterns.addresses import INSIDE, NOWHERE, OUTSIDE, side
from vedette.hunt.patterns.crowds import Crowd
from vedette.hunt.patterns.manners import BROWSER
from vedette.hunt.patterns.names import is_elsewhere
from vedette.hunt.patterns.pairs import Key, Pair
from vedette.hunt.patterns.rhythms import Rhythm
from vedette.hunt.patterns.services import lent_by

_USUAL: Final = frozenset(
    {
        0, 20, 21, 22, 25, 43, 53, 80, 110, 123, 143, 389, 443, 465, 500, 587, 636, 853, 873, 993, 995, 1194,
        1883, 1935, 2525, 3074, 3128, 3389, 3478, 3479, 3480, 3481, 4070, 4244, 4460, 4500, 5060, 5061, 5222,
        5223, 5228, 5229, 5230, 5242, 5349, 5671, 5672, 5683, 5684, 5938, 6514, 7275, 8000, 8008, 8080, 8081,
        8443, 8883, 9418, 19302, 51820,
    }
)  # fmt: skip
"""Web, proxies, mail, directories, shells, VPN, calls, chat and notifications, remote help, films, music,
games, code, copies, logs, queues; what things (MQTT, CoAP) and phones that seek their place (SUPL) speak."""


_KEPT_OPEN: Final = 5.0
"""Seconds a server keeps a connection open that is not used: the least of what is usual."""
_RENEWED: Final = 0.9
_OFTEN: Final = 100
_EXACT: Final = 0.1
_PROMISED: Final = {443: "TLS", 80: "HTTP"}


class Oddity(NamedTuple):
    """One thing that is odd."""

    words: str
    light: bool = False
    """Whether a program that loops is odd in this, too."""
    own: bool = False
    """Whether things that serve one purpose (cameras, locks, lamps) are odd in this, too."""
    silent: bool = False
    """Whether it is that a server never answers."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beside a pair."""

    standing: Mapping[str, set[str]]
    """For each address the names it stood for."""
    programs: Crowd
    vouched: Mapping[str, bool] = field(default_factory=dict)
    """Of servers that show a certificate, whether somebody else signed one of theirs."""
    recognises: bool = False
    """Whether who wrote the data recognises TLS and HTTP: it did so anywhere."""

    def oddities(self, kind: str, key: Key, pair: Pair) -> list[Oddity]:
        """Say what is odd about one pair, whatever its rhythm."""
        where = key[1]
        found = [*self._of_anybody(key, pair), *([] if self._stays(where) else self._outside(where, pair))]
        named = kind == "name" and side(where) == NOWHERE
        if named and is_elsewhere(where) and OUTSIDE in map(side, pair.addresses):
            found.append(Oddity("its name has an ending the world does not have"))
        bare = kind == "name" and not self._stays(where) and side(where) != NOWHERE
        if bare and pair.unnamed and not self._nameless(where):
            found.append(
                Oddity("its TLS names no server where browsers name one", own=where in self.standing)
            )
        elif bare and not (pair.hostless or pair.unnamed):
            found.append(Oddity("its requests name an address where browsers name a host"))
        return found

    def _of_anybody(self, key: Key, pair: Pair) -> Iterator[Oddity]:
        source, where = key
        if self._nameless(where):
            yield Oddity("nobody asked for a name of that address, as they did for others")
        if pair.agent and self.programs.rare(pair.agent):
            yield Oddity("no other host shows that program")
        if pair.hostless:
            yield Oddity("its requests name no host")
        if pair.manner is not None and (words := pair.manner.oddity(pair.agent)):
            thing = not (pair.agent.startswith(BROWSER) or self.programs.shows(source, BROWSER))
            yield Oddity(words, own=thing)

    def _outside(self, where: str, pair: Pair) -> Iterator[Oddity]:
        if any(self.vouched.get(address) is False for address in (where, *pair.addresses)):
            yield Oddity("it shows a certificate nobody else signed")
        if any(map(lent_by, self.standing.get(where, {where} if side(where) == NOWHERE else ()))):
            yield Oddity("its name is one that is lent to anybody for nothing")
        if not usual(pair.port):
            yield Oddity(f"nothing usual is spoken on port {pair.port}", own=True)
        if pair.protocol == "irc":
            yield Oddity("it opens a chat (IRC) again and again, where people stay")
        if self.recognises and pair.port in _PROMISED and _speaks_something(pair):
            yield Oddity(f"on port {pair.port} it does not speak {_PROMISED[pair.port]}")

    def _nameless(self, where: str) -> bool:
        """Whether it is an address nobody asked a name for, though they did for others."""
        return side(where) != NOWHERE and bool(self.standing) and where not in self.standing

    @staticmethod
    def _stays(where: str) -> bool:
        return side(where) == INSIDE


def of_rhythm(where: str, pair: Pair, heard: Rhythm) -> Iterator[Oddity]:
    """Say what is odd about the rhythm of a pair beside that it has one.

    Servers keep a connection open for five seconds and more after the last request, and programs that ask
    more often than that use it again: a hundred new ones outside, and answered, are made by who hides or by
    who loops; of web requests that were read small programs in things make them, too.
    """
    if heard.whole:
        yield Oddity("its pauses are whole seconds of many lengths, as who draws them at random makes them")
    elif heard.drawn:
        yield Oddity("its pauses look drawn at random between two bounds, as to hide does")
    renewed = pair.changes >= _RENEWED * pair.seen and pair.failed < _RENEWED * pair.seen
    quick = heard.period < _KEPT_OPEN and heard.beats >= _OFTEN and heard.tolerance <= _EXACT
    if quick and renewed and not pair.datagrams and side(where) != INSIDE:
        words = (
            f"it makes a new connection every {heard.period:.1f} seconds, where one is kept open that long"
        )
        yield Oddity(words, light=True, own=pair.manner is not None)


def weighty(odd: Sequence[Oddity]) -> bool:
    """Whether anything is odd but how often it connects, which a program that loops does, too."""
    return not all(one.light for one in odd)


def is_plain(odd: Sequence[Oddity]) -> bool:
    """Whether nothing is odd but what things that serve one purpose have of their own."""
    return all(one.own for one in odd)


def usual(port: int) -> bool:
    """Whether honest programs on a desk are known to talk to a port outside."""
    return port in _USUAL


def _speaks_something(pair: Pair) -> bool:
    """Whether a pair speaks, and is answered, in what nobody recognised: of one side nobody can tell."""
    both = pair.received > 0 and any(size > 0 for size in pair.sizes)
    return both and not pair.protocol and not pair.datagrams
