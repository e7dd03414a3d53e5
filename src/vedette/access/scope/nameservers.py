"""A resolver that asks several name servers itself and believes only what they agree on."""

from __future__ import annotations

from collections.abc import Sequence

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdataclass
import dns.rdatatype
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.A import A
from dns.rdtypes.IN.AAAA import AAAA
from msgspec import Struct

from vedette.access.scope.ports import Found, Texts
from vedette.core.errors import BadInput, Unavailable

ENOUGH = 3
"""Name servers that have to answer."""
_SECONDS = 3.0
_PAYLOAD = 1232
_MOST_ALIASES = 8
_MOST_RECORDS = 64


class Server(Struct, frozen=True, kw_only=True):
    """One recursive name server."""

    address: str
    port: int = 53


class _Answer(Struct, frozen=True):
    values: tuple[str, ...]
    aliases: tuple[str, ...]
    dnssec: bool


class Several:
    """Asks every server, over UDP and, for long answers, TCP; keeps nothing between two questions."""

    def __init__(self, servers: Sequence[Server], *, seconds: float = _SECONDS) -> None:
        """Take the servers to ask, and how long one may take to answer.

        Raises:
            BadInput: they are fewer than `ENOUGH`, or one is named twice.

        """
        if len(set(servers)) != len(servers) or len(servers) < ENOUGH:
            raise BadInput(
                f"{len(set(servers))} name servers are too few to believe",
                hint=f"name at least {ENOUGH} of different operators",
            )
        self._servers = tuple(servers)
        self._seconds = seconds

    def txt(self, name: str) -> Texts:
        """Return the TXT records at a name.

        Raises:
            Unavailable: fewer than `ENOUGH` servers answer, or they differ.

        """
        found = self._agreed(name, dns.rdatatype.TXT)
        return Texts(values=found.values, aliases=found.aliases, dnssec=found.dnssec)

    def addresses(self, name: str) -> Found:
        """Return the addresses of a name, of both kinds, and every alias on the way.

        Raises:
            Unavailable: fewer than `ENOUGH` servers answer, or they differ.

        """
        four = self._agreed(name, dns.rdatatype.A)
        six = self._agreed(name, dns.rdatatype.AAAA)
        return Found(
            addresses=four.values + six.values,
            aliases=tuple(dict.fromkeys(four.aliases + six.aliases)),
            dnssec=four.dnssec and six.dnssec,
        )

    def _agreed(self, name: str, kind: dns.rdatatype.RdataType) -> _Answer:
        answers = [one for server in self._servers if (one := self._ask(server, name, kind)) is not None]
        if len(answers) < ENOUGH:
            raise Unavailable(
                f"{len(answers)} of {len(self._servers)} name servers answered about {name}",
                hint=f"{ENOUGH} have to; try again later",
            )
        if len({(one.values, one.aliases) for one in answers}) > 1:
            raise Unavailable(
                f"name servers differ about {name}", hint="a change takes a while to be known everywhere"
            )
        return _Answer(answers[0].values, answers[0].aliases, all(one.dnssec for one in answers))

    def _ask(self, server: Server, name: str, kind: dns.rdatatype.RdataType) -> _Answer | None:
        """Return one server's answer; None when it gave none that counts."""
        try:
            query = dns.message.make_query(name, kind, use_edns=0, payload=_PAYLOAD)
            query.flags |= dns.flags.AD
            reply, _ = dns.query.udp_with_fallback(query, server.address, self._seconds, port=server.port)
            if reply.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
                return None
            return _read(reply, dns.name.from_text(name), kind)
        except (dns.exception.DNSException, OSError, ValueError, EOFError):
            return None


def _read(reply: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> _Answer | None:
    """Return the records at the end of the aliases; None when those go in a circle, or records abound."""
    aliases: list[str] = []
    while alias := _records(reply, name, dns.rdatatype.CNAME):
        name = dns.name.from_text(alias[0])
        aliases.append(alias[0].rstrip(".").lower())
        if len(aliases) > _MOST_ALIASES:
            return None
    values = _records(reply, name, kind)
    if len(values) > _MOST_RECORDS:
        return None
    return _Answer(values, tuple(aliases), bool(reply.flags & dns.flags.AD))


def _records(
    reply: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType
) -> tuple[str, ...]:
    found = reply.get_rrset(dns.message.ANSWER, name, dns.rdataclass.IN, kind)
    return () if found is None else tuple(sorted(map(_value, found)))


def _value(record: object) -> str:
    match record:
        case TXT():
            return b"".join(record.strings).decode("latin-1")
        case A() | AAAA():
            return str(record.address)
        case CNAME():
            return str(record.target)
        case _:
            return ""
