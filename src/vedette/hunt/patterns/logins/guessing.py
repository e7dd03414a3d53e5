"""Guessed passwords: brute force, spraying, stuffing, and whether somebody got in after it.

Formulas. For a source, of accounts that never got in from there before: *brute force* is one account tried
20 times or more within two hours (twice the highest lock-out threshold anybody recommends: Microsoft's
baseline and CIS say 5 to 10); *spraying* is 8 accounts within two hours, 12 within a day, or 20 over any
time, at half or more of all the accounts that failed from there, with at most 10 tries each at the median;
with more it is *guessing* through a list. For a service, *stuffing* is 20 accounts and more from 10
addresses and more within a day, at most 3 tries each, five times as many as on other days. For an account,
*many against one* is 50 tries from 10 addresses and more. A success from the same source after the first
guess makes it *got in*. After ATT&CK T1110.001, .003, .004.

Controls: an account at home at a source (it had got in from there before, or keeps doing so after a slip)
does not count, which is what tells a shared address or proxy from a sprayer; a program that goes on with
an old password is even over three hours and more, has one account and one source, or its failures say
expired or locked; machine accounts and anonymous logons do not count; where a host tells of failures only,
8 accounts have to fail for the first time within two minutes, or 12 within 15, or half must not exist; a
service's crowd is measured against its other days and its successes.

Order of files does not matter. Bounds: 100,000 hours of failures by source, account and host, and as many
pairs of source and account that got in; the oldest go first.

"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import HTTP, LOGIN, TICKET
from vedette.hunt.event import Event
from vedette.hunt.instants import rfc3339
from vedette.hunt.patterns.bounded import reread, written
from vedette.hunt.patterns.logins.attempts import FAILED_KEPT, UNNAMED, WENT_WELL_KEPT, Attempts, Bad, Good
from vedette.hunt.patterns.logins.guesses import Guess, by_account, by_service, by_source
from vedette.hunt.patterns.places import Spot, kept, places
from vedette.hunt.patterns.speech import plain
from vedette.hunt.signal import Signal

_NAMED: Final = 5
_TARGETS: Final = 50
_TITLES: Final = {
    "brute force": "Password guessed by brute force",
    "spraying": "Passwords sprayed over many accounts",
    "guessing": "Passwords guessed for many accounts",
    "stuffing": "Stolen passwords tried on many accounts",
    "many against one": "One account's password guessed from many addresses",
}
_TECHNIQUES: Final = {
    "brute force": "T1110.001",
    "spraying": "T1110.003",
    "guessing": "T1110.001",
    "stuffing": "T1110.004",
    "many against one": "T1110.001",
}


class _State(Struct):
    bad: dict[tuple[int, str, str, str], Bad]
    good: dict[tuple[str, str], Good]


class PasswordGuessing:
    """Sees logins, first tickets and pages to log in at."""

    name = "password-guessing"
    actions = frozenset({LOGIN, TICKET, HTTP})

    def __init__(self) -> None:
        self._attempts = Attempts()

    def see(self, event: Event) -> None:
        """Take one in."""
        self._attempts.see(event)

    def signals(self) -> Iterator[Signal]:
        """Say who guessed whose passwords."""
        bad, good = self._attempts.bad, self._attempts.good
        told: set[str] = set()
        for one in by_source(bad, good):
            told.update(one.sources)
            yield signal(one)
        crowds = list(by_service(bad, good, told))
        for one in crowds:
            told.update(one.sources)
            yield signal(one)
        for one in by_account(bad, good, told):
            yield signal(one)

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        if self._attempts.bad.dropped:
            yield f"{self._attempts.bad.dropped:,} of the oldest hours of failed logins were forgotten"
        if self._attempts.good.dropped:
            yield f"{self._attempts.good.dropped:,} of the oldest successful logins were forgotten"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._attempts.bad, self._attempts.good))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        self._attempts.bad.update(list(state.bad.items())[:FAILED_KEPT])
        self._attempts.good.update(list(state.good.items())[:WENT_WELL_KEPT])


def signal(guess: Guess) -> Signal:
    """Say what a guess is."""
    tries = guess.tries.values()
    first, last = min(one.first for one in tries), max(one.last for one in tries)
    count = sum(one.count for one in tries)
    hosts = sorted({host for one in tries for host in one.hosts if host})
    return Signal(
        rule="pattern:password-guessing",
        title=_TITLES[guess.sort] + (", and somebody got in" if guess.got_in else ""),
        message=plain(_message(guess, count, hosts)),
        severity=_severity(guess),
        confidence=_confidence(guess),
        reason=_reason(guess),
        techniques=(_TECHNIQUES[guess.sort], *(("T1078",) if guess.got_in else ())),
        first=first,
        last=max(last, *(good.first for _, good in guess.got_in.values())) if guess.got_in else last,
        count=count,
        actors=tuple(_source(one) for one in guess.sources[:_TARGETS]),
        targets=_targets(guess, hosts),
        places=places(_spots(guess)),
        numbers={
            "tries": count,
            "accounts": len(guess.tries),
            "sources": len(guess.sources),
            "got_in": len(guess.got_in),
            "unknown_accounts": sum(one.unknown > 0 for one in tries),
            "window": guess.window or "two hours",
            "accounts_at_home_there": guess.explained,
            **guess.numbers,
        },
        benign="a scanner of your own, or a program set up with the wrong password for many accounts",
        remedy="Reset the password of accounts that got in, end their sessions, and keep the source out.",
    )


def _source(name: str) -> Entity:
    looks_like = ":" in name or (name[-1:].isdigit() and name.count(".") == 3)  # noqa: PLR2004
    return Entity(EntityKind.ADDRESS if looks_like else EntityKind.HOST, name or "unknown")


def _targets(guess: Guess, hosts: list[str]) -> tuple[Entity, ...]:
    """Name accounts that got in first, then those tried most, then hosts."""
    most = sorted(guess.tries, key=lambda user: (user not in guess.got_in, -guess.tries[user].count, user))
    users = [Entity(EntityKind.USER, user) for user in most if user != UNNAMED]
    return (*users[:_TARGETS], *(Entity(EntityKind.HOST, host) for host in hosts[:_TARGETS]))


def _message(guess: Guess, count: int, hosts: list[str]) -> str:
    users = sorted(guess.tries, key=lambda user: -guess.tries[user].count)
    who = guess.sources[0] if len(guess.sources) == 1 else f"{len(guess.sources):,} sources"
    named = ", ".join(users[:_NAMED]) + (f" and {len(users) - _NAMED:,} more" if len(users) > _NAMED else "")
    where = (f" at {', '.join(hosts[:3])}{' and others' if len(hosts) > 3 else ''}") if hosts else ("")  # noqa: PLR2004
    words = f"{who or 'An unnamed source'} failed {count:,} times to log in{where} as {named}."
    for user, (source, good) in sorted(guess.got_in.items(), key=lambda one: one[1][1].first)[:_NAMED]:
        words += f" {user} got in from {source} at {rfc3339(good.first)}."
    return words


def _severity(guess: Guess) -> Severity:
    if guess.got_in:
        return Severity.CRITICAL if guess.sort == "brute force" else Severity.HIGH
    known = any(one.unknown == 0 for one in guess.tries.values())
    return Severity.MEDIUM if known else Severity.LOW


def _confidence(guess: Guess) -> Confidence:
    enough = len(guess.tries) >= 2 * _NAMED or guess.sort == "brute force"
    return Confidence.STRONG if enough else Confidence.LIKELY


def _reason(guess: Guess) -> str:
    if guess.sort == "brute force":
        return (
            "More tries of one account than any lock-out allows, not even enough for"
            " a program with an old password."
        )
    if guess.sort in {"stuffing", "many against one"}:
        return "None of these accounts had ever got in from these addresses before they failed from there."
    at_home = (
        f"{guess.explained:,} more accounts failed from there and are at home there"
        if guess.explained
        else "no account is at home there"
    )
    return f"{len(guess.tries):,} accounts within {guess.window} that had never got in from there; {at_home}."


def _spots(guess: Guess) -> list[Spot]:
    spots: list[Spot] = []
    for _, good in guess.got_in.values():
        if good.spot is not None and len(spots) < _NAMED:
            spots.append(good.spot)
    for one in guess.tries.values():
        for spot in one.spots[:_NAMED]:
            kept(spots, spot)
    return spots
