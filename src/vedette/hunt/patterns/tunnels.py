"""Judges domains: which are asked for names that carry data.

Formula: at least 100 different names under one registered domain (RITA's bound; 30 where they are 40
letters long on average, of longer ones as many as have as many letters together, 10 at least: people do not
write such names; and 30 where half the questions are of a type nothing else asks); chance explains the
letters of a sample of 64 of them 32 times better than
people's habits do, on average (`letters.py`, 5 bits; each name counts between -20 and 20 bits, and 20 when
it has bytes no host's name may have); or half the questions are of a type nothing else asks (NULL, private
ones); nearly every question is a new name (at least one in four: of each name A, AAAA and HTTPS may be
asked, and asked again); and at least 1,000 bytes are carried: names times mean length times the entropy of
their letters. Of names people made the mean is below -5, and 64 of them do not come out above 5 by chance.
Labels at the end that nine of ten names share say where it is, not what it carries: they are left out.

Controls: answers in 127.0.0.0/8 are verdicts of a reputation list, names of numbers alone are addresses asked
of one; a domain more than two and a tenth of at least ten hosts ask is a service; where half of a sample of
the answers are addresses somebody then talked to, the names lead somewhere, as those of content networks do.
Of the local network only names of 40 letters and more on average count: hosts are called by less (NetBIOS has
room for 15), and a resolver that puts its own domain behind a name makes a tunnel's look local.

What does not suffice under one domain may under several that are asked in turn (`domainturns.py`).

What makes it surer: several domains, names longer than 30 letters, types that carry most (TXT, NULL, CNAME,
MX, SRV, KEY), types nothing else asks for, long answers, answers nobody then talked to where conversations
are seen, nobody else who asks. Two of them: likely; three: strong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log2
from typing import Final

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.patterns.addresses import NOWHERE, side, who
from vedette.hunt.patterns.crowds import Crowd
from vedette.hunt.patterns.domains import SAMPLED, Domain
from vedette.hunt.patterns.domainturns import LEAST_NAMES, taking_turns
from vedette.hunt.patterns.letters import RANDOM, unlikeness
from vedette.hunt.patterns.names import is_local
from vedette.hunt.patterns.places import places
from vedette.hunt.signal import Signal

_MANY: Final = 100
_SOME: Final = 30
_FEW: Final = 10
_LONG: Final = 40
_SHARED: Final = 0.9
_LONGISH: Final = 30
_MOST_BITS: Final = 20.0
_OF_HOSTS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
_NEW: Final = 0.25
_CARRIED: Final = 1_000
_HALF: Final = 0.5
TALKATIVE: Final = frozenset({"TXT", "NULL", "CNAME", "MX", "SRV", "KEY", "PRIVATE"})
UNUSED: Final = frozenset({"NULL", "PRIVATE", "TYPE10", "TYPE65399"})
"""Types of questions nothing but tunnels asks."""
_ANSWER: Final = 40
_ACTORS: Final = 5
_NAMED: Final = 6
_STEPS: Final = {0: Confidence.POSSIBLE, 1: Confidence.POSSIBLE, 2: Confidence.LIKELY}


@dataclass(frozen=True, slots=True)
class _Measured:
    """The figures of one domain."""

    names: int
    bits: float
    """By which chance explains a name better, on average."""
    length: float
    entropy: float
    talkative: float
    unused: float
    answer: float

    @property
    def carried(self) -> float:
        return self.names * self.length * self.entropy / 8


class Tunnels:
    """Looks at all domains at once."""

    def __init__(self, domains: Mapping[str, Domain], reached: set[str]) -> None:
        self._domains = domains
        self._reached = reached
        asked = ((source, name) for name, domain in domains.items() for source in domain.sources)
        self._crowd = Crowd(asked, str)

    def signals(self) -> Iterator[Signal]:
        """Say which domains are tunnels: each by itself, then those that are asked in turn."""
        left: dict[str, Domain] = {}
        for name in sorted(self._domains):
            domain = self._domains[name]
            if len(domain.names) < LEAST_NAMES or self._harmless(name, domain):
                continue
            measured = _measured(domain, len(domain.names))
            if measured.names >= _FEW and _carries(domain, measured) and _fit_for_one(name, measured):
                yield self._signal((name,), domain, measured)
            elif measured.bits >= RANDOM and not is_local(name):
                left[name] = domain
        for turns in taking_turns(left):
            measured = _measured(turns.whole, turns.different)
            if _carries(turns.whole, measured):
                yield self._signal(turns.names, turns.whole, measured)

    def _harmless(self, name: str, domain: Domain) -> bool:
        if domain.reputation > _HALF * domain.answered or self._crowd.shared(name):
            return True
        addresses = sum(1 for one in domain.names.texts if _is_address(one))
        if addresses > _HALF * len(domain.names.texts):
            return True
        led = sum(1 for answer in domain.answers if answer in self._reached)
        return bool(domain.answers) and led >= _HALF * len(domain.answers)

    def _signal(self, names: tuple[str, ...], domain: Domain, measured: _Measured) -> Signal:
        reasons = self._reasons(names, domain, measured)
        sure = _STEPS.get(len(reasons), Confidence.STRONG)
        sources = sorted(domain.sources, key=lambda source: (-domain.sources[source], source))
        told = f"about {_told(domain, measured):,}" if measured.names > SAMPLED else f"{measured.names:,}"
        under = names[0] if len(names) == 1 else f"{len(names)} domains in turn ({', '.join(names[:_NAMED])})"
        return Signal(
            rule="pattern:dns-tunnel",
            title="Names that are asked for carry data",
            message=f"{sources[0]} asked for {told} different names under {under}, together about"
            f" {measured.carried:,.0f} bytes of data.",
            severity=Severity.HIGH if sure != Confidence.POSSIBLE else Severity.LOW,
            confidence=sure,
            reason=f"chance explains their letters {measured.bits:.0f} bits better than people's habits do,"
            " and nearly every question is a new name" + "".join(f"; {words}" for words in reasons) + ".",
            techniques=("T1071.004", "T1572"),
            first=domain.first or None,
            last=domain.last or None,
            count=domain.queries,
            actors=tuple(who(source) for source in sources[:_ACTORS]),
            targets=tuple(
                Entity(EntityKind.DOMAIN if side(name) == NOWHERE else EntityKind.ADDRESS, name)
                for name in names
            ),
            places=places(domain.spots),
            numbers=self._numbers(domain, measured),
            benign="a security product that sends hashes or telemetry as names, a content network.",
            remedy="Look who answers for that domain and which program asks; block it at the resolver.",
        )

    def _numbers(self, domain: Domain, measured: _Measured) -> dict[str, float | int | str]:
        return {
            "names": _told(domain, measured),
            "queries": domain.queries,
            "bits_for_chance": round(measured.bits, 1),
            "mean_length": round(measured.length, 1),
            "entropy_bits": round(measured.entropy, 2),
            "bytes_carried": round(measured.carried),
            "talkative_share": round(measured.talkative, 3),
            "answer_length": round(measured.answer, 1),
            "sources": len(domain.sources),
            "hosts": self._crowd.hosts,
        }

    def _reasons(self, names: tuple[str, ...], domain: Domain, measured: _Measured) -> list[str]:
        reasons = []
        if len(names) > 1:
            reasons.append("each piece goes to the next domain")
        if measured.length >= _LONGISH:
            reasons.append(f"they are {measured.length:.0f} letters long on average")
        if measured.talkative >= _HALF:
            reasons.append(f"{measured.talkative:.0%} of the questions are of types that carry much")
        if measured.unused >= _HALF:
            reasons.append("nothing but tunnels asks for such types")
        if domain.answers and self._reached and not domain.answers & self._reached:
            reasons.append("nobody talked to an address that was answered")
        if measured.answer >= _ANSWER:
            reasons.append(f"answers are {measured.answer:.0f} letters long on average")
        if all(map(self._crowd.rare, names)):
            reasons.append(f"of {self._crowd.hosts} hosts {len(domain.sources) - 1} others ask there")
        return reasons


def _told(domain: Domain, measured: _Measured) -> int:
    """Say how many names there were: beyond a sample an estimate, which may be more than were asked for."""
    return min(measured.names, domain.queries)


def _carries(domain: Domain, measured: _Measured) -> bool:
    """Whether there are enough names, nearly all new, that look like data and carry some."""
    return (
        measured.names >= _enough(measured)
        and (measured.bits >= RANDOM or measured.unused >= _HALF)
        and measured.names >= _NEW * domain.queries
        and measured.carried >= _CARRIED
    )


def _fit_for_one(name: str, measured: _Measured) -> bool:
    return measured.length >= _LONG or not is_local(name)


def _enough(measured: _Measured) -> float:
    """Say how many names of a mean length it takes."""
    if measured.length < _LONG:
        return _SOME if measured.unused >= _HALF else _MANY
    return max(_FEW, _SOME * _LONG / measured.length)


def _carrying(texts: list[str]) -> list[str]:
    """Leave out the labels at the end nearly all names share, down to the last label of each."""
    while True:
        ends = Counter(text.rpartition(".")[2] for text in texts if "." in text)
        (end, count), *_ = ends.most_common(1) or [("", 0)]
        if count < _SHARED * len(texts):
            return texts
        texts = [text.removesuffix(f".{end}") for text in texts]


def _measured(domain: Domain, names: int) -> _Measured:
    texts = sorted(domain.names.texts)
    joined = [text.replace(".", "") for text in texts]
    letters = Counter("".join(joined))
    whole = sum(letters.values())
    # What is carried is all of it; whether it looks like chance is told by what differs from name to name.
    differing = [text.replace(".", "") for text in _carrying(texts)]
    return _Measured(
        names=names,
        bits=sum(map(_bits, differing)) / len(differing),
        length=whole / len(joined),
        entropy=-sum(count / whole * log2(count / whole) for count in letters.values()),
        talkative=domain.talkative / max(1, domain.queries),
        unused=domain.unused / max(1, domain.queries),
        answer=domain.carried / max(1, domain.answered),
    )


def _bits(text: str) -> float:
    """Weigh one name: for chance, or for people."""
    if not _OF_HOSTS.issuperset(text):
        return _MOST_BITS
    return max(-_MOST_BITS, min(_MOST_BITS, unlikeness(text)))


def _is_address(text: str) -> bool:
    """Whether a name is an address written as labels, as block lists are asked."""
    labels = text.split(".")
    return len(labels) >= 4 and all(label.isdigit() or len(label) == 1 for label in labels)  # noqa: PLR2004
