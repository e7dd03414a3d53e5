"""What failures add up to: for one source, for one account, and for a service as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from vedette.hunt.instants import DAY, HOUR, MINUTE
from vedette.hunt.patterns.bounded import Running, median
from vedette.hunt.patterns.logins.attempts import Bad, Good
from vedette.hunt.patterns.places import Spot

Failures = Mapping[tuple[int, str, str, str], Bad]
Successes = Mapping[tuple[str, str], Good]

TRIES_MIN: Final = 20
"""Of one account within two hours: twice the highest number at which anybody recommends to lock accounts."""
ACCOUNTS_AN_HOUR: Final = 8
ACCOUNTS_A_DAY: Final = 12
ACCOUNTS_EVER: Final = 20
UNEXPLAINED_MIN: Final = 0.5
"""Share of a source's accounts that never got in from there. Behind a shared address most do, some day."""
FEW_TRIES: Final = 10
AT_ONCE: Final = ((2, 8), (15, 12))
"""Minutes, and how many accounts have to fail within them for the first time where nobody is at home."""
LOOP_HOURS: Final = 3
LOOP_SPREAD: Final = 0.5
LOOP_A_MINUTE: Final = 10.0
CROWD_SOURCES: Final = 10
CROWD_ACCOUNTS: Final = 20
CROWD_TRIES: Final = 3
CROWD_TIMES: Final = 5.0
MANY_SOURCES: Final = 10
MANY_TRIES: Final = 50
AFTER: Final = 30 * MINUTE
"""How long after the last guess a success still counts as its fruit."""


@dataclass(slots=True)
class Tries:
    """Failures of one account, from one source or from a crowd of them."""

    count: int = 0
    first: int = 0
    last: int = 0
    unknown: int = 0
    stale: int = 0
    hours: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    hosts: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    spots: list[Spot] = field(default_factory=list)

    def add(self, hour: int, source: str, host: str, bad: Bad) -> None:
        """Take an hour's failures in."""
        self.first = min(self.first, bad.first) if self.count else bad.first
        self.last = max(self.last, bad.last)
        self.count += bad.count
        self.unknown += bad.unknown
        self.stale += bad.stale
        self.hours[hour] += bad.count
        self.hosts.add(host)
        self.sources.add(source)
        if bad.spot is not None:
            self.spots.append(bad.spot)

    @property
    def fastest(self) -> int:
        """Return the most within two hours that follow one another."""
        return max(count + self.hours.get(hour + 1, 0) for hour, count in list(self.hours.items()))


@dataclass(slots=True, kw_only=True)
class Guess:
    """Passwords were guessed."""

    sort: str
    """brute force, spraying, guessing (many accounts, many tries), stuffing or many against one."""
    tries: dict[str, Tries]
    """By account."""
    sources: tuple[str, ...]
    got_in: dict[str, tuple[str, Good]] = field(default_factory=dict)
    """Account: from where, and when."""
    explained: int = 0
    """Accounts of that source that failed and are at home there."""
    window: str = ""
    numbers: dict[str, float | int | str] = field(default_factory=dict)


def by_source(bad: Failures, good: Successes) -> Iterator[Guess]:
    """Look at each source by itself."""
    sources: dict[str, dict[str, Tries]] = defaultdict(lambda: defaultdict(Tries))
    for (hour, source, user, host), one in bad.items():
        sources[source][user].add(hour, source, host, one)
    let_in: dict[str, dict[str, Good]] = defaultdict(dict)
    for (source, user), known in good.items():
        if source in sources:
            let_in[source][user] = known
    told_hosts = {known.host for known in good.values()}
    for source, users in sources.items():
        found = _of_source(source, users, let_in[source])
        if found is not None and not let_in[source] and _is_blind(found, told_hosts):
            continue
        if found is not None:
            yield found


def _of_source(source: str, users: dict[str, Tries], good: Mapping[str, Good]) -> Guess | None:
    foreign = {user: one for user, one in users.items() if not _at_home(good.get(user), one)}
    window = _window(foreign.values())
    share = sum(user not in good for user in foreign) / len(users)
    heavy = {
        user: one
        for user, one in foreign.items()
        if one.fastest >= TRIES_MIN and not _is_loop(one, good.get(user))
    }
    if window and share >= UNEXPLAINED_MIN:
        tries = median([one.count for one in foreign.values()])
        sort = "spraying" if tries <= FEW_TRIES and not heavy else "guessing"
        guess = Guess(
            sort=sort, tries=foreign, sources=(source,), explained=len(users) - len(foreign), window=window
        )
        guess.numbers["tries_per_account"] = round(tries, 1)
    elif heavy:
        guess = Guess(sort="brute force", tries=heavy, sources=(source,), explained=len(users) - len(foreign))
        guess.numbers["most_in_two_hours"] = max(one.fastest for one in heavy.values())
    else:
        return None
    guess.numbers["unexplained_share"] = round(share, 2)
    guess.got_in = {user: (source, known) for user, known in good.items() if _is_fruit(user, known, guess)}
    return guess


def _is_blind(guess: Guess, told_hosts: set[str]) -> bool:
    """Whether its hosts tell of failures only, so that nobody can be at home, and people who slip look alike.

    Then many accounts have to fail at once, or accounts that do not exist; one account tried often stays one.
    """
    tries = guess.tries.values()
    if guess.sort == "brute force" or any(one.hosts & told_hosts for one in tries):
        return False
    if sum(one.unknown > 0 for one in tries) * 2 >= len(tries):
        return False
    firsts = sorted((one.first // MINUTE, number) for number, one in enumerate(tries))
    return all(_most(firsts, minutes) < enough for minutes, enough in AT_ONCE)


def _is_fruit(user: str, known: Good, guess: Guess) -> bool:
    """Whether an account got in by the guesses: after some of them, or at the first among them."""
    tries = guess.tries.get(user)
    if tries is not None:
        return True
    first = min(one.first for one in guess.tries.values())
    last = max(one.last for one in guess.tries.values())
    return guess.sort != "brute force" and first <= known.first <= last + AFTER and known.count <= FEW_TRIES


def _at_home(known: Good | None, tries: Tries) -> bool:
    """Whether failures are somebody's own: the account had got in from there before, or soon after a few."""
    if known is None:
        return False
    if known.first < tries.first:
        return True
    return tries.count < TRIES_MIN and known.count > 1 and known.last - known.first > HOUR


def _is_loop(tries: Tries, known: Good | None) -> bool:
    """Whether a program goes on with a password that is no longer right: as evenly as no human, for hours."""
    if tries.stale * 2 > tries.count:
        return True
    hours = sorted(tries.hours)
    if len(hours) < LOOP_HOURS or known is not None:
        return False
    rate = Running()
    for hour in hours[1:-1]:
        rate.add(tries.hours[hour])
    even = rate.count > 0 and rate.deviation <= LOOP_SPREAD * rate.mean
    unbroken = len(hours) >= 0.8 * (hours[-1] - hours[0] + 1)
    return (
        even
        and unbroken
        and rate.mean <= LOOP_A_MINUTE * 60
        and len(tries.sources) == 1
        and not tries.unknown
    )


def _window(tries: Iterable[Tries]) -> str:
    """Say within what time enough accounts were tried: the shortest that is enough; empty for none."""
    starts = sorted({(hour, number) for number, one in enumerate(tries) for hour in one.hours})
    for hours, enough, words in ((2, ACCOUNTS_AN_HOUR, "two hours"), (24, ACCOUNTS_A_DAY, "a day")):
        if _most(starts, hours) >= enough:
            return words
    return "longer" if len({number for _, number in starts}) >= ACCOUNTS_EVER else ""


def _most(starts: list[tuple[int, int]], hours: int) -> int:
    """Return the most different things in any so many hours."""
    counts: dict[int, int] = defaultdict(int)
    low = most = 0
    for hour, number in starts:
        counts[number] += 1
        while starts[low][0] <= hour - hours:
            gone = starts[low][1]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            low += 1
        most = max(most, len(counts))
    return most


def by_account(bad: Failures, good: Successes, told: set[str]) -> Iterator[Guess]:
    """Look at each account that many sources tried; `told`: sources already spoken of."""
    users: dict[str, Tries] = defaultdict(Tries)
    for (hour, source, user, host), one in bad.items():
        if source not in told and (source, user) not in good:
            users[user].add(hour, source, host, one)
    for user, tries in users.items():
        if len(tries.sources) >= MANY_SOURCES and tries.count >= MANY_TRIES and user:
            guess = Guess(sort="many against one", tries={user: tries}, sources=tuple(sorted(tries.sources)))
            guess.numbers["tries_per_source"] = round(tries.count / len(tries.sources), 1)
            yield guess


def by_service(bad: Failures, good: Successes, told: set[str]) -> Iterator[Guess]:
    """Look at each service: many accounts, each tried a few times from one of many sources."""
    hosts: dict[str, dict[int, dict[tuple[str, str], Bad]]] = defaultdict(lambda: defaultdict(dict))
    for (hour, source, user, host), one in bad.items():
        if source not in told:
            hosts[host][hour // 24].setdefault(
                (source, user), Bad(first=one.first, last=one.last, spot=one.spot)
            ).count += one.count
    used: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for (_, user), known in good.items():
        used[known.host][known.first // DAY].add(user)
    for host, days in hosts.items():
        for day, pairs in days.items():
            found = _crowd(host, day, pairs, good)
            if found is not None and _unusual(host, day, found, days, used[host]):
                yield found


def _crowd(host: str, day: int, pairs: dict[tuple[str, str], Bad], good: Successes) -> Guess | None:
    """Take the pairs of a day that look like a list gone through from many addresses."""
    foreign = {}
    for (source, user), one in pairs.items():
        known = good.get((source, user))
        if one.count <= CROWD_TRIES and (known is None or known.first >= one.first):
            foreign[source, user] = one
    users = {user for _, user in foreign}
    sources = {source for source, _ in foreign}
    if len(users) < CROWD_ACCOUNTS or len(sources) < CROWD_SOURCES:
        return None
    tries: dict[str, Tries] = defaultdict(Tries)
    for (source, user), one in foreign.items():
        tries[user].add(day * 24, source, host, one)
    sort = "stuffing" if len(foreign) <= 2 * len(users) else "spraying"
    guess = Guess(sort=sort, tries=tries, sources=tuple(sorted(sources)), window="a day")
    guess.got_in = {user: (source, good[source, user]) for source, user in foreign if (source, user) in good}
    guess.numbers["tries_per_account_and_source"] = round(
        sum(one.count for one in foreign.values()) / len(foreign), 2
    )
    return guess


def _unusual(
    host: str,
    day: int,
    found: Guess,
    days: Mapping[int, Mapping[tuple[str, str], Bad]],
    used: Mapping[int, set[str]],
) -> bool:
    """Whether a day has far more accounts failing than other days, or than accounts that got in."""
    failing = len(found.tries)
    others = [len({user for _, user in pairs}) for other, pairs in days.items() if other != day]
    usual = median(others) if len(others) > 1 else 0.0
    let_in = max((len(users) for users in used.values()), default=0)
    found.numbers["usual_accounts_failing"] = usual
    found.numbers["accounts_let_in_a_day"] = let_in
    failed_only = failing - len(found.got_in)
    found.numbers["host"] = host
    return failing >= CROWD_TIMES * usual and failed_only * 2 >= let_in
